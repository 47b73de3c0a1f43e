"""Another day for the tests: every Python process of a run lives on it, from its start on.

pytest and its workers, and the web server, worker and scheduler that tests start, read ``elsewhen/sitecustomize.py``
before anything else. PostgreSQL, Redis and Chromium keep the machine's clock: the portal never asks them for the day.
"""

import argparse
import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ELSEWHEN = Path(__file__).parent / "elsewhen"
NOON = time(12)


def moment(typed):
    """``2027-02-17`` (at noon) or ``2026-12-31T23:59``, in Shanghai."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{typed}: write 2027-02-17 or 2026-12-31T23:59") from error
    return found.replace(tzinfo=SHANGHAI) if "T" in typed else at_noon(found.date())


def at_noon(day):
    """Noon of ``day`` in Shanghai."""
    return datetime.combine(day, NOON, SHANGHAI)


def awkward(today=None):
    """Five days on which programs that count days go wrong, each with its name; ``today`` is the machine's day."""
    today = today or datetime.now(SHANGHAI).date()
    return [
        ("A day ahead", at_noon(today + timedelta(days=1))),
        ("Forty days ahead", at_noon(today + timedelta(days=40))),
        ("The last minute of a year", datetime(today.year, 12, 31, 23, 59, tzinfo=SHANGHAI)),
        ("A leap day", at_noon(date(2028, 2, 29))),
        ("A Sunday on which work is done", at_noon(date(2026, 9, 20))),
    ]


def shift_to(wanted):
    """What the environment of a process says so that it lives at ``wanted``; nothing without one."""
    if wanted is None:
        return {}
    seconds = (wanted - datetime.now(UTC)).total_seconds()
    path = os.pathsep.join(filter(None, (str(ELSEWHEN), os.environ.get("PYTHONPATH", ""))))
    return {"CLOCK_SHIFT_SECONDS": f"{seconds:.0f}", "PYTHONPATH": path}
