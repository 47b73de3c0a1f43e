"""Reminding of what is owed: of proposal until something is put forward, of publication until it is out."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import Obligation, ObligationReminder
from core import reminders
from core.models import Agency, User
from core.scheduler.reminding import Case

Kind = ObligationReminder.Kind


def remind(*, now: datetime) -> int:
    """Remind of what is owed, each rung once. Returns how many letters.

    Nothing is told of what is published or excused.
    """
    today = timezone.localdate(now)
    matter = reminders.Matter(
        letter="obligation_near",
        ladders={Kind.PROPOSE.value: "obligations", Kind.PUBLISH.value: "obligations"},
        reminder=ObligationReminder,
        agency="item__agency",
        rows=lambda: Obligation.objects.open(today).filter(item__blocked="").select_related("item"),
        cases=_cases,
        told_of=_named_to,
        agencies=Agency.objects.standing,
    )
    return reminders.remind(matter, now=now)


def _named_to(person: User, found: dict[int, Obligation], today: date) -> Iterator[int]:
    """A duty towards the leadership is named to those who may know of it, whatever rung they stand on."""
    return (pk for pk, owed in found.items() if owed.item.is_named_to(person, on=today))


def _cases(rows: QuerySet, due: reminders.Due) -> Iterator[Case]:
    near = rows.filter(
        Q(propose_by__range=due[Kind.PROPOSE.value]) | Q(publish_by__range=due[Kind.PUBLISH.value])
    )
    for pk, propose_by, publish_by, status, path in near.values_list(
        "pk", "propose_by", "publish_by", "live__status", "item__department__path"
    ):
        if propose_by and status in (None, "draft", "returned"):
            yield Case(pk, Kind.PROPOSE.value, propose_by, path)
        if publish_by:
            yield Case(pk, Kind.PUBLISH.value, publish_by, path)
