"""Reminding of what is withheld and is to be assessed again."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from catalog.models import Disclosure, ReassessmentReminder
from catalog.sources import Source
from core import reminders
from core.models import Agency, User

KIND = ReassessmentReminder.Kind.ASSESS.value


def remind(*, now: datetime) -> int:
    """Tell those whom a rung of the ladder names, each rung once. Returns how many letters are owed.

    Who may not read the record is told nothing of it.
    """
    return reminders.remind(MATTER, now=now)


def _waiting() -> QuerySet:
    return Disclosure.objects.kept(Source.WITHHELD).filter(assess_by__isnull=False).order_by()


def _readable(person: User, found: dict[int, Disclosure], today: date) -> Iterable[int]:
    return Disclosure.objects.filter(pk__in=found).readable_by(person, on=today).values_list("pk", flat=True)


MATTER = reminders.Matter(
    letter="reassessment_near",
    ladders={KIND: "reassessments"},
    reminder=ReassessmentReminder,
    agency="agency",
    rows=_waiting,
    cases=reminders.of_one_day(KIND, "assess_by", "department__path"),
    told_of=_readable,
    agencies=lambda: Agency.objects.filter(pk__in=_waiting().values("agency")),
    matters_for=None,
)
