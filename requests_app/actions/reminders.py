"""Reminding of answers and deliveries, up the ladder of the body's regime: one letter to a person for one run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from core.deadlines import calendars
from core.mail import letters
from core.models import Agency
from core.scheduler import reminding, schedule
from core.workdays import Calendar
from requests_app.desk.status_words import WAITING
from requests_app.models import Application, ApplicationEvent, ApplicationReminder, Status

Kind = ApplicationReminder.Kind
MATTERS = {Kind.ANSWER.value: "answers", Kind.DELIVER.value: "deliveries"}


@dataclass(frozen=True)
class Line:
    """A line of the letter: which application, what is owed by when, and how many working days are left or late."""

    application: Application
    kind: str
    due_on: date
    days: int
    is_late: bool


def remind(*, now: datetime) -> int:
    """Owe a letter to everybody whom a rung of the ladder names and who was not told of it. Returns how many.

    Asks "reached and not yet told", never "due today": a clock that slept catches up. A new day of answer is reminded
    of anew; what waits for the applicant is not.
    """
    today, agencies = timezone.localdate(now), Agency.objects.select_related("regime", "adopted")
    days = calendars.several(agency.calendar for agency in agencies)
    return schedule.each(agencies, lambda agency: _remind_in(agency, days[agency.calendar], today, now))


def _remind_in(agency: Agency, days: Calendar, today: date, now: datetime) -> int:
    reminders = reminding.ladders_of(agency, today)
    if reminders is None:
        return 0
    due = {kind: reminders.due_days(matter, today=today, calendar=days) for kind, matter in MATTERS.items()}
    whom = reminding.claim(
        list(_cases(agency, due)),
        told=ApplicationReminder.objects.filter(case__agency=agency),
        reminders=reminders,
        matters=MATTERS,
        agency=agency,
        calendar=days,
        now=now,
    )
    told = {case for cases in whom.values() for case in cases}
    applications = Application.objects.in_bulk({case.pk for case in told})
    _write_into_their_stories(applications, told, now)
    written = []
    for person, cases in whom.items():
        lines = [_line(applications[case.pk], case, days, today) for case in cases]
        context = {"person": person, "lines": lines, "first": lines[0]}
        written.append(
            letters.written(
                "application_near", to=person.email, context=context, now=now, matters_for=letters.REMINDERS
            )
        )
    return letters.owe_all(written)


def _cases(agency: Agency, due: dict[str, tuple[date, date]]) -> Iterator[reminding.Case]:
    answer = Q(status__in=WAITING, answer_by__range=due[Kind.ANSWER])
    deliver = Q(status=Status.DECIDED, deliver_by__range=due[Kind.DELIVER])
    rows = Application.objects.filter(answer | deliver, agency=agency).order_by()
    for pk, status, answer_by, deliver_by, path in rows.values_list(
        "pk", "status", "answer_by", "deliver_by", "department__path"
    ):
        if status == Status.DECIDED:
            yield reminding.Case(pk, Kind.DELIVER.value, deliver_by, path)
        else:
            yield reminding.Case(pk, Kind.ANSWER.value, answer_by, path)


def _write_into_their_stories(
    applications: dict[int, Application], told: set[reminding.Case], now: datetime
) -> None:
    events = [
        ApplicationEvent(
            application=application,
            action="remind",
            previous=application.status,
            current=application.status,
            actor=None,
            note=f"{case.kind} {case.due_on.isoformat()}",
            at=now,
        )
        for case in sorted(told, key=lambda one: one.pk)
        for application in [applications[case.pk]]
    ]
    ApplicationEvent.objects.bulk_create(events, batch_size=500)


def _line(application: Application, case: reminding.Case, days: Calendar, today: date) -> Line:
    is_late = case.due_on < today
    left = days.between(today, case.due_on)
    return Line(application, case.kind, case.due_on, max(-left, 1) if is_late else left, is_late)
