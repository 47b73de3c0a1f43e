"""Months of the calendar: the same day some months later, and the months that a time touches."""

from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta


def later(day: date, months: int) -> date:
    """The same day so many months later, or earlier with a minus; where that month is too short, its last day.

    Raises ``ValueError`` beyond the years that a date can have.
    """
    return day + relativedelta(months=months)


def first_day(day: date) -> date:
    """The first day of the month that holds ``day``."""
    return day.replace(day=1)


def last_day(day: date) -> date:
    """The last day of the month that holds ``day``."""
    return day + relativedelta(day=31)


def touched(since: date, until: date) -> Iterator[date]:
    """The first day of each month that the time from ``since`` to ``until`` touches."""
    month = first_day(since)
    while month <= until:
        yield month
        month = later(month, 1)
