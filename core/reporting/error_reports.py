"""What the portal tells its administrators when something goes wrong: where, never whose.

Lines of the log and reports of errors are masked on their way out: a traceback, a refused mail or an address can hold
what somebody typed.
"""

import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from django.views.debug import ExceptionReporter

from core.reporting.broker import is_loss

HIDDEN = "…"
MASKS = (  # each begins where a word begins: a look from every letter of a long one would take its square
    (re.compile(r"(?<![\w.-])[\w.-]+:[\w-]{4,}:[\w-]{20,}"), HIDDEN),  # signed links
    (re.compile(r"(?<![\w.+-])[\w.+-]+(@[\w-]+(?:\.[\w-]+)+)"), HIDDEN + r"\1"),  # mail addresses
    (re.compile(r"(?<!\d)\d{14}(\d{3}[\dXx])(?!\d)"), HIDDEN + r"\1"),  # identity numbers
    (re.compile(r"(?<!\d)1[3-9]\d{5}(\d{4})(?!\d)"), HIDDEN + r"\1"),  # mobile phones
)


def masked(text: str) -> str:
    """``text`` without identity numbers, phones, the names in mail addresses, and signed links."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


class Plain(Exception):
    """An error whose text is a sentence of ours, without anything that somebody typed: it may be shown and logged."""


def kind_of(error: BaseException) -> str:
    """The name of the error's class, with its module unless it is Python's own."""
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def place_of(error: BaseException) -> str:
    """File, line and function of our own code that is nearest to the error; else of whose code it is."""
    nearest, trace = "", error.__traceback__
    while trace is not None:
        code, line = trace.tb_frame.f_code, trace.tb_lineno
        path = Path(code.co_filename)
        ours = path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts
        shown = path.relative_to(settings.BASE_DIR) if ours else Path(*path.parts[-2:])
        if ours or not nearest:
            nearest = f"{shown.as_posix()}:{line} {code.co_name}"
        trace = trace.tb_next
    return nearest


def told(error: BaseException) -> str:
    """What may be said of ``error``: its own words where they are ours, else kind and place."""
    if isinstance(error, Plain):
        return f"{type(error).__name__}: {error}"
    return " · ".join(filter(None, [type(error).__name__, place_of(error)]))


class MaskedFormatter(logging.Formatter):
    """Writes a record, masked; of an error only kind and places: its words can hold what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        request = getattr(record, "request", None)
        if request is not None and record.args:
            record = logging.makeLogRecord(record.__dict__)
            record.args = tuple(_without_address(arg, request) for arg in record.args)
        record.exc_text = None  # another formatter may have written its words there
        return masked(super().format(record))

    def formatException(self, exc_info) -> str:  # noqa: N802 - logging's own name
        """The places, innermost last, and the kind of each error in the chain."""
        lines, error = [], exc_info[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {Path(it.filename).as_posix()}:{it.lineno} {it.name}" for it in frames]
            lines.append(told(error))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _without_address(said, request):
    """``said`` without what anybody asked for: the address, plain or escaped as Django writes it, or another in it."""
    if not isinstance(said, str):
        return said
    if said in (request.path, request.path.encode("unicode_escape").decode("ascii")):
        return page_of(request)
    return re.sub(r"\S*[/\\]\S*", HIDDEN, said)


def page_of(request) -> str:
    """The pattern of the address that was asked for; the address itself can hold a number, a code or a name."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else HIDDEN


class Kept(logging.Handler):
    """Counts each error for the page of faults, which needs no mail and no look into the log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Count the error of ``record``, once the portal is ready for it."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or not apps.ready or is_loss(record):
            return
        request = getattr(record, "request", None)
        doing = page_of(request) if request is not None else getattr(record, "doing", record.name)
        import_string("core.web.failures.record")(
            error, doing=doing, now=datetime.fromtimestamp(record.created, UTC)
        )


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
