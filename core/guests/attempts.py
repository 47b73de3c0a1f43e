"""Guessing and flooding become slow. A try is claimed before it is made, so that eight at once are counted as eight.

The rows of ``Try`` count, by conditional updates: the same in every process, and also while the cache is away.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from core.crypto import fingerprint
from core.models import SharedPlace, Try

WINDOW = timedelta(minutes=15)
FREE = 5
# Growing pauses: after the free ones the first lasts so long, and each the double of the one before.
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=15)
FORGOTTEN_EACH = timedelta(hours=1)  # one slip is forgotten in each hour, whether others are made or not
NO_PAUSE = timedelta(0)
LONGEST_STEPS = 7  # after so many more the pause grows no further; more are not remembered
AT_ONCE = 12  # so many losers of a race try again before they are told to wait


def claim(purpose: str, source: str, *, now: datetime, most: int = FREE, window: timedelta = WINDOW) -> bool:
    """Take one of the tries that ``source`` (an address) has for ``purpose`` in a ``window``; False when none is left.

    Claim before the deed: what was claimed in a transaction that is undone is given back with it. A place that many
    share (``SharedPlace``) has as many as its people.
    """
    row, limit = Try.objects.filter(purpose=purpose, source=fingerprint(source)), most
    for _turn in range(AT_ONCE):
        if row.filter(ends_at__gt=now, count__lt=limit).update(count=F("count") + 1):
            return True
        if row.filter(ends_at__lte=now).update(count=1, ends_at=now + window, free_at=now):
            return True
        if _begun(purpose, source, now=now, window=window):
            return True
        if limit == most and (shared := most_of(source, most)) > most:
            limit = shared
        elif row.filter(ends_at__gt=now, count__gte=limit).exists():
            return False
    return False


def give_back(purpose: str, source: str, *, now: datetime) -> None:
    """What was tried was right, or nothing was tried: it does not count."""
    row = Try.objects.filter(purpose=purpose, source=fingerprint(source))
    row.filter(ends_at__gt=now, count__gt=0).update(count=F("count") - 1, free_at=now)


def must_wait(purpose: str, source: str, *, now: datetime, most: int = FREE) -> bool:
    """Whether no try is left to ``source`` now: an early look, for a page. Only ``claim`` decides."""
    row = Try.objects.filter(purpose=purpose, source=fingerprint(source), ends_at__gt=now)
    return row.filter(count__gte=most).exists() and row.filter(count__gte=most_of(source, most)).exists()


def pause(purpose: str, source: str, *, now: datetime, free: int) -> timedelta:
    """Claim a try after growing pauses: how long to wait still, nothing when it may be made now.

    After ``free`` tries each next one has to wait twice as long as the one before, at most ``LONGEST_PAUSE``: whoever
    goes on is slow, and nobody is locked out. Each hour forgets one of them; ``forgive`` forgets all at once.
    """
    row = Try.objects.filter(purpose=purpose, source=fingerprint(source))
    for _turn in range(AT_ONCE):
        found = row.first()
        if found is None:
            wait = _pause_after(1, free)
            if _begun(purpose, source, now=now, window=FORGOTTEN_EACH, wait=wait):
                return NO_PAUSE
            continue
        # Of two at once the slower has the earlier moment: where no pause was called for, nobody waits for the other.
        if found.free_at > now and _left(found.ends_at, now) >= free:
            return found.free_at - now
        ends_at = min(max(found.ends_at, now) + FORGOTTEN_EACH, now + FORGOTTEN_EACH * (free + LONGEST_STEPS))
        wait = _pause_after(_left(ends_at, now), free)
        seen = row.filter(count=found.count, free_at=found.free_at, ends_at=found.ends_at)
        if seen.update(count=F("count") + 1, free_at=now + wait, ends_at=ends_at):
            return NO_PAUSE
    return FIRST_PAUSE


def note(purpose: str, source: str, *, now: datetime, at_most: int) -> None:
    """Count something of ``source`` that each hour forgets one of, as ``pause`` does; at most ``at_most`` are kept."""
    row = Try.objects.filter(purpose=purpose, source=fingerprint(source))
    for _turn in range(AT_ONCE):
        found = row.first()
        if found is None:
            if _begun(purpose, source, now=now, window=FORGOTTEN_EACH):
                return
            continue
        ends_at = min(max(found.ends_at, now) + FORGOTTEN_EACH, now + FORGOTTEN_EACH * at_most)
        if row.filter(count=found.count, ends_at=found.ends_at).update(count=F("count") + 1, ends_at=ends_at):
            return


def noted(purpose: str, source: str, *, now: datetime) -> int:
    """How many of ``note`` or ``pause`` are not forgotten yet."""
    found = Try.objects.filter(purpose=purpose, source=fingerprint(source)).first()
    return _left(found.ends_at, now) if found else 0


def _left(ends_at: datetime, now: datetime) -> int:
    return max(-((now - ends_at) // FORGOTTEN_EACH), 0)


def forgive(purpose: str, source: str) -> None:
    """Forget all tries: what was tried was right."""
    Try.objects.filter(purpose=purpose, source=fingerprint(source)).delete()


def is_first_to_tell(purpose: str, source: str, *, now: datetime, every: timedelta) -> bool:
    """Whether people are to be told of these tries: true for one caller in a while."""
    row = Try.objects.filter(purpose=purpose, source=fingerprint(source))
    untold = Q(told_at__isnull=True) | Q(told_at__lte=now - every)
    return row.filter(untold).update(told_at=now) == 1


def _pause_after(count: int, free: int) -> timedelta:
    if count < free:
        return NO_PAUSE
    return min(FIRST_PAUSE * 2 ** min(count - free, 20), LONGEST_PAUSE)


def _begun(
    purpose: str, source: str, *, now: datetime, window: timedelta, wait: timedelta = NO_PAUSE
) -> bool:
    """Whether the first row of this source could be made: only one of many at once makes it."""
    try:
        with transaction.atomic():
            Try.objects.create(
                purpose=purpose, source=fingerprint(source), ends_at=now + window, free_at=now + wait
            )
    except IntegrityError:
        return False
    return True


def most_of(source: str, most: int) -> int:
    """How many tries ``source`` has: those of one person, or of all who share the place."""
    return max([most, *(most * place.people for place in SharedPlace.objects.all() if place.holds(source))])
