"""A question "when is it due?" as people and scripts write it, and its answer; the names are those of ``due``."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.deadlines import lookup
from core.deadlines.count import Due, Event, Row, due
from core.workdays import Calendar, Kind

NAMES = ("regime", "clock", "from", "pause", "restart", "extend")
STOPPED = "stopped"
DAYS_OFF = (Kind.WEEKEND, Kind.HOLIDAY)
PASSED, MOVED = "the last day moves on", "the last day moved here"


class Wrong(ValueError):
    """A question that cannot be understood; the text says what was expected."""


@dataclass(frozen=True)
class Case:
    """One question, understood. Each pause is (day it begins, day it ends or None), both as they were written."""

    regime: str
    clock: str
    start: date
    pauses: tuple[tuple[date, date | None], ...]
    restarts: tuple[date, ...]
    extensions: tuple[int, ...]

    def events(self) -> Iterator[Event]:
        """What happened, in the order of the days; a pause and its end stay together, so that none hides in another."""
        yield Event("start", self.start)
        for days in self.extensions:
            yield Event("extend", self.start, days)
        told = [((paused, 1), (Event("pause", paused), resumed)) for paused, resumed in self.pauses]
        told += [((day, 0), (Event("restart", day), None)) for day in self.restarts]
        for _place, (event, resumed) in sorted(told, key=lambda it: it[0]):
            yield event
            if resumed:
                yield Event("resume", resumed)


def understand(said: Any) -> Case:
    """The question in ``said``, a mapping of the names of the command. Raises ``Wrong``."""
    if not isinstance(said, dict):
        raise Wrong(_("Expected one JSON object with regime, clock and from."))
    if unknown := [str(name) for name in said if name not in NAMES]:
        raise Wrong(
            _("Unknown: %(names)s. Expected: %(known)s.")
            % {"names": ", ".join(unknown), "known": ", ".join(NAMES)}
        )
    for name in ("regime", "clock", "from"):
        if not isinstance(said.get(name), str) or not said[name]:
            raise Wrong(_("“%(name)s” is missing or is no text.") % {"name": name})
    return Case(
        regime=said["regime"],
        clock=said["clock"],
        start=_day(said["from"]),
        pauses=tuple(map(_pause, _many(said.get("pause")))),
        restarts=tuple(map(_day, _many(said.get("restart")))),
        extensions=tuple(map(_number, _many(said.get("extend")))),
    )


def answer(case: Case, calendar: Calendar) -> Due:
    """The due day of ``case``. Raises ``promises.Unknown``, or ``ValueError`` with the rule that refuses the story."""
    promise = lookup.promise(case.regime, case.clock, case.start)
    try:
        return due(
            case.events(),
            calendar=calendar,
            length=promise.clock.length,
            count_first=promise.count_first,
            last_day_moves=promise.last_day_moves,
            limits=promise.limits,
        )
    except (IndexError, OverflowError) as error:
        raise Wrong(_("The day lies beyond the years that the calendar holds.")) from error


def as_data(found: Due) -> dict[str, Any]:
    """The answer as JSON tells it."""
    return {
        "due": found.day and found.day.isoformat(),
        "provisional": found.provisional,
        "days": [
            {"date": row.day.isoformat(), "counted": row.number is not None, "why": why(row)}
            for row in found.days
        ],
    }


def why(row: Row) -> str:
    """Why a day counts or not, in words that do not change with the language: "holiday 春节", "stopped"."""
    if row.stopped:
        return f"{STOPPED}: {row.why}" if row.why else STOPPED
    if row.moved:
        plain = f"{row.kind} {row.name}".strip()
        return f"{plain} ({PASSED if row.kind in DAYS_OFF else MOVED})"
    return f"{row.kind} {row.name}".strip() if row.kind in ("holiday", "make_up") else str(row.kind)


def from_line(line: str) -> Case:
    """The question on one line of JSON. Raises ``Wrong``."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Wrong(_("This line is no JSON.")) from error
    return understand(said)


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _day(value: Any) -> date:
    try:
        if len(value) != len("2026-03-10"):
            raise ValueError
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Wrong(_("“%(day)s” is no day; expected year-month-day.") % {"day": value}) from error


def _pause(value: Any) -> tuple[date, date | None]:
    first, dots, last = value.partition("..") if isinstance(value, str) else ("", "", "")
    if not dots:
        raise Wrong(_("“%(pause)s” is no pause; expected two days with .. between them.") % {"pause": value})
    return _day(first.strip()), _day(last.strip()) if last.strip() else None


def _number(value: Any) -> int:
    try:
        if isinstance(value, bool | float):
            raise ValueError
        return int(value)
    except (TypeError, ValueError) as error:
        raise Wrong(_("“%(number)s” is no number of days.") % {"number": value}) from error
