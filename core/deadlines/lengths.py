"""A length of time in words: clocks in working days speak of working days, clocks in calendar days of days."""

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from core.workdays import Span


def in_words(length: Span) -> str:
    """A length of time: "20 working days", "3 calendar days", "the same day"."""
    if not length.days:
        return _("the same day")
    if length.working:
        words = npgettext("length", "%(days)s working day", "%(days)s working days", length.days)
    else:
        words = npgettext("length", "%(days)s calendar day", "%(days)s calendar days", length.days)
    return words % {"days": length.days}


in_words_later = lazy(in_words, str)  # in the language in which it is written, as in a letter
