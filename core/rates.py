"""How often one address may ask in a minute: counted in the cache, in the database while the cache is away."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from core.crypto import fingerprint
from core.models import Try
from core.throttling import HashedThrottle

MINUTE = timedelta(minutes=1)


def is_cache_away() -> bool:
    """Whether the cache cannot count now."""
    return getattr(cache, "is_away", False)


def too_often(purpose: str, source: str, *, at_most: int, now: datetime) -> bool:
    """Whether ``source`` (an address) asked more than ``at_most`` times for ``purpose`` in a minute; counts this time.

    Of an address only a keyed hash is kept.
    """
    mark = fingerprint(source)
    key = f"rate:{purpose}:{mark}"
    cache.add(key, 0, timeout=int(MINUTE.total_seconds()))
    try:
        return cache.incr(key) > at_most
    except ValueError:
        if not is_cache_away():  # the minute ended in between
            return False
    rows = Try.objects.filter(purpose=purpose[:40])
    rows.filter(at__lt=now - MINUTE).delete()
    if rows.filter(source=mark, at__gte=now - MINUTE).count() >= at_most:
        return True
    Try.objects.create(purpose=purpose[:40], source=mark, at=now)
    return False


class Throttle(HashedThrottle):
    """The limit of the interface for programs, which holds while the cache is away."""

    def allow_request(self, request, view) -> bool:
        """Whether this request may go on."""
        allowed = super().allow_request(request, view)
        if not allowed or not is_cache_away():
            return allowed
        source = self.get_ident(request)
        return not too_often("open-data", source, at_most=self.num_requests, now=timezone.now())

    def wait(self):
        """Seconds until the next may come; a minute where they are counted in the database."""
        return MINUTE.total_seconds() if is_cache_away() else super().wait()
