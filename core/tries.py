"""Guessing becomes slow: after some failures a source has to wait, and is told nothing."""

from datetime import datetime, timedelta

from core.crypto import fingerprint
from core.models import Try

WINDOW = timedelta(minutes=15)
FREE = 5


def must_wait(purpose: str, source: str, *, now: datetime) -> bool:
    """Whether ``source`` (an address) failed at ``purpose`` so often of late that it has to wait."""
    return Try.objects.of(purpose, fingerprint(source), since=now - WINDOW) >= FREE


def failed(purpose: str, source: str, *, now: datetime) -> None:
    """Write a failure down; old ones are forgotten."""
    Try.objects.filter(at__lt=now - WINDOW).delete()
    Try.objects.create(purpose=purpose, source=fingerprint(source), at=now)
