"""What the portal tells its administrators when something goes wrong: where, never whose.

Lines of the log and reports of errors are masked on their way out: a traceback, a refused mail or an address can hold
what somebody typed.
"""

import logging
import re

from django.conf import settings
from django.utils.log import AdminEmailHandler
from django.views.debug import ExceptionReporter

HIDDEN = "…"
MASKS = (
    (re.compile(r"[\w.-]+:[\w-]{4,}:[\w-]{20,}"), HIDDEN),  # signed links
    (re.compile(r"[\w.+-]+(@[\w-]+(?:\.[\w-]+)+)"), HIDDEN + r"\1"),  # mail addresses
    (re.compile(r"(?<!\d)\d{14}(\d{3}[\dXx])(?!\d)"), HIDDEN + r"\1"),  # identity numbers
    (re.compile(r"(?<!\d)1[3-9]\d{5}(\d{4})(?!\d)"), HIDDEN + r"\1"),  # mobile phones
)


def masked(text: str) -> str:
    """``text`` without identity numbers, phones, the names in mail addresses, and signed links."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


class MaskedFormatter(logging.Formatter):
    """Writes a record with its traceback, masked."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        return masked(super().format(record))


class Reporter(ExceptionReporter):
    """The report of an error: its place and kind; no values of variables, no form, no file name, no cookie."""

    def get_traceback_data(self) -> dict:
        """What the templates of the report show."""
        data = super().get_traceback_data()
        if settings.DEBUG:
            return data
        for frame in data.get("frames", ()):
            frame["vars"] = []
        hidden = dict.fromkeys(("exception_value", "exception_notes", "unicode_hint", "user_str"), HIDDEN)
        return data | hidden | {"request": None, "settings": {}, "postmortem": None}


class AdminMail(AdminEmailHandler):
    """Sends the report of an error; its subject names the address that failed without what leads to a person."""

    def format_subject(self, subject: str) -> str:
        """The subject on one line, masked."""
        return masked(super().format_subject(subject))
