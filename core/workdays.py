"""Working days: pure functions over an immutable table of days.

A day is a number (``date.toordinal``). The table answers each question by one or two look-ups, whatever the distance.
Beyond the last published year the plain weekend rule holds, and every answer says that it is provisional.
"""

from array import array
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 1990, 2060
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
    ``weekend`` the weekdays without work (Monday is 0).
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
            works[day.toordinal() - self._first] = is_working
        self._works = bytes(works)
        self._days = array("l", (self._first + place for place, working in enumerate(works) if working))
        # _rank[i]: how many working days lie before day i.
        self._rank = array("l", [0])
        for working in works:
            self._rank.append(self._rank[-1] + working)

    def is_working(self, day: date) -> bool:
        """Whether work is done on ``day``."""
        return bool(self._works[self._place(day)])

    def is_provisional(self, day: date) -> bool:
        """Whether ``day`` lies beyond the published calendar, so that a notice may still move it."""
        return day > self.published_to

    def add(self, start: date, days: int, *, count_first: bool = False) -> date:
        """The day on which a period of ``days`` working days from ``start`` ends.

        The day of ``start`` is not counted (Civil Code art. 201) unless ``count_first``. 0 days end on ``start``, or on
        the next working day when ``start`` is none (art. 203). A negative number counts backwards.
        """
        place = self._place(start)
        if days == 0:
            return date.fromordinal(self._days[self._rank[place]])
        if days < 0:
            return date.fromordinal(self._days[self._rank[place] + days])
        before = self._rank[place] if count_first else self._rank[place + 1]
        return date.fromordinal(self._days[before + days - 1])

    def between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        return self._rank[self._place(end) + 1] - self._rank[self._place(start) + 1]

    def next_working(self, day: date) -> date:
        """``day`` itself, or the first working day after it (Civil Code art. 203)."""
        return self.add(day, 0)

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
        rows, number = [], 0
        day = start if count_first else start + timedelta(days=1)
        while day <= end:
            working = self.is_working(day)
            number += working
            rows.append(Day(day, self.kind(day), self._names.get(day, ""), number if working else None))
            day += timedelta(days=1)
        return rows

    def _place(self, day: date) -> int:
        place = day.toordinal() - self._first
        if not 0 <= place < len(self._works):
            raise ValueError(f"{day} lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")
        return place


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
        """The day on which ``span`` from ``base`` ends; None without a span. A negative span ends before ``base``."""
        if span is None:
            return None
        if span.working and span.days:
            return self.calendar.add(base, span.days, count_first=self.first_day_counts)
        counted = span.days - 1 if self.first_day_counts and span.days > 0 else span.days
        last = base + timedelta(days=counted)
        return self.calendar.next_working(last) if self.last_day_moves else last
