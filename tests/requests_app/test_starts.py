"""From which day the clock runs: the way an application came decides (law-2019 art. 31)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.transitions import Refused
from requests_app import actions
from requests_app.models import Application, Way

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY, THURSDAY = date(2026, 3, 10), date(2026, 3, 12)


def at(day: date, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """A moment in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)


def received(body, form, *, now=None, assisted_by=None, **fields) -> Application:
    """An application that came on Tuesday and is entered on Friday."""
    when = now or at(date(2026, 3, 13))
    return actions.receive(agency=body, now=when, assisted_by=assisted_by, **{**form, **fields})[0]


@pytest.mark.parametrize(
    ("fields", "counted_from"),
    [
        ({"way": Way.COUNTER, "arrived_on": TUESDAY}, TUESDAY),
        ({"way": Way.LETTER, "arrived_on": TUESDAY}, TUESDAY),
        ({"way": Way.LETTER, "arrived_on": TUESDAY, "confirmed_on": THURSDAY, "signed_for": False}, THURSDAY),
        ({"way": Way.FAX, "arrived_on": TUESDAY, "confirmed_on": THURSDAY}, THURSDAY),
        ({"way": Way.EMAIL, "arrived_on": TUESDAY, "confirmed_on": TUESDAY}, TUESDAY),
        ({"way": Way.WEB}, date(2026, 3, 13)),
    ],
)
def test_each_way_has_its_day_of_receipt(body, form, fields, counted_from):
    """Submitted, signed for, or confirmed by both sides; both days are kept."""
    application = received(body, form, **fields)
    assert application.received_on == counted_from
    assert application.arrived_on == fields.get("arrived_on", counted_from)
    assert application.clock_entries.get(clock="answer", act="start").on == counted_from


def test_an_oral_application_is_received_when_it_is_made(body, form, officer):
    """It is written down by the officer on the spot."""
    application = received(body, form, way=Way.ORAL, arrived_on=TUESDAY, assisted_by=officer)
    assert application.received_on == TUESDAY


@pytest.mark.parametrize(
    "fields",
    [
        {"way": Way.FAX},
        {"way": Way.EMAIL},
        {"way": Way.LETTER, "signed_for": False},
        {"way": Way.FAX, "confirmed_on": date(2026, 3, 9)},
        {"way": Way.FAX, "confirmed_on": date(2026, 3, 14)},
    ],
)
def test_what_must_be_confirmed_is_not_received_without_a_day(body, form, fields):
    """Nothing is recorded: no day, a day before it arrived, a day that lies ahead."""
    with pytest.raises(Refused):
        received(body, form, arrived_on=TUESDAY, **fields)
    assert not Application.objects.exists()


def test_the_missing_confirmation_is_refused_with_its_article(body, form):
    """The officer reads which rule asks for the day."""
    with pytest.raises(Refused) as refused:
        received(body, form, way=Way.FAX, arrived_on=TUESDAY)
    assert "第三十一条" in " ".join(refused.value.reasons)


def test_a_form_sent_in_the_last_second_belongs_to_its_day(body, form):
    """23:59:59 in Shanghai is still that day, a second later is the next."""
    late = received(body, form, now=at(TUESDAY, 23, 59, 59))
    next_day = received(body, form, now=at(date(2026, 3, 11)))
    assert (late.received_on, late.answer_by) == (TUESDAY, date(2026, 3, 31))
    assert (next_day.received_on, next_day.answer_by) == (date(2026, 3, 11), date(2026, 4, 1))
