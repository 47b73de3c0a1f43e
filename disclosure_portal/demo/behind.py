"""The agencies that are built while the portal is read already: by the clock, one after the other."""

import logging
import time
from collections import Counter
from datetime import datetime, timedelta

from core.models import Heartbeat, User
from disclosure_portal.demo import progress
from disclosure_portal.demo.build import build
from disclosure_portal.demo.passwords import for_new_people, hashed

logger = logging.getLogger(__name__)
JOB = "demo"


def build_the_others(*, now: datetime) -> int:
    """Build the agencies that wait, one after the other, going on with one that was begun. Returns how many."""
    began, mine, built = time.monotonic(), Heartbeat.objects.filter(job=JOB), 0

    def go_on() -> None:
        """Keep the claim for another while; who is killed lets it grow old, and another run goes on."""
        mine.update(runs_since=now + timedelta(seconds=time.monotonic() - began))

    while waiting := progress.waiting():
        made = build(now=now, sketches=waiting[:1], kept=_password_of_the_first(), between=go_on)
        built += len(made)
        total = len(progress.chosen())
        logger.info("Demo: %d of %d agencies are built.", total - len(waiting) + 1, total)
    if built:
        mine.update(runs_since=None)
    return built


def count_waiting(*, now: datetime) -> int:
    """How many agencies wait to be built."""
    return len(progress.waiting())


def _password_of_the_first() -> str:
    """The hash that the people of the first agency were given: what was told once opens the others too."""
    people = User.objects.filter(username__startswith=f"{progress.shown()}-")
    common = Counter(people.values_list("password", flat=True)).most_common(1)
    return common[0][0] if common else hashed(for_new_people())
