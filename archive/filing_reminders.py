"""Reminding archivists of what was on display and is to be brought to the archive by a day (A-049)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import Model, QuerySet
from django.utils import timezone

from archive import displaying, shelf
from archive.models import ArchiveReminder
from catalog.models import Disclosure
from core import reminders
from core.models import User
from core.scheduler.reminding import Case

KIND = ArchiveReminder.Kind.SEAL.value


def remind(*, now: datetime) -> int:
    """Tell those whom a rung of the ladder names of files that are to be closed. Returns how many letters."""
    return reminders.remind(matter(timezone.localdate(now)), now=now)


def matter(today: date) -> reminders.Matter:
    """What was on display, is over by ``today`` and is not filed."""

    def rows() -> QuerySet:
        return shelf.ended(today).select_related("agency__regime", "department")

    return reminders.Matter(
        letter="file_near",
        ladders={KIND: "files"},
        reminder=ArchiveReminder,
        agency="agency",
        rows=rows,
        cases=_cases,
        told_of=_read,
    )


def _cases(rows: QuerySet, due: reminders.Due) -> Iterator[Case]:
    first, last = due[KIND]
    found = list(rows)
    days = displaying.file_by(found)
    for one in found:
        if one.pk in days and first <= days[one.pk] <= last:
            yield Case(one.pk, KIND, days[one.pk], one.department.path)


def _read(person: User, found: dict[int, Model], today: date) -> Iterable[int]:
    return Disclosure.objects.readable_by(person, on=today).filter(pk__in=found).values_list("pk", flat=True)
