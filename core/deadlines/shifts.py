"""Days of open cases that a calendar change moves: found room by room, moved in groups, told in tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

CHUNK = 5000


@dataclass(frozen=True)
class Moved:
    """A day of a case that moves."""

    pk: int
    number: str
    before: date
    after: date

    def note(self, notice: str) -> str:
        """The note of the event that records it on the case."""
        return f"{self.before.isoformat()} → {self.after.isoformat()} ({notice})"


def move_days(rows: QuerySet, field: str, moves: Iterable[Moved]) -> None:
    """Write the new days into ``field``: one statement for all that move from one day to another.

    A row whose day is another one by now is left alone.
    """
    groups: dict[tuple[date, date], list[int]] = defaultdict(list)
    for one in moves:
        groups[one.before, one.after].append(one.pk)
    for (before, after), pks in groups.items():
        for start in range(0, len(pks), CHUNK):
            rows.filter(pk__in=pks[start : start + CHUNK], **{field: before}).update(**{field: after})


def chosen(rows: QuerySet, moves: list[Moved]) -> Iterator[tuple[Moved, object]]:
    """Each move with its row, read in portions."""
    for start in range(0, len(moves), CHUNK):
        part = moves[start : start + CHUNK]
        found = rows.in_bulk([one.pk for one in part])
        yield from ((one, found[one.pk]) for one in part)


def mark_provisional(rows: QuerySet, field: str, published_to: date) -> None:
    """What a notice now covers is provisional no more, and what moved beyond it is."""
    rows.filter(**{f"{field}__lte": published_to}, provisional=True).update(provisional=False)
    rows.filter(**{f"{field}__gt": published_to}, provisional=False).update(provisional=True)
