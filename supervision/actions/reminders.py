"""Reminding of complaints and of correction orders, up the ladders of the body's regime: one letter for one run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone

from core.deadlines import calendars
from core.mail import letters
from core.models import Agency, Reminder, User
from core.scheduler import reminding, schedule
from core.workdays import Calendar
from supervision.actions.complaints import is_own_work
from supervision.models import (
    Complaint,
    ComplaintEvent,
    ComplaintReminder,
    CorrectionOrder,
    CorrectionOrderEvent,
    OrderReminder,
)


@dataclass(frozen=True)
class Line:
    """A line of the letter: what waits, by when, and how many working days are left or late."""

    case: Complaint | CorrectionOrder
    due_on: date
    days: int
    is_late: bool


@dataclass(frozen=True)
class Matter:
    """One kind of case: its ladder, its letter, its tables, and who is not told of which case."""

    ladder: str
    letter: str
    kind: str
    rows: Callable[[], QuerySet]
    day: str
    reminder: type[Reminder]
    event: type[Model]
    owner: str
    spares: Callable[[Complaint | CorrectionOrder, User], bool]


COMPLAINTS = Matter(
    ladder="complaints",
    letter="complaint_near",
    kind=ComplaintReminder.Kind.ANSWER.value,
    rows=lambda: Complaint.objects.waiting(),
    day="answer_by",
    reminder=ComplaintReminder,
    event=ComplaintEvent,
    owner="complaint",
    spares=is_own_work,
)
ORDERS = Matter(
    ladder="orders",
    letter="order_near",
    kind=OrderReminder.Kind.CORRECT.value,
    rows=lambda: CorrectionOrder.objects.filter(status=CorrectionOrder.Status.ISSUED),
    day="due_on",
    reminder=OrderReminder,
    event=CorrectionOrderEvent,
    owner="order",
    spares=lambda order, person: False,
)


def remind_of_complaints(*, now: datetime) -> int:
    """Owe a letter to everybody whom a rung names for a complaint that waits for its answer. Returns how many.

    Asks "reached and not yet told", never "due today": a clock that slept a week catches up. A new day of answer is
    reminded of anew, and nobody is reminded of a complaint about their own work.
    """
    return _remind(COMPLAINTS, now)


def remind_of_orders(*, now: datetime) -> int:
    """Owe a letter to everybody whom a rung names for an order that waits for the department. Returns how many."""
    return _remind(ORDERS, now)


def _remind(matter: Matter, now: datetime) -> int:
    today, agencies = timezone.localdate(now), Agency.objects.select_related("regime", "adopted")
    days = calendars.several(agency.calendar for agency in agencies)
    return schedule.each(
        agencies, lambda agency: _remind_in(matter, agency, days[agency.calendar], today, now)
    )


def _remind_in(matter: Matter, agency: Agency, days: Calendar, today: date, now: datetime) -> int:
    reminders = reminding.ladders_of(agency, today)
    if reminders is None:
        return 0
    due = reminders.due_days(matter.ladder, today=today, calendar=days)
    rows = matter.rows().filter(agency=agency, **{f"{matter.day}__range": due}).order_by()
    whom = reminding.claim(
        [
            reminding.Case(pk, matter.kind, day, path)
            for pk, day, path in rows.values_list("pk", matter.day, "department__path")
        ],
        told=matter.reminder.objects.filter(case__agency=agency),
        reminders=reminders,
        matters={matter.kind: matter.ladder},
        agency=agency,
        calendar=days,
        now=now,
    )
    told = {case for cases in whom.values() for case in cases}
    found = rows.in_bulk({case.pk for case in told})
    _write_into_their_stories(matter, found, told, now)
    written = []
    for person, cases in whom.items():
        theirs = [case for case in cases if not matter.spares(found[case.pk], person)]
        if theirs:
            lines = [_line(found[case.pk], case.due_on, days, today) for case in theirs]
            context = {"person": person, "lines": lines, "first": lines[0], "site": settings.SITE_URL}
            written.append(
                letters.written(
                    matter.letter, to=person.email, context=context, now=now, matters_for=letters.REMINDERS
                )
            )
    return letters.owe_all(written)


def _write_into_their_stories(
    matter: Matter, found: dict[int, Model], told: set[reminding.Case], now: datetime
) -> None:
    events = [
        matter.event(
            **{matter.owner: found[case.pk]},
            action="remind",
            previous=found[case.pk].status,
            current=found[case.pk].status,
            actor=None,
            note=case.due_on.isoformat(),
            at=now,
        )
        for case in sorted(told, key=lambda one: one.pk)
    ]
    matter.event.objects.bulk_create(events, batch_size=500)


def _line(case: Complaint | CorrectionOrder, due_on: date, days: Calendar, today: date) -> Line:
    is_late, left = due_on < today, days.between(today, due_on)
    return Line(case, due_on, max(-left, 1) if is_late else left, is_late)
