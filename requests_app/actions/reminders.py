"""Reminding those who handle applications: once before the day of answer, once when it has passed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import calendars, letters
from core.permissions import holders
from core.roles import Role
from requests_app.models import Application
from requests_app.standing import SOON, WAITING

HORIZON = timedelta(days=21)  # SOON working days never span more, the longest holidays included


def remind(*, now: datetime) -> int:
    """Owe letters for every answer that is near or late and was not reminded of yet. Returns for how many.

    Asks "due and not yet told", never "due today": a clock that slept a week catches up. A new day of answer is
    reminded of anew; what waits for the applicant is not.
    """
    today = timezone.localdate(now)
    waiting = Application.objects.filter(status__in=WAITING, answer_by__lte=today + HORIZON)
    rows = list(waiting.values_list("pk", "answer_by", "agency__calendar"))
    days = calendars.several(code for _pk, _day, code in rows)
    return sum(
        _remind_of(pk, "late" if answer_by < today else "near", now)
        for pk, answer_by, code in rows
        if days[code].between(today, answer_by) <= SOON
    )


@transaction.atomic
def _remind_of(pk: int, what: str, now: datetime) -> int:
    """Under the lock of the row, so that two clocks remind once."""
    application = Application.objects.select_for_update().filter(pk=pk, status__in=WAITING).first()
    if application is None:
        return 0
    mark = f"{what} {application.answer_by.isoformat()}"
    if application.events.filter(action="remind", note=mark).exists():
        return 0
    current = application.status
    application.events.create(
        action="remind", previous=current, current=current, actor=None, note=mark, at=now
    )
    for officer in holders(Role.INTAKE_OFFICER, agency=application.agency).exclude(email=""):
        context = {"application": application, "person": officer, "is_late": what == "late"}
        letters.owe("application_near", to=officer.email, context=context, now=now)
    return 1
