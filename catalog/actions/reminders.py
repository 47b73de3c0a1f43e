"""Reminding those who owe: once for each obligation, before its first day passes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import Disclosure, Obligation
from core import letters
from core.permissions import holders
from core.roles import Role

AHEAD = timedelta(days=5)


def remind(*, now: datetime) -> int:
    """Owe one letter to each proposer for every open obligation that is due within five days. Returns how many.

    Asks "due and not yet reminded", never "due today": a clock that slept a week catches up.
    """
    today = timezone.localdate(now)
    begun = Disclosure.objects.exclude(status=Disclosure.Status.WITHDRAWN)
    near = (
        Obligation.objects.open()
        .filter(reminded_on__isnull=True, item__blocked="")
        .exclude(disclosures__in=begun)
        .annotate(first_day=Coalesce(F("propose_by"), F("publish_by")))
        .filter(first_day__range=(today, today + AHEAD))
        .select_related("item__agency", "item__department")
    )
    return sum(_remind_of(obligation, now) for obligation in near)


@transaction.atomic
def _remind_of(obligation: Obligation, now: datetime) -> int:
    unstamped = Obligation.objects.filter(pk=obligation.pk, reminded_on__isnull=True)
    if not unstamped.update(reminded_on=timezone.localdate(now)):
        return 0
    people = holders(Role.PROPOSER, agency=obligation.item.agency, department=obligation.item.department)
    for person in people.exclude(email=""):
        context = {"obligation": obligation, "person": person}
        letters.owe("obligation_near", to=person.email, context=context, now=now)
    return len(people)
