"""Giving out running numbers."""

from django.db import transaction

from core.models import Agency, Serial


@transaction.atomic
def next_number(agency: Agency, series: str, year: int) -> int:
    """The next number of ``series`` in ``year``, from 1. The row is locked until the caller's transaction ends."""
    Serial.objects.get_or_create(agency=agency, series=series, year=year)
    row = Serial.objects.select_for_update().get(agency=agency, series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
