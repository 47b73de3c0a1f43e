"""Lengths of time and days of the year in words, in the language of the page."""

from datetime import date

from django.utils.formats import date_format

from core.deadlines.words import span_words  # noqa: F401 one door
from core.models.people import in_language

A_LEAP_YEAR = 2000


def month_day_words(month_day: tuple[int, int]) -> str:
    """A day that comes every year: "July 20", 7月20日. Django's own Chinese form writes noughts before: 07月20日."""
    month, day = month_day
    return in_language(f"{month}月{day}日", date_format(date(A_LEAP_YEAR, month, day), "MONTH_DAY_FORMAT"))
