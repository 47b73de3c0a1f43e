"""The day of answer: a pure function of entries, calendar and length, checked over real holidays."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import deadlines
from core.calendars import published
from core.regimes import Span
from core.workdays import Calendar, Kind

CHINA = Calendar(published(), published_to=date(2026, 12, 31))
DAYS = st.dates(date(2023, 1, 1), date(2026, 6, 30))
LENGTHS = st.integers(1, 60)


@dataclass
class Entry:
    """An entry as a test writes it."""

    act: str
    on: date
    days: int | None = None
    reason: str = ""


def working(days):
    """A length in working days."""
    return Span(days, working=True)


def day_of(*entries, length, **options):
    """The due day of ``entries``."""
    return deadlines.due(entries, calendar=CHINA, length=length, **options).day


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        # National Regulation art. 33: 20 working days, the day of receipt is not counted.
        (date(2026, 3, 10), 20, date(2026, 4, 8)),  # Qingming: 4 to 6 April off
        (date(2026, 2, 12), 20, date(2026, 3, 18)),  # Spring Festival 15 to 23 Feb; 14 and 28 Feb made up
        (date(2026, 4, 30), 20, date(2026, 6, 1)),  # Labour Day 1 to 5 May; 9 May made up
        (date(2026, 9, 18), 20, date(2026, 10, 22)),  # Mid-Autumn, National Day; 20 Sep and 10 Oct made up
        (date(2025, 12, 31), 20, date(2026, 1, 29)),  # New Year 1 to 3 Jan; 4 Jan made up
        # J4: 15 working days.
        (date(2026, 3, 10), 15, date(2026, 3, 31)),
        (date(2026, 2, 12), 15, date(2026, 3, 11)),
        (date(2026, 9, 18), 15, date(2026, 10, 15)),
        # J3: 5 working days from registration.
        (date(2026, 3, 10), 5, date(2026, 3, 17)),
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 2, 14), 5, date(2026, 2, 28)),  # from one make-up Saturday to the next
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
    ],
)
def test_due_days_over_real_holidays(received, days, due):
    """20, 15 and 5 working days over the holidays and make-up workdays of the State Council's notice for 2026."""
    assert day_of(Entry("start", received), length=working(days)) == due


def test_a_rule_that_counts_the_first_day_ends_a_working_day_earlier():
    """Documents disagree whether the day of receipt counts: it is a parameter of the regime."""
    start = Entry("start", date(2026, 3, 10))
    assert day_of(start, length=working(5), count_first=True) == date(2026, 3, 16)
    assert day_of(start, length=working(5)) == date(2026, 3, 17)


def test_a_correction_that_restarts_the_clock_gives_the_whole_period_again():
    """Art. 30: the period is counted from the receipt of the corrected application."""
    entries = [
        Entry("start", date(2026, 3, 2)),
        Entry("pause", date(2026, 3, 6), reason="Waiting for the correction"),
        Entry("restart", date(2026, 3, 10)),
    ]
    assert day_of(*entries, length=working(20)) == date(2026, 4, 8)


def test_a_correction_that_only_pauses_the_clock_gives_the_rest():
    """Where the regime says so, the clock goes on where it stood."""
    entries = [
        Entry("start", date(2026, 3, 2)),
        Entry("pause", date(2026, 3, 6)),
        Entry("resume", date(2026, 3, 10)),
    ]
    # Four days were counted from the 3rd to the 6th, the 7th to the 10th stand still, the 11th is the fifth.
    assert day_of(*entries, length=working(5)) == date(2026, 3, 11)


def test_while_the_clock_stands_still_there_is_no_day_of_answer():
    """Nobody can be late while the applicant owes a correction."""
    entries = [Entry("start", date(2026, 3, 2)), Entry("pause", date(2026, 3, 6))]
    found = deadlines.due(entries, calendar=CHINA, length=working(20))
    assert found.day is None
    assert [row.number for row in found.days] == [1, 2, 3, 4]


def test_a_clock_that_stands_still_after_its_end_stays_late():
    """Stopping an answer that is already late makes nobody punctual."""
    entries = [Entry("start", date(2026, 3, 2)), Entry("pause", date(2026, 3, 20))]
    assert day_of(*entries, length=working(5)) == date(2026, 3, 9)


def test_an_extension_is_added_to_the_period():
    """J4: 15 more working days; a stop tells only that nothing is owed any more."""
    entries = [Entry("start", date(2026, 3, 10)), Entry("extend", date(2026, 3, 25), days=15)]
    assert day_of(*entries, length=working(15)) == date(2026, 4, 22)
    assert day_of(*entries, Entry("stop", date(2026, 4, 1)), length=working(15)) == date(2026, 4, 22)


def test_a_period_in_calendar_days_ends_on_the_next_working_day():
    """Civil Code art. 203: ten days from 5 February 2026 end on Sunday 15th, the first day of the Spring Festival."""
    found = deadlines.due([Entry("start", date(2026, 2, 5))], calendar=CHINA, length=Span(10, working=False))
    assert found.day == date(2026, 2, 24)
    assert [row.number for row in found.days if row.number][-1] == 10


