"""Delivery by public announcement (公告送达): the last way, naming nobody; its days run before any term does."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.proof import evidence
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import announcing, charging, clocks, lapsing, notices, posting
from requests_app.models import Application, Posting, Status
from tests.conftest import make_person
from tests.flows.world import Clock
from tests.requests_app.conftest import person

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
WHY = "3月11日按登记地址邮寄，查无此人退回；3月16日电话空号。"


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day in the portal's time zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def of(application: Application, form: str) -> Posting:
    """How the last notice of a form goes out."""
    return Posting.objects.filter(notice__application=application, notice__form=form).latest("pk")


@pytest.fixture
def clock(monkeypatch, now) -> Clock:
    """What pages take for now."""
    told = Clock(now.year, now.month, now.day)
    monkeypatch.setattr(timezone, "now", lambda: told.now)
    return told


@pytest.fixture
def unreached(make_application, officer, now) -> Application:
    """A correction was asked for by post, and the letter came back."""
    made = make_application(upto="registered", email="", applicant_name="欧阳秋水", address="清河市东街九号")
    actions.ask_correction(made, missing="请写明年度。", days=10, by=officer, now=now)
    it = of(made, "correction")
    posting.post(it, way="post", on=now.date(), proof="EMS1", by=officer, now=now)
    posting.came_back(it, by=officer, now=now + 5 * A_DAY)
    return made


def announced(application, officer, when, form="correction", **said):
    it = of(application, form)
    sheet = announcing.announce(it, **{"ground": "failed", "why": WHY, "by": officer, "now": when, **said})
    it.refresh_from_db()
    return it, sheet


def test_it_counts_as_delivered_after_thirty_days_and_the_term_begins_then(unreached, officer, now):
    """Announced on 16 March: day thirty is 15 April, the ten working days of the correction begin after it."""
    when = at(date(2026, 3, 16))
    it, _sheet = announced(unreached, officer, when)
    assert (it.posted_on, it.counts_on, it.delivered_on) == (date(2026, 3, 16), date(2026, 4, 15), None)
    assert clocks.correct_by(unreached) is None
    on_the_last_day = at(date(2026, 4, 15), 23)
    assert (
        announcing.count_over(now=on_the_last_day) == announcing.count_as_delivered(now=on_the_last_day) == 0
    )
    assert lapsing.lapse_due(now=on_the_last_day) == 0
    after = at(date(2026, 4, 16))
    assert announcing.count_as_delivered(now=after) == 1
    assert announcing.count_as_delivered(now=after) == 0
    it.refresh_from_db()
    assert it.delivered_on == date(2026, 4, 15)
    assert clocks.correct_by(unreached) == posting.term_of(it) == date(2026, 4, 29)
    assert lapsing.lapse_due(now=at(date(2026, 4, 30), 23)) == 0
    assert lapsing.lapse_due(now=at(date(2026, 5, 1))) == 1


def test_one_that_was_changed_past_the_portal_stops_none_of_the_others(make_application, officer, now):
    """Its days are put forward by SQL: it does not count as delivered, the other one does."""
    when, later = at(date(2026, 3, 16)), at(date(2026, 4, 16))
    both = []
    for name in ("欧阳秋水", "柳青禾"):
        made = make_application(upto="registered", email="", applicant_name=name, address="清河市东街九号")
        actions.ask_correction(made, missing="请写明年度。", days=10, by=officer, now=now)
        posting.post(of(made, "correction"), way="post", on=now.date(), proof="EMS1", by=officer, now=now)
        posting.came_back(of(made, "correction"), by=officer, now=now + 5 * A_DAY)
        both.append(announced(made, officer, when)[0])
    forged, good = both
    evidence.checkpoint(now=when)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE requests_app_posting SET posted_on = '2026-03-01', counts_on = '2026-03-31' WHERE id = %s",
            [forged.pk],
        )
    assert announcing.count_as_delivered(now=later) == 1
    forged.refresh_from_db()
    good.refresh_from_db()
    assert (forged.delivered_on, good.delivered_on) == (None, date(2026, 4, 15))


def test_a_last_day_on_a_day_off_moves_on(unreached, officer):
    """Thirty days from 2 April end on 2 May, a holiday: it counts on the first working day after it (art. 85)."""
    it, _sheet = announced(unreached, officer, at(date(2026, 4, 2)))
    assert it.counts_on == date(2026, 5, 6)


def test_it_is_the_last_way(make_application, officer, now):
    """Nothing is announced that was never posted, unless nobody knows where the addressee is; with a reason always."""
    made = make_application(upto="registered", email="")
    actions.ask_correction(made, missing="年度", days=10, by=officer, now=now)
    for wrong in ({"ground": "failed"}, {"ground": "unknown", "why": "找不到"}, {"ground": "", "why": WHY}):
        with pytest.raises(Refused):
            announced(made, officer, now, **wrong)
    it, _sheet = announced(made, officer, now, ground="unknown")
    with pytest.raises(Refused):  # once
        announced(made, officer, now, ground="unknown")
    with pytest.raises(Refused):
        posting.post(it, way="post", on=now.date(), proof="EMS2", by=officer, now=now)
    with pytest.raises(Refused):
        posting.arrived(it, on=now.date(), by=officer, now=now)
    stranger = make_person("nobody")
    with pytest.raises(Refused):
        announcing.fetched(it, on=now.date(), proof="本人", by=stranger, now=now)


def test_who_comes_in_its_days_is_served_on_that_day(unreached, officer):
    """The term runs from the day of the signature, and the announcement is over."""
    it, _sheet = announced(unreached, officer, at(date(2026, 3, 16)))
    with pytest.raises(Refused):
        announcing.fetched(it, on=date(2026, 3, 15), proof="本人", by=officer, now=at(date(2026, 3, 20)))
    announcing.fetched(it, on=date(2026, 3, 20), proof="本人签收", by=officer, now=at(date(2026, 3, 20)))
    it.refresh_from_db()
    assert (it.way, it.delivered_on, it.counts_on) == ("handed", date(2026, 3, 20), None)
    assert clocks.correct_by(unreached) == date(2026, 4, 3)
    assert announcing.count_as_delivered(now=at(date(2026, 5, 1))) == 0
    with pytest.raises(Refused):
        announcing.fetched(it, on=date(2026, 3, 20), proof="本人", by=officer, now=at(date(2026, 3, 21)))


def test_the_time_to_pay_runs_from_it(make_application, bodies, now):
    """By the clock, also when who announced it has left the body meanwhile."""
    made = make_application(bodies("national"), upto="registered", email="")
    officer = person(made.agency, Role.INTAKE_OFFICER)
    said = {"basis": "items", "number": 31, "reason": "数量明显超过合理范围。", "how_to_pay": "非税账户"}
    charging.quote_fee(made, by=officer, now=now, **said)
    it, _sheet = announced(made, officer, now, "fee", ground="unknown")
    officer.roles.update(until=date(2026, 3, 11))
    after = at(it.counts_on + A_DAY)
    assert announcing.count_as_delivered(now=after) == 1
    made.fee.refresh_from_db()
    assert made.fee.told_on == it.counts_on
    assert charging.pay_by(made) > it.counts_on


def test_a_decision_is_given_with_the_announcement(make_application, officer, leader, now):
    """It counts for the term of the answer on that day, with the number of the sheet in the record of delivery."""
    made = make_application(upto="decided", email="")
    it, sheet = announced(made, officer, now, made.notices.get(kind="decision").form, ground="unknown")
    made.refresh_from_db()
    assert (made.status, made.delivery_way, made.delivered_on) == (Status.CLOSED, "announced", now.date())
    assert made.delivery_proof == sheet.number
    assert it.delivered_on is None
    assert made.notices.filter(kind="delivery").exists()
    with pytest.raises(Refused):  # without an announcement nobody says so
        other = make_application(upto="decided", email="")
        actions.deliver(other, on=now.date(), way="announced", by=officer, now=now)


def test_the_public_page_and_the_sheet_name_nobody(unreached, officer, client, clock):
    """Number, first sign of the name, where it can be fetched; the reason, the subject and the address stay inside."""
    clock.move_to(2026, 3, 16)
    _it, sheet = announced(unreached, officer, clock.now)
    for language in ("", "/en"):
        page = client.get(
            f"{language}{reverse('requests_app:announcements').removeprefix('/en')}"
        ).content.decode()
        assert unreached.number in page and "欧**" in page
        for secret in (
            "欧阳",
            "秋水",
            "东街九号",
            "EMS1",
            "空号",
            unreached.subject,
            unreached.phone or "无此",
        ):
            assert secret not in page, secret
    text = notices.text_of(sheet)
    said = "".join(
        line for part in text.parts for line in [*part.paragraphs, *(value for _name, value in part.facts)]
    )
    assert text.to == "欧**" and "2026年4月15日" in said and "第九十五条" in said
    for secret in ("欧阳", "东街九号", "空号", unreached.subject):
        assert secret not in said
    assert not Posting.objects.filter(notice=sheet).exists()
    clock.move_to(2026, 6, 1)
    announcing.count_as_delivered(now=clock.now)
    assert unreached.number not in client.get(reverse("requests_app:announcements")).content.decode()


def test_an_organisation_that_applied_is_named(make_application, officer, now, client, clock):
    """Its name is no personal datum; a third party may be a person, and is masked."""
    clock.now = now
    made = make_application(
        upto="registered", email="", applicant_kind="company", applicant_name="清河米业公司"
    )
    actions.ask_correction(made, missing="年度", days=10, by=officer, now=now)
    announced(made, officer, now, ground="unknown")
    assert "清河米业公司" in client.get(reverse("requests_app:announcements")).content.decode()


def test_the_officer_does_it_on_the_page(unreached, officer, client, clock):
    """From the list to the sheet: what is wrong is said and what was typed stays; sent twice it is announced once."""
    clock.move_to(2026, 3, 16)
    client.force_login(officer)
    it = of(unreached, "correction")
    listed = client.get(reverse("requests_app:to_post")).content.decode()
    address = reverse("requests_app:announce", args=[it.pk])
    assert address in listed
    refused = client.post(address, {"ground": "failed", "why": "退回"})
    assert refused.status_code == 422 and "退回" in refused.content.decode()
    answer = client.post(address, {"ground": "failed", "why": WHY})
    sheet = unreached.notices.get(kind="announcement")
    assert answer["Location"] == reverse("requests_app:notice_page", args=[sheet.pk])
    assert client.post(address, {"ground": "failed", "why": WHY}).status_code in (302, 404)
    listed = client.get(reverse("requests_app:to_post")).content.decode()
    taken = reverse("requests_app:fetched", args=[it.pk])
    assert taken in listed and reverse("requests_app:announce", args=[it.pk]) not in listed
    client.post(taken, {"on": "2026-03-16", "proof": "本人签收"})
    it.refresh_from_db()
    assert it.way == "handed"


def test_only_who_handles_the_case_may(unreached, cast, client, now, clock):
    """A clerk is forbidden, an officer of another body finds nothing."""
    clock.now = now
    it = of(unreached, "correction")
    for who, code in ((cast.clerk, 403), (cast.stranger, 404)):
        client.force_login(who)
        for name in ("announce", "fetched"):
            assert client.post(reverse(f"requests_app:{name}", args=[it.pk])).status_code == code


def test_the_database_keeps_ground_and_day_together(unreached, officer, now):
    """No announcement without them, none of them without an announcement, no other day of delivery."""
    it, _sheet = announced(unreached, officer, now + 6 * A_DAY)
    for wrong in (
        {"ground": ""},
        {"counts_on": None},
        {"way": "post"},
        {"delivered_on": now.date() + 7 * A_DAY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.filter(pk=it.pk).update(**wrong)
