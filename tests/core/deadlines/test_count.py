"""The day of answer: a pure function of entries, calendar and length, checked over real holidays."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.deadlines import count
from core.deadlines.calendars import published
from core.deadlines.count import Impossible
from core.regimes.parsed import Correction, Extension, Words
from core.workdays import Calendar, Kind, Span

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
    return count.due(entries, calendar=CHINA, length=length, **options).day


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
    found = count.due(entries, calendar=CHINA, length=working(20))
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
    found = count.due([Entry("start", date(2026, 2, 5))], calendar=CHINA, length=Span(10, working=False))
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
    rows = {row.day: row for row in count.due(entries, calendar=CHINA, length=working(6)).days}
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
    assert not count.due([Entry("start", date(2026, 11, 20))], calendar=CHINA, length=working(20)).provisional
    assert count.due([Entry("start", date(2026, 12, 20))], calendar=CHINA, length=working(20)).provisional


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
    with pytest.raises(Impossible):
        day_of(*(Entry(act, date(2026, 3, 10)) for act in acts), length=working(5))


@settings(max_examples=150, deadline=None)
@given(DAYS, LENGTHS, st.booleans())
def test_adding_and_then_counting_gives_the_length_back(start, days, first):
    """The counted days of the explanation sum to the length, the last of them is the due day."""
    found = count.due([Entry("start", start)], calendar=CHINA, length=working(days), count_first=first)
    assert [row.number for row in found.days if row.number] == list(range(1, days + 1))
    assert found.day == found.days[-1].day == CHINA.add(start, days, count_first=first)
    assert CHINA.is_working(found.day)


@settings(max_examples=150, deadline=None)
@given(DAYS, LENGTHS, st.integers(0, 40), st.integers(0, 40), st.booleans())
def test_a_pause_shifts_the_day_by_the_working_days_that_it_took(start, days, after, lasted, first):
    """A pause of n working days, before the end, moves the due day by exactly n working days."""
    paused = start + timedelta(days=after)
    resumed = paused + timedelta(days=lasted)
    plain = count.due([Entry("start", start)], calendar=CHINA, length=working(days), count_first=first)
    entries = [Entry("start", start), Entry("pause", paused), Entry("resume", resumed)]
    found = count.due(entries, calendar=CHINA, length=working(days), count_first=first)
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
    start, again = sorted((start, again))
    entries = [Entry("start", start), Entry("pause", start), Entry("restart", again)]
    assert day_of(*entries, length=working(days)) == day_of(Entry("start", again), length=working(days))


@settings(max_examples=100, deadline=None)
@given(DAYS, LENGTHS)
def test_a_period_in_calendar_days_counts_each_day_and_ends_on_a_working_day(start, days):
    """The number of counted days is the length; what follows are only days off."""
    found = count.due([Entry("start", start)], calendar=CHINA, length=Span(days, working=False))
    last = start + timedelta(days=days)
    assert [row.number for row in found.days if row.number] == list(range(1, days + 1))
    assert found.day == CHINA.next_working(last)


ONCE = count.Limits(
    extension=Extension(
        Span(20, True), "disclosure_office", Words("第三十三条", "art. 33"), ("law-33",), times=1
    ),
    correction=Correction(Span(7, True), "restart", Words("第三十条", "art. 30"), ("law-30",), times=1),
    article=Words("第三十三条", "art. 33"),
    requirements=("law-33",),
    starting=Words("第三十一条", "art. 31"),
)
STARTED = Entry("start", date(2026, 3, 2))


@pytest.mark.parametrize(
    ("entries", "source"),
    [
        ([Entry("extend", date(2026, 3, 3), days=21)], "law-33"),
        ([Entry("extend", date(2026, 3, 3), days=1), Entry("extend", date(2026, 3, 4), days=1)], "law-33"),
        ([Entry("extend", date(2026, 3, 3), days=0)], "law-33"),
        ([Entry("restart", date(2026, 3, 4)), Entry("restart", date(2026, 3, 6))], "law-30"),
        ([Entry("pause", date(2026, 3, 6)), Entry("resume", date(2026, 3, 5))], "law-33"),
        ([Entry("pause", date(2026, 3, 6)), Entry("pause", date(2026, 3, 9))], "law-33"),
        (
            [
                Entry("pause", date(2026, 3, 6)),
                Entry("resume", date(2026, 3, 10)),
                Entry("pause", date(2026, 3, 9)),
            ],
            "law-33",
        ),
        ([Entry("pause", date(2026, 2, 27))], "三十一"),
        ([Entry("extend", date(2026, 2, 27), days=3)], "三十一"),
        ([Entry("stop", date(2026, 3, 6)), Entry("pause", date(2026, 3, 9))], "law-33"),
        ([Entry("lapse", date(2026, 3, 6)), Entry("extend", date(2026, 3, 9), days=3)], "law-33"),
        ([Entry("pause", date(2026, 3, 6)), Entry("stop", date(2026, 3, 5))], "law-33"),
        ([Entry("restart", date(2026, 3, 9)), Entry("pause", date(2026, 3, 6))], "三十一"),
    ],
)
def test_what_a_rule_forbids_is_refused_with_the_rule(entries, source):
    """Beyond the cap, a second time where one is allowed, backwards, overlapping, before the start, after the end."""
    with pytest.raises(count.Impossible) as refused:
        count.due([STARTED, *entries], calendar=CHINA, length=working(20), limits=ONCE)
    assert source in refused.value.source
    assert source in str(refused.value)


def test_a_clock_that_no_rule_extends_is_not_extended():
    """Only the answer has a rule for putting it off."""
    with pytest.raises(count.Impossible):
        entries = [STARTED, Entry("extend", date(2026, 3, 3), days=1)]
        count.due(entries, calendar=CHINA, length=working(15), limits=count.Limits())


def test_a_last_day_stays_where_the_rule_does_not_move_it():
    """Whether a last day without work moves on is a parameter (law-2019 §4)."""
    options = {"calendar": CHINA, "length": Span(10, working=False)}
    start = Entry("start", date(2026, 2, 5))
    assert count.due([start], last_day_moves=False, **options).day == date(2026, 2, 15)
    assert count.due([start], **options).days[-1].moved


@st.composite
def stories(draw):
    """A start and up to four pauses one after the other; the last may still stand."""
    day = draw(DAYS)
    entries = [Entry("start", day)]
    for _pause in range(draw(st.integers(0, 4))):
        paused = day + timedelta(days=draw(st.integers(0, 25)))
        day = paused + timedelta(days=draw(st.integers(0, 25)))
        entries += [Entry("pause", paused), Entry("resume", day)]
    if draw(st.booleans()) and len(entries) > 1:
        entries.pop()
    return entries


@settings(max_examples=200, deadline=None)
@given(stories(), st.integers(1, 60), st.booleans(), st.booleans())
def test_the_explanation_sums_to_the_day(entries, days, works, first):
    """Counting day by day gives the day that was computed from stop to stop, for both kinds of length."""
    found = count.due(entries, calendar=CHINA, length=Span(days, working=works), count_first=first)
    numbers = [row.number for row in found.days if row.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(row.number is None for row in found.days if row.stopped or row.moved)
    if works:
        assert all(row.number or row.stopped or not CHINA.is_working(row.day) for row in found.days)
    else:
        assert all(row.number or row.stopped or row.moved for row in found.days)
    if found.day is None:
        assert len(numbers) < days
    else:
        assert len(numbers) == days
        assert found.days[-1].day == found.day
        assert CHINA.is_working(found.day)


@settings(max_examples=200, deadline=None)
@given(stories(), st.lists(st.integers(1, 20), max_size=3), st.integers(1, 60), st.booleans(), st.data())
def test_extensions_commute_with_all_that_happens_between_start_and_end(entries, more, days, works, data):
    """Whenever an extension was written down, the day is the same: the order of what commutes does not matter."""
    length, last = Span(days, working=works), entries[-1].on
    extensions = [Entry("extend", last, days=number) for number in more]
    mixed = list(entries)
    for extension in data.draw(st.permutations(extensions)):
        mixed.insert(data.draw(st.integers(1, len(mixed))), extension)
    plain = count.due([*entries, *extensions], calendar=CHINA, length=length)
    found = count.due(mixed, calendar=CHINA, length=length)
    assert (found.day, found.length) == (plain.day, plain.length)


def test_a_century_of_days_costs_no_more_than_one():
    """The day is computed from stop to stop: a calendar that only answers ``add`` and ``between`` is enough."""

    class Asked(Calendar):
        asked = 0

        def is_working(self, day):
            Asked.asked += 1
            return super().is_working(day)

    days = Asked(published(), published_to=date(2026, 12, 31))
    assert count.due([Entry("start", date(2000, 1, 3))], calendar=days, length=working(9000)).day.year == 2035
    assert Asked.asked == 0


def test_a_refusal_names_acts_by_words_not_by_codes():
    """Who reads it never sees the name of a row in a table."""
    for act, before in (("pause", []), ("resume", []), ("start", [Entry("start", date(2026, 3, 10))])):
        with pytest.raises(Impossible) as refused:
            count.read([*before, Entry(act, date(2026, 3, 11))])
        assert f"“{count.ACTS[act]}”" in refused.value.fault
    with translation.override("en"), pytest.raises(Impossible, match="“stand still”"):
        count.read([Entry("pause", date(2026, 3, 11))])
