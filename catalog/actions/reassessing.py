"""Reminding of what is withheld and is to be assessed again: one letter to a person for all that one run finds."""

from collections import defaultdict
from datetime import date, datetime

from django.utils import timezone

from catalog.models import Disclosure, ReassessmentReminder
from catalog.sources import Source
from core.deadlines import calendars
from core.mail import letters
from core.models import Agency, User
from core.scheduler import reminding, schedule
from core.workdays import Calendar

MATTER = "reassessments"
KIND = ReassessmentReminder.Kind.ASSESS.value


def remind(*, now: datetime) -> int:
    """Tell those whom a rung of the ladder names, each rung once. Returns how many letters are owed.

    Asks "reached and not yet told", never "due today". Who may not read the record is told nothing of it.
    """
    today = timezone.localdate(now)
    agencies = Agency.objects.filter(pk__in=_waiting().values("agency")).select_related("regime", "adopted")
    days = calendars.several(agency.calendar for agency in agencies)
    return schedule.each(agencies, lambda agency: _remind_in(agency, days[agency.calendar], today, now))


def _waiting():
    return Disclosure.objects.kept(Source.WITHHELD).filter(assess_by__isnull=False).order_by()


def _remind_in(agency: Agency, days: Calendar, today: date, now: datetime) -> int:
    reminders = reminding.ladders_of(agency, today)
    if reminders is None:
        return 0
    due = reminders.due_days(MATTER, today=today, calendar=days)
    rows = _waiting().filter(agency=agency, assess_by__range=due)
    whom = reminding.claim(
        [
            reminding.Case(pk, KIND, assess_by, path)
            for pk, assess_by, path in rows.values_list("pk", "assess_by", "department__path")
        ],
        told=ReassessmentReminder.objects.filter(case__agency=agency, due_on__range=due),
        reminders=reminders,
        matters={KIND: MATTER},
        agency=agency,
        calendar=days,
        now=now,
    )
    told: dict[User, list[Disclosure]] = defaultdict(list)
    for person, cases in whom.items():
        mine = rows.readable_by(person, on=today).in_bulk([case.pk for case in cases])
        told[person] = [mine[case.pk] for case in cases if case.pk in mine]
    written = [
        letters.written(
            "reassessment_near", to=person.email, context={"person": person, "lines": lines}, now=now
        )
        for person, lines in told.items()
        if lines
    ]
    return letters.owe_all(written)
