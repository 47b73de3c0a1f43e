"""How often one address may ask in a minute: counted in the cache, in the database while the cache is away."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from rest_framework.throttling import AnonRateThrottle

from core.client_ip import visitor
from core.crypto import fingerprint
from core.guests import attempts

MINUTE = timedelta(minutes=1)


def too_often(purpose: str, source: str, *, at_most: int, now: datetime) -> bool:
    """Whether ``source`` (an address) asked more than ``at_most`` times for ``purpose`` in a minute; counts this time.

    Of an address only a keyed hash is kept.
    """
    mark = fingerprint(source)
    key = f"rate:{purpose}:{mark}"
    for _turn in range(2):  # once more when the minute ended in between
        cache.add(key, 0, timeout=int(MINUTE.total_seconds()))
        with suppress(ValueError):
            return cache.incr(key) > at_most
    return not attempts.claim(purpose[:40], source, now=now, most=at_most, window=MINUTE)


class Throttle(AnonRateThrottle):
    """The limit of the interface for programs, which holds while the cache is away."""

    def allow_request(self, request, view) -> bool:
        """Whether this request may go on. Each is counted in one step: the library reads a list and writes it back,
        so that many at once would be counted as one."""
        return not too_often("open-data", visitor(request), at_most=self.num_requests, now=timezone.now())

    def wait(self) -> float:
        """Seconds until the minute is over at the latest."""
        return MINUTE.total_seconds()
