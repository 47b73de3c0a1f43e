"""Giving out running numbers."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.models import Agency, Restoration, Serial


@transaction.atomic
def next_number(agency: Agency, series: str, year: int) -> int:
    """The next number of ``series`` in ``year``, from 1. The row is locked until the caller's transaction ends."""
    Serial.objects.get_or_create(
        agency=agency, series=series, year=year, defaults={"last": lambda: left_out(year)}
    )
    row = Serial.objects.select_for_update().get(agency=agency, series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def left_out(year: int) -> int:
    """How many numbers a series that begins in ``year`` leaves out: a lost database may have begun it already."""
    backups = Restoration.objects.all()
    return sum(it.skipped for it in backups if timezone.localdate(it.made_at).year <= year)


@transaction.atomic
def skip(count: int, *, made_at: datetime, at: datetime) -> None:
    """Leave out ``count`` numbers of every series, for a database as it was at ``made_at`` that runs again."""
    year = timezone.localdate(made_at).year
    Serial.objects.filter(year__gte=year).update(last=F("last") + count)
    Restoration.objects.create(at=at, made_at=made_at, skipped=count)
