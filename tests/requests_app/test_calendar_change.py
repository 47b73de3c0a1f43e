"""A calendar change moves the days of answer that it touches, and none that is final."""

from datetime import date

import pytest

from catalog.models import CalendarChange
from core.models import Letter
from disclosure_portal import calendar_change
from requests_app import actions
from requests_app.actions import clocks
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
OFF = date(2026, 3, 16)


@pytest.fixture
def apply(now):
    """Make Monday 16 March 2026 a day off, as two administrators do it."""

    def act() -> calendar_change.Preview:
        drafter, approver = (make_person(name, is_superuser=True) for name in ("drafter", "approver"))
        change = CalendarChange.objects.create(
            notice_number="国办发明电〔2026〕9号", reason="临时调整", drafted_by=drafter, drafted_at=now
        )
        change.days.create(day=OFF, is_working=False, name="临时放假")
        return calendar_change.apply(change, by=approver, now=now)

    return act


def test_the_day_of_answer_moves_with_an_event_and_letters(make_application, apply):
    """The applicant who left a mail address is told, and the officers are."""
    application = make_application(upto="registered", email="wang@example.org")
    was = application.answer_by
    found = apply()
    application.refresh_from_db()
    assert [(one.number, one.before, one.after) for one in found.applications] == [
        (application.number, was, application.answer_by)
    ]
    assert application.answer_by > was
    event = application.events.get(action="calendar")
    assert event.note.startswith(f"{was.isoformat()} → {application.answer_by.isoformat()}")
    assert Letter.objects.addressed_to("wang@example.org").filter(name="application_moved").count() == 1
    assert Letter.objects.filter(name="applications_moved").exists()


def test_the_moved_day_is_the_one_that_the_clock_explains(make_application, apply):
    """What is stored and what is computed anew from the entries stay the same day."""
    application = make_application(upto="registered")
    apply()
    application.refresh_from_db()
    assert application.answer_by == clocks.answer_due(application).day


def test_a_decided_application_does_not_move(make_application, apply):
    application = make_application(upto="decided")
    days = application.answer_by, application.deliver_by
    assert apply().applications == []
    application.refresh_from_db()
    assert (application.answer_by, application.deliver_by) == days
    assert not application.events.filter(action="calendar").exists()


def test_the_last_day_of_a_third_party_moves_in_sight(make_application, officer, apply, now):
    """Asked on 10 March: 31 March becomes 1 April, on the record and by letter, while the answer stands still."""
    application = make_application(upto="registered", email="wang@example.org")
    actions.consult_third_party(application, party="清河水务公司", by=officer, now=now)
    found = apply()
    assert found.applications == []
    assert [(one.before, one.after) for one in found.third_parties] == [(date(2026, 3, 31), date(2026, 4, 1))]
    application = type(application).objects.get(pk=application.pk)
    assert clocks.due_of(application, "third_party").day == date(2026, 4, 1)
    assert application.events.filter(action="calendar_third_party").count() == 1
    assert Letter.objects.addressed_to("wang@example.org").filter(name="third_party_moved").count() == 1
