"""Reminding those who look into complaints: once before the day of answer, once when it has passed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import calendars
from requests_app.standing import SOON
from supervision.actions.complaints import tell_handlers
from supervision.models import Complaint

HORIZON = timedelta(days=21)  # SOON working days never span more, the longest holidays included


def remind(*, now: datetime) -> int:
    """Owe letters for every complaint whose answer is near or late and was not reminded of yet. Returns for how many.

    Asks "due and not yet told", never "due today": a clock that slept a week catches up. A new day of answer is
    reminded of anew.
    """
    today = timezone.localdate(now)
    waiting = Complaint.objects.waiting().filter(answer_by__lte=today + HORIZON)
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
    complaint = Complaint.objects.waiting().select_for_update().filter(pk=pk).first()
    if complaint is None:
        return 0
    mark = f"{what} {complaint.answer_by.isoformat()}"
    if complaint.events.filter(action="remind", note=mark).exists():
        return 0
    current = complaint.status
    complaint.events.create(action="remind", previous=current, current=current, actor=None, note=mark, at=now)
    tell_handlers(complaint, "complaint_near", now, is_late=what == "late")
    return 1
