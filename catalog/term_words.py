"""Lengths of time and days of the year in words, in the language of the page."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models.people import in_language
from core.workdays import Span

A_LEAP_YEAR = 2000


def span_words(span: Span) -> str:
    """A length of time: "7 working days", "30 days", "the same day". Whether before or after: the caller says."""
    days = abs(span.days)
    if days == 0:
        return _("the same day")
    if span.working:
        return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def month_day_words(month_day: tuple[int, int]) -> str:
    """A day that comes every year: "July 20", 7月20日. Django's own Chinese form writes noughts before: 07月20日."""
    month, day = month_day
    return in_language(f"{month}月{day}日", date_format(date(A_LEAP_YEAR, month, day), "MONTH_DAY_FORMAT"))
