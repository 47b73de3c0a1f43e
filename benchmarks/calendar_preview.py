"""What the preview of a calendar change costs on the database at hand: run by ``python -m benchmarks calendar``."""

import os
import resource
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - Django has to be set up first

from benchmarks import machine  # noqa: E402
from catalog.models import CalendarChange  # noqa: E402
from core.models import User  # noqa: E402
from disclosure_portal import calendar_change  # noqa: E402
from requests_app.models import Application  # noqa: E402

TODAY, OFF = date(2026, 11, 20), date(2026, 11, 24)


def measure() -> None:
    """Preview once that a Tuesday becomes a day off; print seconds, memory and what would move."""
    drafter = User.objects.create(username="drafter", name="drafter")
    change = CalendarChange.objects.create(
        notice_number="1", reason="-", drafted_by=drafter, drafted_at=timezone.now()
    )
    change.days.create(day=OFF, is_working=False, name="-")
    began = time.perf_counter()
    found = calendar_change.preview(change, today=TODAY)
    seconds = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Machine: {machine.describe()}")
    print(
        f"{Application.objects.open().count()} open clocks on PostgreSQL, of which {len(found.applications)} move"
    )
    print(f"preview: {seconds:.1f} s, {megabytes:.0f} MB resident at most (10 s aimed at)", flush=True)


if __name__ == "__main__":
    measure()
