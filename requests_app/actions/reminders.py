"""Reminding of answers and of deliveries that are owed."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from core import reminders
from core.scheduler.reminding import Case
from requests_app.desk.status_words import WAITING
from requests_app.models import Application, ApplicationEvent, ApplicationReminder, Status

Kind = ApplicationReminder.Kind


def remind(*, now: datetime) -> int:
    """Remind of applications, each rung once. Returns how many letters. What waits for the applicant is left alone."""
    return reminders.remind(MATTER, now=now)


def _cases(rows: QuerySet, due: reminders.Due) -> Iterator[Case]:
    answer = Q(status__in=WAITING, answer_by__range=due[Kind.ANSWER.value])
    deliver = Q(status=Status.DECIDED, deliver_by__range=due[Kind.DELIVER.value])
    for pk, status, answer_by, deliver_by, path in rows.filter(answer | deliver).values_list(
        "pk", "status", "answer_by", "deliver_by", "department__path"
    ):
        if status == Status.DECIDED:
            yield Case(pk, Kind.DELIVER.value, deliver_by, path)
        else:
            yield Case(pk, Kind.ANSWER.value, answer_by, path)


MATTER = reminders.Matter(
    letter="application_near",
    ladders={Kind.ANSWER.value: "answers", Kind.DELIVER.value: "deliveries"},
    reminder=ApplicationReminder,
    agency="agency",
    rows=Application.objects.all,
    cases=_cases,
    story=reminders.Story(
        ApplicationEvent, "application", lambda case: f"{case.kind} {case.due_on.isoformat()}"
    ),
)
