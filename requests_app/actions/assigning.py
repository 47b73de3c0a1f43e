"""Departments give their part of an answer by an internal day (J4-297); the application stays with its officer."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.mail import letters
from core.models import Department, User
from core.permissions import holders, may
from core.roles import Role
from core.transitions import Refused
from requests_app import rules
from requests_app.actions import clocks
from requests_app.models import Application, Assignment, Status

TERM = "department_answer"  # the clock of a regime for the departments' part


def internal_day(application: Application, today: date) -> date | None:
    """The day until which a department that is asked ``today`` answers by the regime; None where it names no term.

    Never after the day of answer, while that one lies ahead.
    """
    promised = application.version.rules.clocks.get(TERM)
    if promised is None:
        return None
    day, last = clocks.end_of(application, promised.length, start=today), application.answer_by
    return min(day, last) if last and last >= today else day


@transaction.atomic
def assign(
    application: Application, *, department: Department, task: str, due_on: date, by: User, now: datetime
) -> Assignment:
    """Ask ``department`` for its part until ``due_on``; its heads get a letter. Raises ``Refused``."""
    today = timezone.localdate(now)
    locked = Application.objects.select_for_update().get(pk=application.pk)
    task = task.strip()
    if reasons := list(_faults(locked, department, task, due_on, by, today)):
        raise Refused(*reasons)
    made = Assignment.objects.create(
        application=locked, department=department, task=task, due_on=due_on, given_by=by, given_at=now
    )
    _told(locked, "assign", f"{department}: {task}", by, now)
    for head in holders(Role.DEPARTMENT_HEAD, agency=locked.agency, department=department, on=today):
        letters.owe("application_assigned", to=head.email, context={"assignment": made}, now=now)
    return made


def _faults(
    application: Application, department: Department, task: str, due_on: date, by: User, today: date
) -> Iterator[str]:
    if not may(by, rules.HANDLE, application, on=today):
        yield _("Only those who handle the application ask departments.")
    if application.status != Status.REGISTERED:
        yield _("Departments are asked while the application is in review.")
    if department.agency_id != application.agency_id:
        yield _("This department belongs to another body.")
    if not task:
        yield _("Say what the department is asked for.")
    if due_on < today:
        yield _("The internal day lies in the past.")
    # Once the day of answer has passed there is none to keep to: who is late still needs the department's part.
    if application.answer_by and today <= application.answer_by < due_on:
        yield _("The internal day lies after the day of answer, %(day)s.") % {
            "day": application.answer_by.isoformat()
        }
    if application.assignments.filter(department=department, answered_at__isnull=True).exists():
        yield _("This department was asked already and has not answered.")


@transaction.atomic
def contribute(assignment: Assignment, *, answer: str, by: User, now: datetime) -> Assignment:
    """Give the department's part. It is given once. Raises ``Refused``."""
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    answer = answer.strip()
    if not may(by, rules.CONTRIBUTE, locked, on=timezone.localdate(now)):
        raise Refused(_("Only the department that was asked answers."))
    if locked.answered_at:
        raise Refused(_("This was answered already."))
    if not answer:
        raise Refused(_("Write the answer."))
    locked.answer, locked.answered_by, locked.answered_at = answer, by, now
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    _told(locked.application, "contribute", f"{locked.department}: {answer}", by, now)
    return locked


def _told(application: Application, action: str, note: str, by: User, now: datetime) -> None:
    current = application.status
    application.events.create(action=action, previous=current, current=current, actor=by, note=note, at=now)
