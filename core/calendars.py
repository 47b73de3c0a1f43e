"""The calendars of countries: maintained libraries' tables, corrected by the administrator's rows.

Mainland China comes from ``chinesecalendar``, which follows the State Council's yearly notices with their make-up
workdays; every other country from ``holidays``, with the weekend that it knows for the country.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import chinese_calendar
import holidays
from chinese_calendar.constants import holidays as chinese_holidays
from chinese_calendar.constants import workdays as chinese_workdays

from core import countries
from core.models import Agency, CalendarDay
from core.regimes import Regime
from core.workdays import FIRST_YEAR, LAST_YEAR, Calendar, Counting

CHINESE_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
# The year in which the pinned release of ``holidays`` came out: what it tells of later years it only calculates.
CALCULATED_AFTER = date(2026, 12, 31)

Corrections = tuple[tuple[date, bool, str], ...]


@lru_cache(maxsize=1)
def published() -> dict[date, tuple[bool, str]]:
    """China's holidays and make-up workdays as the State Council's yearly notices set them, from the library."""
    days = {day: (False, CHINESE_NAMES.get(name, name)) for day, name in chinese_holidays.items()}
    days.update({day: (True, CHINESE_NAMES.get(name, name)) for day, name in chinese_workdays.items()})
    return days


@lru_cache(maxsize=32)
def built(code: str, corrections: Corrections = ()) -> Calendar:
    """The calendar of the country ``code`` with ``corrections``; needs no database.

    Raises ``ValueError`` for a code that no library knows. A correction beyond the library's table extends what is
    published to the end of its year.
    """
    if not countries.is_known(code):
        raise ValueError(f"There is no calendar “{code}”.")
    if code == countries.CHINA:
        days, weekend = dict(published()), frozenset({5, 6})
        published_to = date(max(day.year for day in days), 12, 31)
    else:
        days, weekend = _of_country(code)
        published_to = CALCULATED_AFTER
    days.update({day: (is_working, name) for day, is_working, name in corrections})
    last = max((day for day, *_rest in corrections), default=published_to)
    published_to = max(published_to, date(last.year, 12, 31))
    return Calendar(days, published_to=published_to, weekend=weekend)


def calendar(code: str = countries.CHINA) -> Calendar:
    """The calendar as it stands now. One short query; the table itself is built once for each state of the rows."""
    rows = CalendarDay.objects.filter(calendar=code).order_by("day")
    return built(code, tuple(rows.values_list("day", "is_working", "name")))


def of(agency: Agency) -> Calendar:
    """The calendar that the working days of ``agency`` follow, as it stands now."""
    return calendar(agency.calendar)


def counting(agency: Agency, rules: Regime) -> Counting:
    """How days are counted for ``agency`` under ``rules``: its calendar, and what the rules choose."""
    return Counting(of(agency), rules.counting.first_day_counts, rules.counting.last_day_moves)


def several(codes: Iterable[str]) -> dict[str, Calendar]:
    """The calendars of ``codes`` by code, for lists that show the cases of many agencies. One query."""
    wanted = set(codes)
    rows: dict[str, list] = {code: [] for code in wanted}
    found = CalendarDay.objects.filter(calendar__in=wanted).order_by("day")
    for code, *row in found.values_list("calendar", "day", "is_working", "name"):
        rows[code].append(tuple(row))
    return {code: built(code, tuple(rows[code])) for code in wanted}


def _of_country(code: str) -> tuple[dict[date, tuple[bool, str]], frozenset[int]]:
    """Holidays and make-up workdays of a country, and the weekdays of its weekend (Monday is 0)."""
    found = holidays.country_holidays(code, years=range(FIRST_YEAR, LAST_YEAR + 1))
    days = {day: (False, name) for day, name in found.items() if FIRST_YEAR <= day.year <= LAST_YEAR}
    days.update({day: (True, "") for day in found.weekend_workdays if FIRST_YEAR <= day.year <= LAST_YEAR})
    return days, frozenset(found.weekend)
