"""An officer asks for an extension, who may approve finds it, and both are warned the day before it is too late."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.deadlines import calendars
from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import extending
from requests_app.models import AskedExtension
from tests.requests_app.conftest import person

pytestmark = pytest.mark.django_db
REASON = "需要征求多个科室的意见。"


@pytest.fixture
def superior(body):
    """Who approves extensions in the district (J4)."""
    return person(body, Role.SUPERIOR_LEADER)


@pytest.fixture
def asked(make_application, officer, now):
    """An officer asked for five more days."""
    application = make_application(upto="registered")
    return actions.ask_extension(application, days=5, reason=REASON, by=officer, now=now)


def test_who_may_approve_is_told_finds_it_in_the_queue_and_grants_it(
    asked, officer, superior, client, now, monkeypatch
):
    """The form is filled in already; then the day moves and nothing waits any more."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert [it.to for it in Letter.objects.filter(name="extension_asked")] == [superior.email]
    client.force_login(superior)
    page = client.get(reverse("review:queue")).content.decode()
    assert asked.number in page and REASON in page
    assert REASON in client.get(asked.get_absolute_url()).content.decode()
    before = asked.answer_by
    client.post(reverse("requests_app:take", args=[asked.pk, "extend"]), {"days": "5", "reason": REASON})
    asked.refresh_from_db()
    assert asked.answer_by == calendars.of(asked.agency).add(before, 5)
    made = AskedExtension.objects.get()
    assert (made.is_granted, made.answered_by) == (True, superior)
    assert asked.number not in client.get(reverse("review:queue")).content.decode()


def test_the_officer_asks_by_the_page_of_the_case(make_application, officer, client, now, monkeypatch):
    """Too many days are refused beside the field, with everything kept; who may approve is not offered to ask."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    application = make_application(upto="registered")
    client.force_login(officer)
    address = reverse("requests_app:take", args=[application.pk, "ask_extension"])
    assert address in client.get(application.get_absolute_url()).content.decode()
    wrong = client.post(address, {"days": "99", "reason": REASON})
    assert wrong.status_code == 422 and REASON in wrong.content.decode()
    client.post(address, {"days": "5", "reason": REASON})
    made = AskedExtension.objects.get()
    assert (made.days, made.reason, made.asked_by) == (5, REASON, officer)
    assert address not in client.get(application.get_absolute_url()).content.decode()


def test_it_is_refused_with_a_reason_that_the_officer_is_told(asked, officer, superior, now):
    """Then it may be asked for again."""
    for by, answer in ((officer, "不"), (superior, "  ")):
        with pytest.raises(Refused):
            actions.refuse_extension(asked, answer=answer, by=by, now=now)
    with pytest.raises(Refused):  # one at a time
        actions.ask_extension(asked, days=3, reason=REASON, by=officer, now=now)
    actions.refuse_extension(asked, answer="材料已经齐备。", by=superior, now=now)
    assert [it.to for it in Letter.objects.filter(name="extension_refused")] == [officer.email]
    actions.ask_extension(asked, days=3, reason=REASON, by=officer, now=now)


def test_both_are_warned_once_on_the_working_day_before_the_last(asked, officer, superior, now):
    """Not earlier, once for a day of answer, and not when it was decided meanwhile."""
    day = calendars.of(asked.agency).add(asked.answer_by, -1)
    then = timezone.make_aware(datetime(day.year, day.month, day.day, 8))
    assert (
        extending.count_near(now=then - timedelta(days=1)),
        extending.warn(now=then - timedelta(days=1)),
    ) == (0, 0)
    assert (extending.count_near(now=then), extending.warn(now=then), extending.warn(now=then)) == (1, 1, 0)
    letters = Letter.objects.filter(name="extension_near")
    assert {it.to for it in letters} == {officer.email, superior.email} and letters.count() == 2
    actions.extend(asked, days=5, reason=REASON, by=superior, now=then)
    assert extending.warn(now=then + timedelta(days=9)) == 0


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 99}, {"reason": " "}, {"late": True}])
def test_what_could_not_be_granted_is_not_asked_for(make_application, officer, now, wrong):
    """Beyond the cap, without a reason, after the day of answer; nothing is left behind."""
    application = make_application(upto="registered")
    when = now + timedelta(days=60) if wrong.pop("late", False) else now
    with pytest.raises(Refused):
        actions.ask_extension(application, **{"days": 5, "reason": REASON, **wrong}, by=officer, now=when)
    assert not AskedExtension.objects.exists()


def test_the_database_holds_one_request_and_its_answer_together(asked, officer, now):
    """Two open ones, and an answer by nobody, cannot be."""
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedExtension.objects.create(application=asked, days=1, reason="x", asked_by=officer, asked_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedExtension.objects.update(answered_at=now)
