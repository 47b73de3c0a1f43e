"""Reminding those who owe: once for each obligation, before its first day passes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import Obligation
from core import letters
from core.permissions import holders
from core.roles import Role

AHEAD = timedelta(days=5)
CATCHES_UP = timedelta(days=31)


def remind(*, now: datetime) -> int:
    """Owe one letter to each proposer for every open obligation that is due within five days. Returns how many.

    Asks "due and not yet reminded", never "due today": a clock that slept for a month catches up.
    """
    today = timezone.localdate(now)
    near = (
        Obligation.objects.open(today)
        .filter(reminded_on__isnull=True, item__blocked="", live__isnull=True)
        .annotate(first_day=Coalesce(F("propose_by"), F("publish_by")))
        .filter(first_day__range=(today - CATCHES_UP, today + AHEAD))
        .select_related("item__agency", "item__department")
    )
    return sum(_remind_of(obligation, now) for obligation in near)


@transaction.atomic
def _remind_of(obligation: Obligation, now: datetime) -> int:
    unstamped = Obligation.objects.filter(pk=obligation.pk, reminded_on__isnull=True)
    if not unstamped.update(reminded_on=timezone.localdate(now)):
        return 0
    item = obligation.item
    people = holders(Role.PROPOSER, agency=item.agency, department=item.department).exclude(email="")
    for person in people:
        context = {"obligation": obligation, "person": person}
        letters.owe("obligation_near", to=person.email, context=context, now=now)
    return len(people)
