"""What is of no use any more is deleted by the clock: tries, stamps, receipts, ended links, kept files, sessions."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from core.files import uploads
from core.models import Try, guests


def old(*, now: datetime) -> list[QuerySet]:
    """The rows that nobody can use any more."""
    return [
        *guests.expired(now),
        Try.objects.filter(ends_at__lt=now, free_at__lt=now),
        Session.objects.filter(expire_date__lt=now),
    ]


def forget(*, now: datetime) -> int:
    """Delete them. Returns how many."""
    return uploads.forget(uploads.old(now=now)) + sum(rows.delete()[0] for rows in old(now=now))


def count(*, now: datetime) -> int:
    """How many would be deleted now."""
    return uploads.old(now=now).count() + sum(rows.count() for rows in old(now=now))
