"""The calendars of countries: maintained libraries' tables, corrected by the administrator's rows.

Mainland China comes from ``chinesecalendar``, which follows the State Council's yearly notices with their make-up
workdays; every other country from ``holidays``, with the weekend that it knows for the country. A year that no notice
has published yet has the holidays that the law fixes for every year, and all its days are provisional: a correction of
one day tells nothing of the others. It is published when the administrator enters its yearly notice.
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
from core.regimes.parsed import Regime
from core.regimes.unknown import CALENDAR, UnknownCode
from core.workdays import FIRST_YEAR, LAST_YEAR, Calendar, Counting

CHINESE_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
# The year in which the pinned release of ``holidays`` came out: what it tells of later years it only calculates.
CALCULATED_AFTER = date(2026, 12, 31)

Corrections = tuple[tuple[date, bool, str], ...]


@lru_cache(maxsize=1)
def fixed_by_law() -> dict[date, tuple[bool, str]]:
    """China's holidays of the years that no notice in the library covers, as the law fixes them for every year.

    New Year, the first days of the lunar year, Qingming, 1 and 2 May, Dragon Boat, Mid-Autumn and 1 to 3 October
    (Regulation on Public Holidays for National Annual Festivals, State Council Decree No. 795, art. 2). Which other
    days a notice will free, and which weekends it will make working days, nobody knows before it.
    """
    years = range(max(day.year for day in published()) + 1, LAST_YEAR + 1)
    found = holidays.country_holidays(countries.CHINA, years=years, observed=False, language="zh_CN")
    return {day: (False, name) for day, name in found.items() if day.year in years}


@lru_cache(maxsize=1)
def published() -> dict[date, tuple[bool, str]]:
    """China's holidays and make-up workdays as the State Council's yearly notices set them, from the library."""
    days = {day: (False, CHINESE_NAMES.get(name, name)) for day, name in chinese_holidays.items()}
    days.update({day: (True, CHINESE_NAMES.get(name, name)) for day, name in chinese_workdays.items()})
    return days


@lru_cache(maxsize=32)
def built(
    code: str, corrections: Corrections = (), years: frozenset[int] = frozenset(), *, by_law: bool = True
) -> Calendar:
    """The calendar of the country ``code`` with ``corrections``; needs no database.

    ``years`` are those whose yearly notice was entered: the published part goes on as far as they follow each other.
    Without ``by_law`` years that are not published have plain weeks, as they were counted before the law's own
    holidays were known here. Raises ``UnknownCode`` for a code that no library knows.
    """
    if not countries.is_known(code):
        raise UnknownCode(CALENDAR, code)
    if code == countries.CHINA:
        days, weekend = dict(published()), frozenset({5, 6})
        last = max(day.year for day in days)
        days |= fixed_by_law() if by_law else {}
    else:
        days, weekend = _of_country(code)
        last = CALCULATED_AFTER.year
    days.update({day: (is_working, name) for day, is_working, name in corrections})
    while last + 1 in years:
        last += 1
    return Calendar(days, published_to=date(last, 12, 31), weekend=weekend)


def calendar(code: str = countries.CHINA) -> Calendar:
    """The calendar as it stands now. One short query; the table itself is built once for each state of the rows."""
    return built(code, *corrected(code))


def corrected(code: str) -> tuple[Corrections, frozenset[int]]:
    """The administrator's rows for a country, and the years whose notice they are. One query."""
    rows = CalendarDay.objects.filter(calendar=code).order_by("day")
    return _read(rows.values_list("day", "is_working", "name", "notice_year"))


def _read(rows: Iterable[tuple[date, bool, str, int | None]]) -> tuple[Corrections, frozenset[int]]:
    rows = list(rows)
    return tuple(row[:3] for row in rows), frozenset(row[3] for row in rows if row[3])


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
    for code, *row in found.values_list("calendar", "day", "is_working", "name", "notice_year"):
        rows[code].append(tuple(row))
    return {code: built(code, *_read(rows[code])) for code in wanted}


def _of_country(code: str) -> tuple[dict[date, tuple[bool, str]], frozenset[int]]:
    """Holidays and make-up workdays of a country, and the weekdays of its weekend (Monday is 0)."""
    found = holidays.country_holidays(code, years=range(FIRST_YEAR, LAST_YEAR + 1))
    days = {day: (False, name) for day, name in found.items() if FIRST_YEAR <= day.year <= LAST_YEAR}
    days.update({day: (True, "") for day in found.weekend_workdays if FIRST_YEAR <= day.year <= LAST_YEAR})
    return days, frozenset(found.weekend)


def first_difference(one: Calendar, other: Calendar) -> date | None:
    """The first day that is a working day in one of two calendars only; None when there is none."""
    span = range(date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal() + 1)
    return next(
        (day for day in map(date.fromordinal, span) if one.is_working(day) != other.is_working(day)), None
    )
