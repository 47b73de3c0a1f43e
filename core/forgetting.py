"""What is of no use any more is deleted by the clock: tries, stamps, receipts, ended links, kept files, sessions."""

from datetime import datetime

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from core import tries, uploads
from core.models import Try, guests


def old(*, now: datetime) -> list[QuerySet]:
    """The rows that nobody can use any more."""
    return [
        *guests.expired(now),
        Try.objects.filter(at__lt=now - tries.WINDOW),
        Session.objects.filter(expire_date__lt=now),
        AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME),
        AccessLog.objects.all(),  # who came from where is not kept; earlier versions did
    ]


def forget(*, now: datetime) -> int:
    """Delete them. Returns how many."""
    return uploads.forget(uploads.old(now=now)) + sum(rows.delete()[0] for rows in old(now=now))


def count(*, now: datetime) -> int:
    """How many would be deleted now."""
    return uploads.old(now=now).count() + sum(rows.count() for rows in old(now=now))
