"""Lengths of time in words, in the language of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.workdays import Span


def span_words(span: Span) -> str:
    """A length of time: "7 working days", "30 days", "the same day". Whether before or after: the caller says."""
    days = abs(span.days)
    if days == 0:
        return _("the same day")
    if span.working:
        return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
