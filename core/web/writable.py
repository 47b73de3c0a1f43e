"""Whether the portal can store anything: the health check writes, since a full disk lets everything be read."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import OperationalError

from core.models import Heartbeat
from core.web import retry_pages

SEEN = "health"  # the row that the health check writes; no job of the clock has this name
ASKED_AGAIN_AFTER = timedelta(seconds=10)  # anybody may ask, so that not every question writes
A_PAGE = b"\0" * 4096


def database_trouble(now: datetime) -> str:
    """Why nothing can be written to the database at ``now``: busy, full or read-only; "" when it can.

    Within ten seconds after it was written well nothing is written. Raises ``DatabaseError`` when it cannot be read.
    """
    if Heartbeat.objects.filter(job=SEEN, ran_at__gt=now - ASKED_AGAIN_AFTER, ran_at__lte=now).exists():
        return ""
    try:
        wrote = {"ran_at": now}
        Heartbeat.objects.update_or_create(
            job=SEEN, defaults=wrote, create_defaults={**wrote, "expected_from": now}
        )
    except OperationalError as error:
        trouble = retry_pages.trouble_of(error)
        return trouble.value if trouble else "read-only"
    return ""


def storage_trouble() -> str:
    """Why no file can be kept: full or read-only; "" when one can."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".health-", buffering=0) as probe:
            probe.write(A_PAGE)
    except OSError as error:
        return "full" if retry_pages.trouble_of(error) else "read-only"
    return ""
