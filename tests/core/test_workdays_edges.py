"""Working days at the edges: no days, backwards, the ends of the table, countries, and the law's two choices."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import countries
from core.deadlines import calendars
from core.models import CalendarDay
from core.workdays import FIRST_YEAR, LAST_YEAR, Calendar, Counting, Kind, Span

CHINA = calendars.built("CN")
PLAIN = Calendar({}, published_to=date(2026, 12, 31))
DAYS = st.dates(date(2003, 1, 1), date(2030, 1, 1))
LENGTHS = st.integers(-600, 600)


@given(DAYS, LENGTHS, st.booleans())
def test_adding_then_counting_gives_the_length_back(start, days, count_first):
    """Forwards from any day; backwards from a working day, because a day off is no step of its own."""
    assume(days > 0 or CHINA.is_working(start))
    end = CHINA.add(start, days, count_first=count_first)
    if days:
        assert CHINA.between(*sorted((start, end)), count_first=count_first) == abs(days)
    else:
        assert end == start


@given(DAYS, LENGTHS, st.booleans())
def test_the_explanation_sums_to_the_result(start, days, count_first):
    """Its last day is the result, its numbers run from one to the length, and no day is left out."""
    rows = CHINA.explain_adding(start, days, count_first=count_first)
    assert rows[-1].day == CHINA.add(start, days, count_first=count_first)
    assert [row.number for row in rows if row.number] == list(range(1, abs(days) + 1))
    step = timedelta(days=1 if days >= 0 else -1)
    assert all(after.day - before.day == step for before, after in zip(rows, rows[1:], strict=False))


@given(DAYS, DAYS, LENGTHS, st.booleans())
def test_who_starts_later_never_ends_earlier(one, other, days, count_first):
    first, second = sorted((one, other))
    ends = [CHINA.add(day, days, count_first=count_first) for day in (first, second)]
    assert ends == sorted(ends)


@given(DAYS, st.integers(-600, 599), st.booleans())
def test_a_longer_period_never_ends_earlier(start, days, count_first):
    assume(days not in (-1, 0) or not count_first)  # with the first day counted, 1, 0 and -1 are the same day
    ends = [CHINA.add(start, length, count_first=count_first) for length in (days, days + 1)]
    assert ends == sorted(ends)


@given(DAYS, DAYS, st.booleans())
def test_counting_there_and_back_differs_by_the_sign(one, other, count_first):
    assume(one != other)
    there = CHINA.between(one, other, count_first=count_first)
    assert there == -CHINA.between(other, one, count_first=count_first)


@given(DAYS, LENGTHS)
def test_the_table_agrees_with_walking_day_by_day(start, days):
    """The slow way that nobody can get wrong."""
    day, left = start, abs(days)
    if not days:
        while not CHINA.is_working(day):
            day += timedelta(days=1)
    while left:
        day += timedelta(days=1 if days > 0 else -1)
        left -= CHINA.is_working(day)
    assert CHINA.add(start, days) == day


@pytest.mark.parametrize(
    ("start", "days"),
    [
        (date(LAST_YEAR, 12, 31), 1),
        (date(FIRST_YEAR, 1, 1), -1),
        (date(FIRST_YEAR - 1, 12, 31), 1),
        (date(LAST_YEAR + 1, 1, 1), -1),
        (date(2026, 3, 10), 10**6),
        (date(2026, 3, 10), -(10**6)),
        (date.min, 5),
        (date.max, 5),
    ],
)
def test_beyond_the_table_is_refused_in_one_sentence(start, days):
    for answer in (
        lambda: CHINA.add(start, days),
        lambda: CHINA.explain_adding(start, days),
    ):
        with pytest.raises(ValueError, match=f"outside the years {FIRST_YEAR} to {LAST_YEAR}"):
            answer()


def test_the_first_and_the_last_day_of_the_table_can_be_reached():
    assert PLAIN.add(date(FIRST_YEAR, 1, 2), -1) == date(FIRST_YEAR, 1, 1)
    assert PLAIN.add(date(LAST_YEAR, 12, 30), 1) == date(LAST_YEAR, 12, 31)


def test_a_period_over_the_last_published_year_is_provisional():
    """From the last working day of 2026 on: 1 January 2027 is free by law; no notice tells the rest of that year."""
    end = CHINA.add(date(2026, 12, 31), 1)
    assert end == date(2027, 1, 4)
    assert CHINA.is_provisional(end)
    assert not CHINA.is_provisional(CHINA.add(date(2026, 12, 30), 1))


BY_LAW = {  # counted by hand from the lunar calendar and from article 2 of State Council Decree No. 795
    2027: "0101 0205 0206 0207 0208 0405 0501 0502 0609 0915 1001 1002 1003",
    2028: "0101 0125 0126 0127 0128 0404 0501 0502 0528 1001 1002 1003",
}


@pytest.mark.parametrize("year", BY_LAW)
def test_what_the_law_frees_every_year_is_free_before_the_notice(year):
    """Provisionally: the days that are certain, no make-up workday, and all other days as in plain weeks."""
    free = {date(year, int(text[:2]), int(text[2:])) for text in BY_LAW[year].split()}
    for place in range(365):
        day = date(year, 1, 1) + timedelta(days=place)
        assert CHINA.is_working(day) == (day.weekday() < 5 and day not in free), day
        assert CHINA.is_provisional(day)
    assert CHINA.name(date(year, 1, 1)) == "元旦"


def test_a_correction_of_a_day_publishes_no_year():
    """Only the years whose notice was entered are published, as far as they follow each other."""
    day = ((date(2027, 6, 8), False, "放假"),)
    assert calendars.built("CN", day).published_to == date(2026, 12, 31)
    assert calendars.built("CN", day, frozenset({2027})).published_to == date(2027, 12, 31)
    assert calendars.built("CN", day, frozenset({2028})).published_to == date(2026, 12, 31)
    assert calendars.built("US", day, frozenset({2027, 2028})).published_to == date(2028, 12, 31)


SATURDAY, MONDAY = date(2026, 3, 14), date(2026, 3, 16)


@pytest.mark.parametrize(
    ("first_day_counts", "last_day_moves", "span", "end"),
    [
        (False, True, Span(4, working=False), MONDAY),  # Civil Code arts. 201 and 203
        (False, False, Span(4, working=False), SATURDAY),
        (True, True, Span(4, working=False), date(2026, 3, 13)),
        (True, False, Span(5, working=False), SATURDAY),
        (False, True, Span(4, working=True), MONDAY),
        (True, True, Span(4, working=True), date(2026, 3, 13)),
        (False, True, Span(0, working=True), date(2026, 3, 10)),
        (False, True, Span(-3, working=False), date(2026, 3, 6)),  # Saturday the 7th: never nearer to the day
        (False, False, Span(-3, working=False), date(2026, 3, 7)),
        (False, True, Span(-4, working=False), date(2026, 3, 6)),
    ],
)
def test_the_two_choices_of_the_law(first_day_counts, last_day_moves, span, end):
    """From Tuesday 10 March 2026."""
    counting = Counting(CHINA, first_day_counts, last_day_moves)
    assert counting.after(date(2026, 3, 10), span) == end


def test_no_span_has_no_end():
    assert Counting(CHINA).after(date(2026, 3, 10), None) is None


def test_other_countries_have_their_own_weekends_and_holidays():
    """Israel rests on Friday and Saturday; the United States on 3 July 2026, the day before their holiday."""
    assert calendars.built("IL").kind(date(2026, 3, 13)) == Kind.WEEKEND
    assert calendars.built("IL").is_working(date(2026, 3, 15))
    assert calendars.built("US").kind(date(2026, 7, 3)) == Kind.HOLIDAY
    assert calendars.built("US").is_provisional(date(2027, 1, 4))


def test_an_unknown_country_is_refused():
    with pytest.raises(ValueError, match="XX"):
        calendars.built("XX")
    assert not countries.is_known("XX")
    assert countries.is_known("CN")


@pytest.mark.django_db
def test_a_corrected_day_moves_only_its_own_calendar(cast):
    tuesday = date(2026, 3, 10)
    CalendarDay.objects.create(
        calendar="US", day=tuesday, is_working=False, name="Day off", notice_number="1", reason="Storm"
    )
    found = calendars.several(["CN", "US"])
    assert found["CN"].is_working(tuesday)
    assert not found["US"].is_working(tuesday)
    assert calendars.of(cast.agency).is_working(tuesday)
    cast.agency.calendar = "US"
    assert not calendars.of(cast.agency).is_working(tuesday)


@pytest.mark.parametrize("working", [True, False])
@pytest.mark.parametrize("first_day_counts", [True, False])
def test_at_once_is_the_day_itself_be_it_a_day_off(working, first_day_counts):
    """A rule of no days counts no period: nothing moves, on a Saturday as little as on New Year's Day."""
    for day in (date(2026, 3, 7), date(2026, 2, 17), date(2026, 3, 10)):
        assert Counting(CHINA, first_day_counts).after(day, Span(0, working=working)) == day
