"""Working days: the table agrees with itself, with the State Council's notices, and with a second source."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.deadlines.calendars import calendar, published
from core.models import CalendarDay
from core.workdays import Calendar, Kind

CHINA = Calendar(published(), published_to=date(2026, 12, 31))
DAYS = st.dates(date(2005, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (
            date(2026, 2, 14),
            5,
            date(2026, 2, 28),
        ),  # spring festival 15–23 February; the 28th is a make-up Saturday
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # the 14th is a make-up Saturday
        (date(2026, 3, 10), 20, date(2026, 4, 8)),  # the grave-sweeping days 4–6 April do not count
        (date(2026, 9, 25), 1, date(2026, 9, 28)),  # mid-autumn
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 3, 9), 0, date(2026, 3, 9)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 10), -1, date(2026, 3, 9)),
        (date(2026, 3, 9), -1, date(2026, 3, 6)),
    ],
)
def test_adding_over_real_holidays(start, days, end):
    """The first day is not counted (Civil Code art. 201); holidays and make-up workdays are what the notices say."""
    assert CHINA.add(start, days) == end


def test_the_first_day_counts_where_a_rule_says_so():
    """One public body counts the day of receipt (law-2019 §4): twenty days then end one working day earlier."""
    assert CHINA.add(date(2026, 3, 10), 20, count_first=True) == date(2026, 4, 7)


@given(DAYS, st.integers(1, 400))
def test_adding_then_counting_gives_back(start, days):
    end = CHINA.add(start, days)
    assert CHINA.between(start, end) == days
    assert CHINA.is_working(end)


@given(DAYS, st.integers(1, 120), st.integers(1, 120))
def test_adding_in_two_parts_is_adding_at_once(start, first, second):
    assert CHINA.add(CHINA.add(start, first), second) == CHINA.add(start, first + second)


@given(DAYS, st.integers(1, 60))
def test_the_explanation_sums_to_the_result(start, days):
    rows = CHINA.explain(start, CHINA.add(start, days))
    assert [row.number for row in rows if row.number] == list(range(1, days + 1))
    assert all((row.number is not None) == (row.kind in {Kind.WORKDAY, Kind.MAKE_UP}) for row in rows)


# Days on which the two sources differ, each with the reason why ours is right. There is none.
DIFFERENT: dict[date, str] = {}


@pytest.mark.parametrize("year", range(2013, 2027))
def test_a_second_source_names_the_same_working_days(year):
    """The library's table agrees with an independent one on each day of each year, make-up workdays included."""
    second = holidays.country_holidays("CN", years=year)
    day = date(year, 1, 1)
    while day.year == year:
        assert (CHINA.is_working(day) == second.is_working_day(day)) != (day in DIFFERENT), day
        day += timedelta(days=1)


def test_a_day_beyond_the_published_calendar_is_provisional():
    assert not CHINA.is_provisional(date(2026, 12, 31))
    assert CHINA.is_provisional(date(2027, 1, 1))


def test_a_day_outside_the_table_is_refused():
    with pytest.raises(ValueError, match="outside the years"):
        CHINA.is_working(date(1980, 1, 1))


@pytest.mark.django_db
def test_the_administrators_row_corrects_the_library():
    """A mid-year notice makes a Tuesday free: the next call of the calendar knows it."""
    tuesday = date(2026, 3, 10)
    assert calendar().is_working(tuesday)
    CalendarDay.objects.create(
        day=tuesday, is_working=False, name="临时放假", notice_number="清政办发〔2026〕9号", reason="重大活动"
    )
    assert not calendar().is_working(tuesday)
    assert calendar().kind(tuesday) == Kind.HOLIDAY
