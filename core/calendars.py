"""The calendar of mainland China: a maintained library's table, corrected by the administrator's rows."""

from datetime import date
from functools import lru_cache

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from core.models import CalendarDay
from core.workdays import Calendar

CHINESE_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


@lru_cache(maxsize=1)
def published() -> dict[date, tuple[bool, str]]:
    """Holidays and make-up workdays as the State Council's yearly notices set them, from the library's table."""
    days = {day: (False, CHINESE_NAMES.get(name, name)) for day, name in holidays.items()}
    days.update({day: (True, CHINESE_NAMES.get(name, name)) for day, name in workdays.items()})
    return days


@lru_cache(maxsize=8)
def _built(corrections: tuple[tuple[date, bool, str], ...]) -> Calendar:
    days = dict(published())
    days.update({day: (is_working, name) for day, is_working, name in corrections})
    return Calendar(days, published_to=date(max(day.year for day in days), 12, 31))


def calendar() -> Calendar:
    """The calendar as it stands now. One short query; the table itself is built once for each state of the rows."""
    return _built(tuple(CalendarDay.objects.order_by("day").values_list("day", "is_working", "name")))
