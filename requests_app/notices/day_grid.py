"""The days of a count as a sheet of weeks, so that the explanation in a notice takes one page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

A_DAY, A_WEEK = timedelta(days=1), 7


@dataclass(frozen=True)
class Cell:
    """A day of the sheet; ``number`` is empty for a day that does not count."""

    day: date
    what: str
    number: str


@dataclass(frozen=True)
class Grid:
    """The weeks from Monday; None stands for a day outside the count. ``notes`` say what each special day is."""

    weeks: list[list[Cell | None]]
    notes: list[tuple[str, str]]


def grid(days: Iterable[list[str]], *, plain: str) -> Grid | None:
    """The sheet for the stored rows of a notice (day, what it is, number); None when it has none.

    The first ten characters of a row's day are its date. Days called ``plain`` need no note: ordinary working days.
    """
    cells = [Cell(date.fromisoformat(day[:10]), what, number) for day, what, number in days]
    if not cells:
        return None
    first = cells[0].day - cells[0].day.weekday() * A_DAY
    by_day = {cell.day: cell for cell in cells}
    count = (cells[-1].day - first).days // A_WEEK + 1
    weeks = [
        [by_day.get(first + (week * A_WEEK + place) * A_DAY) for place in range(A_WEEK)]
        for week in range(count)
    ]
    return Grid(weeks, list(_notes(cell for cell in cells if cell.what != plain)))


def _notes(cells: Iterable[Cell]) -> Iterator[tuple[str, str]]:
    """Each kind of special day with its days: consecutive ones as a range."""
    ranges: dict[str, list[list[date]]] = {}
    for cell in cells:
        known = ranges.setdefault(cell.what, [])
        if known and known[-1][1] + A_DAY == cell.day:
            known[-1][1] = cell.day
        else:
            known.append([cell.day, cell.day])
    for what, found in ranges.items():
        spans = [_short(a) if a == b else f"{_short(a)}–{_short(b)}" for a, b in found]
        yield what, ", ".join(spans)


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"
