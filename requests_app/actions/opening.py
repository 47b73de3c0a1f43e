"""The first time that an applicant opened the answer on the portal: a day and an hour, nothing of who, whence or how.

It is the record that what was served by the web was there to be read.
"""

from datetime import datetime

from django.db import transaction

from requests_app.models import Application

OPENED = "open_answer"
DECIDED = "decide"


def note_opened(application: Application, *, now: datetime) -> bool:
    """Write down that the answer was opened; once for each answer. Whether it was the first time."""
    if application.decided_on is None or application.purged_on or first_opened(application):
        return False
    with transaction.atomic():
        locked = Application.objects.select_for_update().get(pk=application.pk)
        if locked.decided_on is None or first_opened(locked):
            return False
        current = locked.status
        locked.events.create(action=OPENED, previous=current, current=current, actor=None, at=now)
    return True


def first_opened(application: Application) -> datetime | None:
    """When the applicant first opened the answer that stands; None while they have not."""
    told = application.events.filter(action__in=(OPENED, DECIDED)).order_by("-pk")
    last = told.values_list("action", "at").first()
    return last[1] if last and last[0] == OPENED else None
