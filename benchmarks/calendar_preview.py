"""What previewing and applying a calendar change costs here: run by ``python -m benchmarks calendar``."""

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
from core.models import Letter, User  # noqa: E402
from disclosure_portal import calendar_change  # noqa: E402
from requests_app.models import Application, ApplicationEvent  # noqa: E402

TODAY, OFF = date(2026, 11, 20), date(2026, 11, 24)


def measure() -> None:
    """Preview once that a Tuesday becomes a day off, and apply it; print seconds, memory and what moves."""
    drafter, approver = (
        User.objects.create(username=name, name=name, is_superuser=True) for name in ("drafter", "approver")
    )
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
    began = time.perf_counter()
    applied = calendar_change.apply(change, by=approver, now=timezone.now())
    seconds = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    events = ApplicationEvent.objects.filter(action="calendar").count()
    print(
        f"apply, preview included: {seconds:.1f} s, {megabytes:.0f} MB resident at most; {len(applied)} days moved, "
        f"{events} events and {Letter.objects.count()} letters written",
        flush=True,
    )


if __name__ == "__main__":
    measure()
