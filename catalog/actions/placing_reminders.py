"""Reminding keepers of channels of what is to be put up or taken down."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from catalog.models import Disclosure, Placement, PlacementReminder
from core import reminders
from core.models import Agency, User

KIND = PlacementReminder.Kind.PLACE.value


def remind(*, now: datetime) -> int:
    """Tell those whom a rung of the ladder names of tasks on channels, each rung once. Returns how many letters.

    Nothing is told of what is done or withdrawn meanwhile, and nobody of what they neither keep nor may read.
    """
    return reminders.remind(MATTER, now=now)


def _waiting() -> QuerySet:
    rows = Placement.objects.waiting().filter(due_on__isnull=False).select_related("disclosure")
    return rows.annotate(kept_at=Coalesce("keeper__path", "disclosure__department__path"))


def _agencies() -> QuerySet:
    waiting = Placement.objects.waiting().filter(due_on__isnull=False).order_by()
    return Agency.objects.filter(pk__in=waiting.values("disclosure__agency"))


def _kept_or_read(person: User, found: dict[int, Placement], today: date) -> Iterable[int]:
    own = Q(pk__in=Placement.objects.tasks_of(person, on=today).values("pk"))
    readable = Q(disclosure__in=Disclosure.objects.readable_by(person, on=today).values("pk"))
    return Placement.objects.filter(own | readable, pk__in=found).values_list("pk", flat=True)


MATTER = reminders.Matter(
    letter="placement_near",
    ladders={KIND: "placements"},
    reminder=PlacementReminder,
    agency="disclosure__agency",
    rows=_waiting,
    cases=reminders.of_one_day(KIND, "due_on", "kept_at"),
    told_of=_kept_or_read,
    agencies=_agencies,
)
