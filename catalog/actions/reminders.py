"""Reminding of what is owed, up the ladder of the body's regime: one letter to a person for all that one run finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from catalog.models import Obligation, ObligationReminder
from core.deadlines import calendars
from core.mail import letters
from core.models import Agency
from core.scheduler import reminding, schedule
from core.workdays import Calendar

Kind = ObligationReminder.Kind
MATTERS = {Kind.PROPOSE.value: "obligations", Kind.PUBLISH.value: "obligations"}


@dataclass(frozen=True)
class Line:
    """A line of the letter: what is owed, by when, and how many working days are left, or late when it is late."""

    obligation: Obligation
    kind: str
    due_on: date
    days: int
    is_late: bool


def remind(*, now: datetime) -> int:
    """Owe a letter to everybody whom a rung of the ladder names and who was not told of it. Returns how many.

    Nothing is told of what is published or excused. Asks "reached and not yet told", never "due today".
    """
    today = timezone.localdate(now)
    agencies = Agency.objects.standing().select_related("regime", "adopted")
    days = calendars.several(agency.calendar for agency in agencies)
    return schedule.each(agencies, lambda agency: _remind_in(agency, days[agency.calendar], today, now))


def _remind_in(agency: Agency, days: Calendar, today: date, now: datetime) -> int:
    reminders = reminding.ladders_of(agency, today)
    if reminders is None:
        return 0
    first, last = reminders.due_days("obligations", today=today, calendar=days)
    whom = reminding.claim(
        list(_cases(agency, today, (first, last))),
        told=ObligationReminder.objects.filter(case__item__agency=agency, due_on__range=(first, last)),
        reminders=reminders,
        matters=MATTERS,
        agency=agency,
        calendar=days,
        now=now,
    )
    named = {case.pk for cases in whom.values() for case in cases}
    owed = Obligation.objects.select_related("item").in_bulk(named)
    written = []
    for person, cases in whom.items():
        # A duty towards the leadership is named to those who may know of it, whatever rung they stand on.
        lines = [
            _line(owed[case.pk], case, days, today)
            for case in cases
            if owed[case.pk].item.is_named_to(person, on=today)
        ]
        if not lines:
            continue
        context = {"person": person, "lines": lines, "first": lines[0]}
        written.append(
            letters.written(
                "obligation_near", to=person.email, context=context, now=now, matters_for=letters.REMINDERS
            )
        )
    return letters.owe_all(written)


def _line(obligation: Obligation, case: reminding.Case, days: Calendar, today: date) -> Line:
    is_late = case.due_on < today
    left = days.between(today, case.due_on)
    return Line(obligation, case.kind, case.due_on, max(-left, 1) if is_late else left, is_late)


def _cases(agency: Agency, today: date, due: tuple[date, date]) -> Iterator[reminding.Case]:
    """The days that are still owed: of proposal until something is put forward, of publication until it is out."""
    near = (
        Obligation.objects.open(today)
        .filter(Q(propose_by__range=due) | Q(publish_by__range=due), item__agency=agency, item__blocked="")
        .order_by()
    )
    rows = near.values_list("pk", "propose_by", "publish_by", "live__status", "item__department__path")
    for pk, propose_by, publish_by, status, path in rows:
        if propose_by and status in (None, "draft", "returned"):
            yield reminding.Case(pk, Kind.PROPOSE.value, propose_by, path)
        if publish_by:
            yield reminding.Case(pk, Kind.PUBLISH.value, publish_by, path)
