"""A calendar change moves complaints, correction orders and opinions that wait, and nothing that is final."""

from datetime import date

import pytest

from catalog.models import CalendarChange
from core.models import Letter
from disclosure_portal import calendar_change
from review import actions as opinions
from supervision import actions, complaint_clock, order_clock
from supervision.actions import complaints
from tests.conftest import load_regime, make_person

pytestmark = pytest.mark.django_db
OFF = date(2026, 3, 16)


@pytest.fixture
def agency(cast):
    """The cast's agency under the national Regulation."""
    cast.agency.regime = load_regime("national-2019").regime
    cast.agency.save()
    return cast.agency


@pytest.fixture
def change(now):
    """Monday 16 March 2026 is to be a day off."""
    drafted = CalendarChange.objects.create(
        notice_number="国办发明电〔2026〕9号",
        reason="临时调整",
        drafted_by=make_person("drafter", is_superuser=True),
        drafted_at=now,
    )
    drafted.days.create(day=OFF, is_working=False, name="临时放假")
    return drafted


@pytest.fixture
def apply(change, now):
    """Approve and apply it."""
    return lambda: calendar_change.apply(change, by=make_person("approver", is_superuser=True), now=now)


def order(cast, now, **fields):
    """An order to the cast's department."""
    return actions.issue_order(
        agency=cast.agency,
        department=cast.department,
        finding="未更新",
        demand="请更新",
        by=cast.supervisor,
        now=now,
        **fields,
    )


def test_a_complaint_moves_with_an_event_and_letters(agency, cast, apply, now):
    """The day kept, the day computed and the day told are one; who complained is told, and who looks into it."""
    complaint, _code = complaints.receive(agency=agency, text="未公开。", email="c@example.org", now=now)
    was = complaint.answer_by
    found = apply()
    complaint.refresh_from_db()
    assert [(one.number, one.before, one.after) for one in found.complaints] == [
        (complaint.number, was, complaint.answer_by)
    ]
    assert complaint.answer_by == complaint_clock.due(complaint).day > was
    assert complaint.events.get(action="calendar").note.startswith(was.isoformat())
    assert Letter.objects.addressed_to("c@example.org").filter(name="complaint_moved").count() == 1
    told = Letter.objects.addressed_to(cast.supervisor.email).get(name="cases_moved")
    assert complaint.number in told.body


def test_an_order_moves_unless_its_day_was_set_by_hand(agency, cast, apply, now):
    """What a supervisor wrote down as a day is no count."""
    counted, by_hand = order(cast, now), order(cast, now, due_on=date(2026, 3, 31))
    found = apply()
    assert [one.number for one in found.orders] == [counted.number]
    counted.refresh_from_db()
    by_hand.refresh_from_db()
    assert (counted.due_on, by_hand.due_on) == (date(2026, 4, 1), date(2026, 3, 31))
    assert counted.due_on == order_clock.due(counted).day
    assert counted.events.filter(action="calendar").count() == 1
    assert counted.number in Letter.objects.addressed_to(cast.clerk.email).get(name="cases_moved").body


def test_what_is_answered_or_reported_does_not_move(agency, cast, change, now):
    """Neither is an order that waits for the supervision group."""
    complaint, _code = complaints.receive(agency=agency, text="未公开。", now=now)
    complaints.take_up(complaint, tier=complaint.tier, department=None, by=cast.supervisor, now=now)
    complaints.answer(complaint, text="已公开。", by=cast.supervisor, now=now)
    reported = order(cast, now)
    actions.report(reported, report="已更新", by=cast.clerk, now=now)
    found = calendar_change.preview(change, today=now.date())
    assert (found.complaints, found.orders) == ([], [])


def test_an_opinion_that_waits_moves_and_an_answered_one_stays(
    cast, item, obligation, make_disclosure, apply, now
):
    """The day of answer of the feedback rule of document C; those who collect opinions are told."""
    disclosure = make_disclosure(item, obligation=obligation, upto="published")
    waiting, answered = (
        opinions.receive_opinion(disclosure, text=text, contact=contact, now=now)
        for text, contact in (("建议一", "writer@example.org"), ("建议二", "other@example.org"))
    )
    opinions.answer_opinion(answered, answer="采纳", by=cast.feedback_collector, now=now)
    found = apply()
    assert [(one.pk, one.after) for one in found.opinions] == [(waiting.pk, date(2026, 4, 1))]
    waiting.refresh_from_db()
    assert waiting.answer_by == date(2026, 4, 1)
    assert waiting.events.get().action == "calendar"
    writer = Letter.objects.get(name="opinion_moved")
    assert (writer.to, "2026年4月1日" in writer.body) == ("writer@example.org", True)
    told = Letter.objects.addressed_to(cast.feedback_collector.email).filter(name="cases_moved")
    assert any(str(disclosure) in letter.body for letter in told)


def test_the_preview_shows_each_kind(client, agency, cast, change, now):
    """With its number and both days, before anything is moved."""
    complaint, _code = complaints.receive(agency=agency, text="未公开。", now=now)
    issued = order(cast, now)
    client.force_login(make_person("other", is_superuser=True))
    page = client.get(f"/admin/catalog/calendarchange/{change.pk}/preview/").content.decode()
    assert complaint.number in page
    assert issued.number in page