def test_no_days_at_all_end_on_the_day_itself_or_the_next_working_day():
    """J3-273: registration on the spot is a period of no days."""
    assert day_of(Entry("start", date(2026, 3, 10)), length=working(0)) == date(2026, 3, 10)
    assert day_of(Entry("start", date(2026, 2, 16)), length=working(0)) == date(2026, 2, 24)


def test_each_day_is_explained_with_its_reason():
    """Counted, weekend, holiday by name, make-up day, stopped and why."""
    entries = [
        Entry("start", date(2026, 2, 12)),
        Entry("pause", date(2026, 2, 24), reason="Asked a third party"),
        Entry("resume", date(2026, 2, 26)),
    ]
    rows = {row.day: row for row in deadlines.due(entries, calendar=CHINA, length=working(6)).days}
    assert rows[date(2026, 2, 14)].kind == Kind.MAKE_UP
    assert rows[date(2026, 2, 14)].number == 2
    assert rows[date(2026, 2, 17)].kind == Kind.HOLIDAY
    assert rows[date(2026, 2, 17)].name == "春节"
    assert rows[date(2026, 2, 25)].stopped and rows[date(2026, 2, 25)].why == "Asked a third party"
    assert rows[date(2026, 2, 25)].number is None
    assert rows[date(2026, 3, 1)].kind == Kind.WEEKEND
    assert date(2026, 2, 12) not in rows


def test_a_day_beyond_the_published_calendar_is_provisional():
    """The notice for 2027 may still move it."""
    assert not deadlines.due(
        [Entry("start", date(2026, 11, 20))], calendar=CHINA, length=working(20)
    ).provisional
    assert deadlines.due([Entry("start", date(2026, 12, 20))], calendar=CHINA, length=working(20)).provisional


@pytest.mark.parametrize(
    "acts",
    [
        [],
        ["pause"],
        ["start", "start"],
        ["start", "resume"],
        ["start", "pause", "pause"],
        ["restart"],
        ["start", "x"],
    ],
)
def test_entries_that_tell_no_story_are_refused(acts):
    """A clock starts once and first, and only a running one can be paused."""
    with pytest.raises(ValueError, match="clock"):
        day_of(*(Entry(act, date(2026, 3, 10)) for act in acts), length=working(5))


@settings(max_examples=150, deadline=None)
@given(DAYS, LENGTHS, st.booleans())
def test_adding_and_then_counting_gives_the_length_back(start, days, first):
    """The counted days of the explanation sum to the length, the last of them is the due day."""
    found = deadlines.due([Entry("start", start)], calendar=CHINA, length=working(days), count_first=first)
    assert [row.number for row in found.days if row.number] == list(range(1, days + 1))
    assert found.day == found.days[-1].day == CHINA.add(start, days, count_first=first)
    assert CHINA.is_working(found.day)


@settings(max_examples=150, deadline=None)
@given(DAYS, LENGTHS, st.integers(0, 40), st.integers(0, 40), st.booleans())
def test_a_pause_shifts_the_day_by_the_working_days_that_it_took(start, days, after, lasted, first):
    """A pause of n working days, before the end, moves the due day by exactly n working days."""
    paused = start + timedelta(days=after)
    resumed = paused + timedelta(days=lasted)
    plain = deadlines.due([Entry("start", start)], calendar=CHINA, length=working(days), count_first=first)
    entries = [Entry("start", start), Entry("pause", paused), Entry("resume", resumed)]
    found = deadlines.due(entries, calendar=CHINA, length=working(days), count_first=first)
    ended = plain.day < paused if first else plain.day <= paused
    stopped = 0 if ended else sum(row.stopped and CHINA.is_working(row.day) for row in found.days)
    assert CHINA.between(plain.day, found.day) == stopped
    if not ended and not first:
        assert stopped == CHINA.between(paused, resumed)
    assert sum(row.number is not None for row in found.days) == days


@settings(max_examples=100, deadline=None)
@given(DAYS, LENGTHS, LENGTHS)
def test_an_extension_is_the_same_as_a_longer_period(start, days, more):
    """Extending by n working days is having had n more from the start."""
    entries = [Entry("start", start), Entry("extend", start, days=more)]
    assert day_of(*entries, length=working(days)) == day_of(
        Entry("start", start), length=working(days + more)
    )


@settings(max_examples=100, deadline=None)
@given(DAYS, DAYS, LENGTHS)
def test_a_restart_forgets_what_was_before(start, again, days):
    """After a restart only the new beginning matters."""
    entries = [Entry("start", start), Entry("pause", start), Entry("restart", again)]
    assert day_of(*entries, length=working(days)) == day_of(Entry("start", again), length=working(days))


@settings(max_examples=100, deadline=None)
@given(DAYS, LENGTHS)
def test_a_period_in_calendar_days_counts_each_day_and_ends_on_a_working_day(start, days):
    """The number of counted days is the length; what follows are only days off."""
    found = deadlines.due([Entry("start", start)], calendar=CHINA, length=Span(days, working=False))
    last = start + timedelta(days=days)
    assert [row.number for row in found.days if row.number] == list(range(1, days + 1))
    assert found.day == CHINA.next_working(last)
