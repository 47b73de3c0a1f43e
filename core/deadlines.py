"""When an answer is due: a pure function of what happened to the clock, the calendar and the length of the period.

What happened is a list of entries that only grows: ``start``, ``restart``, ``pause``, ``resume``, ``extend``, ``stop``.
Days that are stopped are those from the pause to the going on, one of the two left out as the day of the start is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from core.regimes import Span
from core.workdays import Calendar, Kind

A_DAY = timedelta(days=1)


class Entry(Protocol):
    """What the clock needs to know of an entry; the model ``ClockEntry`` is one."""

    act: str
    on: date
    days: int | None
    reason: str


@dataclass(frozen=True)
class Row:
    """One day of an explanation: what it is, its number in the count (None: not counted), why it was stopped."""

    day: date
    kind: Kind
    name: str
    number: int | None
    stopped: bool = False
    why: str = ""


@dataclass(frozen=True)
class Due:
    """The last day of a period, with every day that led to it.

    ``day`` is None while the clock stands still before its end. ``length`` are the days to count, extensions included.
    ``provisional`` says that the day lies beyond the published calendar, so that a notice may still move it.
    """

    day: date | None
    provisional: bool
    length: int
    rows: tuple[Row, ...]

    @property
    def days(self) -> list[Row]:
        """The explanation, day by day."""
        return list(self.rows)


@dataclass(frozen=True)
class Stop:
    """A time in which the clock stands still; without ``resumed`` it still does."""

    paused: date
    resumed: date | None
    reason: str

    def holds(self, day: date, *, count_first: bool) -> bool:
        """Whether ``day`` is stopped: the day of the pause still counts, unless first days count."""
        if count_first:
            return self.paused <= day and (self.resumed is None or day < self.resumed)
        return self.paused < day and (self.resumed is None or day <= self.resumed)


@dataclass(frozen=True)
class Story:
    """What the entries amount to since the clock last began."""

    began: date
    extra: int
    stops: tuple[Stop, ...]


def due(entries: Iterable[Entry], *, calendar: Calendar, length: Span, count_first: bool = False) -> Due:
    """The day on which a period of ``length`` ends after all that happened to its clock.

    The day of the start is not counted (Civil Code art. 201) unless ``count_first``; a period in calendar days that
    would end on a day off ends on the next working day (art. 203). Raises ``ValueError`` for a list of entries that
    tells no possible story: nothing may come before the start, and only a running clock can be paused.
    """
    story = read(entries)
    total = length.days + story.extra
    count = _working if length.working else _calendar
    rows = tuple(count(story, calendar, total, count_first))
    if max((row.number or 0 for row in rows), default=0) < total:
        return Due(None, False, total, rows)
    last = rows[-1].day if rows else calendar.next_working(story.began)
    return Due(last, calendar.is_provisional(last), total, rows)


def read(entries: Iterable[Entry]) -> Story:
    """The story that ``entries`` tell, in their order. Raises ``ValueError`` when they contradict each other."""
    began, extra, stops = None, 0, []
    for entry in entries:
        if (began is None) != (entry.act == "start"):
            raise ValueError(f"A clock starts once and first; found {entry.act!r} on {entry.on}.")
        standing = bool(stops) and stops[-1].resumed is None
        if entry.act in ("start", "restart"):
            began, stops = entry.on, []
        elif entry.act == "pause" and not standing:
            stops.append(Stop(entry.on, None, entry.reason))
        elif entry.act == "resume" and standing and entry.on >= stops[-1].paused:
            stops[-1] = Stop(stops[-1].paused, entry.on, stops[-1].reason)
        elif entry.act == "extend":
            extra += entry.days or 0
        elif entry.act != "stop":
            raise ValueError(f"A clock cannot {entry.act} on {entry.on}.")
    if began is None:
        raise ValueError("This clock was never started.")
    return Story(began, extra, tuple(stops))


def _from_first_day(story: Story, count_first: bool) -> Iterator[date]:
    day = story.began if count_first else story.began + A_DAY
    while True:
        yield day
        day += A_DAY


def _stop_on(story: Story, day: date, count_first: bool) -> Stop | None:
    return next((stop for stop in story.stops if stop.holds(day, count_first=count_first)), None)


def _working(story: Story, calendar: Calendar, total: int, count_first: bool) -> Iterator[Row]:
    """Working days: days off are passed over, stopped days too."""
    number = 0
    for day in _from_first_day(story, count_first):
        if number == total:
            return
        stop = _stop_on(story, day, count_first)
        if stop and stop.resumed is None:
            return
        counted = calendar.is_working(day) and not stop
        number += counted
        yield _row(calendar, day, number if counted else None, stop)


def _calendar(story: Story, calendar: Calendar, total: int, count_first: bool) -> Iterator[Row]:
    """Calendar days: every day counts but the stopped ones, and the last must be a working day."""
    number = 0
    for day in _from_first_day(story, count_first):
        done = number == total
        if done and (total == 0 or calendar.is_working(day - A_DAY)):
            return
        stop = None if done else _stop_on(story, day, count_first)
        if stop and stop.resumed is None:
            return
        counted = not done and not stop
        number += counted
        yield _row(calendar, day, number if counted else None, stop)


def _row(calendar: Calendar, day: date, number: int | None, stop: Stop | None) -> Row:
    return Row(
        day=day,
        kind=calendar.kind(day),
        name=calendar.name(day),
        number=number,
        stopped=stop is not None,
        why=stop.reason if stop else "",
    )
