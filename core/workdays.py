"""Working days: pure functions over an immutable table of days.

A day is a number (``date.toordinal``). The table answers each question by one or two look-ups, whatever the distance.
Beyond the last published year the plain weekend rule holds, and every answer says that it is provisional.
"""

from array import array
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate

FIRST_YEAR, LAST_YEAR = 1990, 2060
KEPT_TABLES = 32
WEEKEND = frozenset({5, 6})  # Saturday and Sunday, as date.weekday() counts them


class Kind(StrEnum):
    """What a day is, and why."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True)
class Day:
    """One day of an explanation: its kind, the holiday's name, and its number in the count (None: not counted)."""

    day: date
    kind: Kind
    name: str
    number: int | None


@dataclass(frozen=True)
class Span:
    """A length of time in days: working days, or calendar days. A negative one lies before its base."""

    days: int
    working: bool


class Calendar:
    """The working days of a country. ``exceptions`` are the days that differ from its plain weeks.

    ``exceptions`` maps a day to (is it a working day, name). ``published_to`` is the last day that a notice covers;
    ``weekend`` the weekdays without work (Monday is 0). Days before the first exception follow the plain weeks.
    """

    def __init__(
        self,
        exceptions: Mapping[date, tuple[bool, str]],
        *,
        published_to: date,
        weekend: Set[int] = WEEKEND,
    ) -> None:
        self.weekend = frozenset(weekend)
        self.published_to = published_to
        self._names = {day: name for day, (_works, name) in exceptions.items()}
        self._first = date(FIRST_YEAR, 1, 1).toordinal()
        last = date(LAST_YEAR, 12, 31).toordinal()
        works = bytearray(
            date.fromordinal(number).weekday() not in weekend for number in range(self._first, last + 1)
        )
        for day, (is_working, _name) in exceptions.items():
            works[self._within(day, len(works))] = is_working
        self._works = bytes(works)
        self._days = [date.fromordinal(self._first + place) for place, working in enumerate(works) if working]
        # _rank[i]: how many working days lie before day i.
        self._rank = array("l", accumulate(works, initial=0))

    def is_working(self, day: date) -> bool:
        """Whether work is done on ``day``."""
        return bool(self._works[self._within(day, len(self._works))])

    def is_provisional(self, day: date) -> bool:
        """Whether ``day`` lies beyond the published calendar, so that a notice may still move it."""
        return day > self.published_to

    def add(self, start: date, days: int, *, count_first: bool = False) -> date:
        """The day on which a period of ``days`` working days from ``start`` ends.

        The day of ``start`` is not counted (Civil Code art. 201) unless ``count_first``. 0 days end on ``start``, or on
        the next working day when ``start`` is none (art. 203). A negative number counts backwards from ``start``, which
        then is the first day counted if ``count_first``. Raises ``ValueError`` outside the years of the table.
        """
        place = start.toordinal() - self._first
        if not 0 <= place < len(self._works):
            raise _outside(start)
        try:
            if days > 0:
                return self._days[self._rank[place if count_first else place + 1] + days - 1]
            found = self._rank[place + 1 if count_first and days else place] + days
            if found >= 0:
                return self._days[found]
        except IndexError:
            pass
        raise _too_far(start, days)

    def between(self, start: date, end: date, *, count_first: bool = False) -> int:
        """How many working days lie after ``start`` (from it on, if ``count_first``) up to and including ``end``.

        ``between(b, a)`` is ``-between(a, b)``: negative when ``end`` is earlier.
        """
        if end < start:
            return -self.between(end, start, count_first=count_first)
        size = len(self._works)
        first = self._within(start, size) + (not count_first)
        return self._rank[self._within(end, size) + 1] - self._rank[first]

    def next_working(self, day: date) -> date:
        """``day`` itself, or the first working day after it (Civil Code art. 203)."""
        return self.add(day, 0)

    def previous_working(self, day: date) -> date:
        """``day`` itself, or the last working day before it."""
        return self.add(day, -1, count_first=True)

    def kind(self, day: date) -> Kind:
        """What ``day`` is."""
        if self.is_working(day):
            return Kind.MAKE_UP if day.weekday() in self.weekend else Kind.WORKDAY
        return Kind.HOLIDAY if self._names.get(day) else Kind.WEEKEND

    def name(self, day: date) -> str:
        """The holiday that makes ``day`` differ from an ordinary one, or an empty text."""
        return self._names.get(day, "")

    def explain(self, start: date, end: date, *, count_first: bool = False) -> list[Day]:
        """Each day after ``start`` up to ``end`` (``start`` too when it counts), with its number in the count."""
        first = start.toordinal() + (not count_first)
        return self._counted(map(date.fromordinal, range(first, end.toordinal() + 1)))

    def explain_adding(self, start: date, days: int, *, count_first: bool = False) -> list[Day]:
        """Each day that ``add`` looked at, in the order of counting; the last one is its result.

        For 0 days the first is ``start`` itself and no day has a number.
        """
        end = self.add(start, days, count_first=count_first).toordinal()
        first = start.toordinal()
        if days == 0:
            rows = self._counted(map(date.fromordinal, range(first, end + 1)))
            return [replace(row, number=None) for row in rows]
        step = 1 if days > 0 else -1
        passed = range(first if count_first else first + step, end + step, step)
        return self._counted(map(date.fromordinal, passed))

    def _counted(self, days: Iterable[date]) -> list[Day]:
        rows, number = [], 0
        for day in days:
            working = self.is_working(day)
            number += working
            rows.append(Day(day, self.kind(day), self._names.get(day, ""), number if working else None))
        return rows

    def _within(self, day: date, size: int) -> int:
        """The place of ``day`` in the table."""
        place = day.toordinal() - self._first
        if not 0 <= place < size:
            raise _outside(day)
        return place


def _outside(day: date) -> ValueError:
    return ValueError(f"{day} lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")


def _too_far(start: date, days: int) -> ValueError:
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        return _outside(start)
    return ValueError(f"{days} working days from {start} end outside the years {FIRST_YEAR} to {LAST_YEAR}.")


@dataclass(frozen=True)
class Counting:
    """How days are counted for a body: its calendar, and the two choices that its rules make.

    ``first_day_counts``: whether the day of the start is the first day (Civil Code art. 201 says no).
    ``last_day_moves``: whether a period that would end on a day off ends on the next working day (art. 203).
    """

    calendar: Calendar
    first_day_counts: bool = False
    last_day_moves: bool = True

    def after(self, base: date, span: Span | None) -> date | None:
        """The day on which ``span`` from ``base`` ends; None without a span. A negative span ends before ``base``.

        A last day that is a day off moves away from ``base``: forwards to the next working day, or, counted backwards
        ("at least ten days before"), to the working day before it, so that the time between never gets shorter.
        "At once" is no period: it is due on ``base`` itself, be it a day off.
        """
        if span is None:
            return None
        if not span.days:
            return base
        if span.working:
            return self.calendar.add(base, span.days, count_first=self.first_day_counts)
        counted = span.days - 1 if self.first_day_counts and span.days > 0 else span.days
        last = base + timedelta(days=counted)
        if not self.last_day_moves:
            return last
        return self.calendar.previous_working(last) if span.days < 0 else self.calendar.next_working(last)
