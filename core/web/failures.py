"""Faults of the program, counted for the page of the administrators and told to ``ADMINS`` once a day each."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F

from core.mail import letters
from core.models import Failure
from core.reporting.error_reports import kind_of, place_of

MOST = 500  # kinds of faults that are kept; the oldest go first
TOLD_AGAIN_AFTER = timedelta(days=1)


def record(error: BaseException, *, doing: str, now: datetime) -> None:
    """Count a fault, and owe ``ADMINS`` a letter about it once a day. Never raises: telling must not fail the rest.

    When the database itself is the fault, the line of the log is all that tells of it.
    """
    try:
        with transaction.atomic():
            _count(kind_of(error)[:100], place_of(error)[:200], doing[:200], now)
    except DatabaseError:
        return


def _count(kind: str, place: str, doing: str, now: datetime) -> None:
    rows = Failure.objects.filter(kind=kind, place=place)
    if not rows.update(count=F("count") + 1, last_at=now, doing=doing):
        Failure.objects.bulk_create(
            [Failure(kind=kind, place=place, doing=doing, first_at=now, last_at=now)], ignore_conflicts=True
        )
        outlived = Failure.objects.order_by("-last_at", "-pk").values_list("pk", flat=True)[MOST:]
        Failure.objects.filter(pk__in=list(outlived)).delete()
    untold = rows.exclude(told_at__gt=now - TOLD_AGAIN_AFTER)
    if settings.ADMINS and untold.update(told_at=now):
        context = {"failure": rows.get(), "site": settings.SITE_URL}
        for _name, address in settings.ADMINS:
            letters.owe("failure", to=address, context=context, now=now, matters_for=timedelta(days=7))
