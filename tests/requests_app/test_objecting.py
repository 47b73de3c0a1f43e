"""An objection is a piece of work: a day, an owner, a place in the queue, an answer; a late one is told upward."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from core.workdays import Span
from requests_app import actions
from requests_app.actions import clocks, notices, objecting
from requests_app.models import Objection
from tests.requests_app.conftest import FORM, person

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
SAYS = "附件涉及本公司的报价，不应公开。"


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day in the portal's time zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def entered(application, by, now, **fields) -> Objection:
    """An objection that came by letter."""
    said = {"what": "objection", "channel": "letter", "arrived_on": now.date(), "text": SAYS, **fields}
    return actions.enter_arrival(application, by=by, now=now, **said).event.objection


@pytest.fixture
def objection(make_application, officer, now) -> Objection:
    """A third party objects in a registered case."""
    return entered(make_application(upto="registered"), officer, now, objector="清河米业公司")


def test_a_third_party_that_objects_gets_an_answer_of_its_own(objection, officer, now):
    """Entered at the desk it has an owner and fifteen working days; the answer is a numbered notice on paper."""
    application = objection.application
    assert (objection.owner, objection.is_of_applicant) == (officer, False)
    assert objection.due_on == clocks.end_of(application, Span(15, working=True), start=now.date())
    before = application.answer_by
    objecting.answer(objection, result="partly", text="报价部分予以遮盖。", by=officer, now=now + A_DAY)
    notice = application.notices.get(kind="objection")
    said = notice.content
    assert notices.text_of(notice).to == "清河米业公司" and not notice.to_applicant
    assert "部分采纳" in said and "报价部分予以遮盖" in said and application.applicant_name not in said
    assert notice.posting.way == ""  # it waits to be posted
    application.refresh_from_db()
    assert application.answer_by == before  # no clock of the case moved
    with pytest.raises(Refused):
        objecting.answer(objection, result="upheld", text="又改。", by=officer, now=now + A_DAY)


def test_the_day_is_that_of_the_rules_or_of_the_officer(make_application, officer, now):
    """Where no rule names it the officer may; a day before the objection is refused."""
    application = make_application(upto="registered")
    assert entered(application, officer, now, answer_by=date(2026, 3, 20)).due_on == date(2026, 3, 20)
    with pytest.raises(Refused):
        entered(application, officer, now, answer_by=date(2026, 3, 9))


def test_the_applicant_objects_on_the_portal_and_is_told_the_answer(make_application, officer, now):
    """The officers of the case are told; somebody takes it; the answer goes to the applicant, with a letter."""
    application = make_application(upto="closed")
    made = objecting.object_to(application, text="附件打不开。", now=now)
    assert made.is_of_applicant and made.owner is None
    assert Letter.objects.filter(name="objection_raised").exists()
    other = person(application.agency, Role.DISCLOSURE_OFFICE)
    objecting.give(made, owner=other, by=officer, now=now)
    made.refresh_from_db()
    assert made.owner == other
    with pytest.raises(Refused):
        objecting.give(made, owner=person(application.agency, Role.PROPOSER), by=officer, now=now)
    objecting.answer(made, result="upheld", text="已重新提供附件。", by=other, now=now)
    assert application.notices.get(kind="objection").to_applicant
    assert Letter.objects.filter(name="application_notice").exists()


def test_an_applicant_floods_nobody(make_application, now):
    """Five that wait are enough; an empty one is none."""
    application = make_application(upto="registered")
    with pytest.raises(Refused):
        objecting.object_to(application, text="  ", now=now)
    for _one in range(objecting.MOST_WAITING):
        objecting.object_to(application, text="又一次。", now=now)
    with pytest.raises(Refused):
        objecting.object_to(application, text="再一次。", now=now)


def test_near_and_late_are_told_once_each(objection, officer, now):
    """To the owner on the working day before; once it is past also to those who supervise; then no more."""
    assert objecting.count_near(now=now) == objecting.warn(now=now) == 0
    near = at(objection.due_on - A_DAY)
    assert [objecting.warn(now=near), objecting.warn(now=near)] == [1, 0]
    assert Letter.objects.filter(name="objection_near").count() == 1
    late = at(objection.due_on + A_DAY)
    assert [objecting.warn(now=late), objecting.warn(now=late)] == [1, 0]
    told = {letter.to for letter in Letter.objects.filter(name="objection_late")}
    assert told >= {officer.email, person(objection.application.agency, Role.SUPERVISOR).email}
    answered = objecting.answer(objection, result="dismissed", text="依法应当公开。", by=officer, now=late)
    assert objecting.warn(now=late + A_DAY) == 0 and answered.answered_by == officer


def test_it_stands_in_the_queue_until_it_is_answered(objection, officer, client, monkeypatch):
    """The page of work, the list, the case; a late one is marked; the supervisor sees it and cannot answer."""
    late = at(objection.due_on + A_DAY)
    monkeypatch.setattr(timezone, "now", lambda: late)
    client.force_login(officer)
    cards = client.get(reverse("workplace")).context["cards"]
    assert [
        (one.waiting, one.late) for one in cards if one.address == reverse("requests_app:objections")
    ] == [(1, 1)]
    assert objection.get_absolute_url() in client.get(reverse("requests_app:objections")).content.decode()
    assert (
        objection.get_absolute_url() in client.get(objection.application.get_absolute_url()).content.decode()
    )
    address = objection.get_absolute_url()
    wrong = client.post(address, {"says": "answer", "result": "", "text": "理由在此"})
    assert wrong.status_code == 422 and "理由在此" in wrong.content.decode()
    client.force_login(person(objection.application.agency, Role.SUPERVISOR))
    assert "逾期" in client.get(reverse("requests_app:objections")).content.decode()
    said = {"says": "answer", "result": "upheld", "text": "予以采纳。"}
    assert client.post(address, said).status_code == 403
    scope = {"agency": objection.application.agency.slug}
    figures = client.get(reverse("supervision:applications"), scope).content.decode()
    assert "1件逾期" in figures
    client.force_login(officer)
    assert client.post(address, said).status_code == 302
    assert objection.get_absolute_url() not in client.get(reverse("requests_app:objections")).content.decode()


def test_the_applicant_types_it_and_reads_that_it_came(make_application, client, now, monkeypatch):
    """On the page of the application, with the one-time stamp: sent again by Back there is one."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    application, code = actions.receive(
        agency=make_application().agency, now=now, **{**FORM, "subject": "另一件"}
    )
    page = client.post(
        reverse("requests_app:track"), {"number": application.number, "code": code}, follow=True
    )
    signed = page.redirect_chain[-1][0].rstrip("/").rpartition("/")[2]
    address = reverse("requests_app:object_to", args=[signed])
    assert address in page.content.decode()
    assert client.post(address, {"text": ""}).status_code == 422
    told = client.post(address, {"text": "办理太慢。"}, follow=True).content.decode()
    assert "已收到您的异议" in told
    assert Objection.objects.get(application=application).event.note == "办理太慢。"


def test_a_stranger_reads_and_answers_nothing(objection, bodies, client, now):
    """An officer of another body: not found, and the action refuses."""
    stranger = person(bodies("J3"), Role.INTAKE_OFFICER)
    client.force_login(stranger)
    assert client.get(objection.get_absolute_url()).status_code == 404
    with pytest.raises(Refused):
        objecting.answer(objection, result="upheld", text="好。", by=stranger, now=now)


def test_the_database_keeps_an_answer_whole(objection):
    """No result without who and when, no day before the objection."""
    for wrong in ({"result": "upheld"}, {"due_on": objection.raised_on - A_DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.filter(pk=objection.pk).update(**wrong)
