"""Reminding keepers of channels of what is to be put up or taken down: one letter to a person for all of one run."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import Disclosure, Placement, PlacementReminder
from core.deadlines import calendars
from core.mail import letters
from core.models import Agency
from core.scheduler import reminding, schedule
from core.workdays import Calendar

MATTER = "placements"
KIND = PlacementReminder.Kind.PLACE.value


@dataclass(frozen=True)
class Line:
    """A line of the letter: the task, its day, and how many working days are left, or late when it is late."""

    task: Placement
    due_on: date
    days: int
    is_late: bool


def remind(*, now: datetime) -> int:
    """Tell those whom a rung of the ladder names of tasks on channels, each rung once. Returns how many letters.

    Asks "reached and not yet told", never "due today". Nothing is told of what is done or withdrawn meanwhile, and
    nobody of what they neither keep nor may read.
    """
    today = timezone.localdate(now)
    waiting = _waiting().values("disclosure__agency")
    agencies = Agency.objects.filter(pk__in=waiting).select_related("regime", "adopted")
    days = calendars.several(agency.calendar for agency in agencies)
    return schedule.each(agencies, lambda agency: _remind_in(agency, days[agency.calendar], today, now))


def _waiting():
    return Placement.objects.waiting().filter(due_on__isnull=False).order_by()


def _remind_in(agency: Agency, days: Calendar, today: date, now: datetime) -> int:
    reminders = reminding.ladders_of(agency, today)
    if reminders is None:
        return 0
    due = reminders.due_days(MATTER, today=today, calendar=days)
    rows = _waiting().filter(disclosure__agency=agency, due_on__range=due)
    kept_at = Coalesce(F("keeper__path"), F("disclosure__department__path"))
    whom = reminding.claim(
        [
            reminding.Case(pk, KIND, due_on, path)
            for pk, due_on, path in rows.values_list("pk", "due_on", kept_at)
        ],
        told=PlacementReminder.objects.filter(case__disclosure__agency=agency, due_on__range=due),
        reminders=reminders,
        matters={KIND: MATTER},
        agency=agency,
        calendar=days,
        now=now,
    )
    written = []
    for person, cases in whom.items():
        own = Q(pk__in=Placement.objects.tasks_of(person, on=today).values("pk"))
        readable = Q(disclosure__in=Disclosure.objects.readable_by(person, on=today).values("pk"))
        mine = rows.filter(own | readable).select_related("disclosure")
        found = mine.in_bulk([case.pk for case in cases])
        lines = [_line(found[case.pk], days, today) for case in cases if case.pk in found]
        if lines:
            context = {"person": person, "lines": lines, "first": lines[0], "site": settings.SITE_URL}
            written.append(
                letters.written(
                    "placement_near", to=person.email, context=context, now=now, matters_for=letters.REMINDERS
                )
            )
    return letters.owe_all(written)


def _line(task: Placement, days: Calendar, today: date) -> Line:
    is_late = task.due_on < today
    left = days.between(today, task.due_on)
    return Line(task, task.due_on, max(-left, 1) if is_late else left, is_late)
