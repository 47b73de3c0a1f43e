"""Work that is owed in rows and done by workers: claimed, done outside transactions, stored by a conditional update.

The rows are the queue (ADR 4, ADR 21). A claim is a conditional update, so that of two workers one gets a row; one that
is older than its queue says belongs to a worker that died, and is free again. So work may be done twice, never lost:
who stores a result asks, in the statement that stores it, whether it is still wanted.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import F, Model, Q, QuerySet

from core.database import outside

Row = TypeVar("Row", bound=Model)
ANY = Q()


def free(now: datetime, lasts: timedelta) -> Q:
    """Rows that nobody works on at ``now``: unclaimed, or claimed longer ago than a claim ``lasts``."""
    return Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - lasts)


def take(row: Model, *, now: datetime, counted: bool = False, still: Q = ANY) -> bool:
    """Take ``row`` for one worker, unless its claim has changed since it was read; of two that ask, one gets it.

    ``still`` is asked once more in the same statement, for work that people may stop or put off meanwhile.

    The conditions stand on the row's own columns: with a join PostgreSQL would ask it of an old picture of the table
    and two would win. ``counted`` adds to the row's ``tries``. Refused inside a transaction, where nobody else would
    see the claim.
    """
    outside.refuse("claiming work")
    tries = {"tries": F("tries") + 1} if counted else {}
    unchanged = type(row)._base_manager.filter(still, pk=row.pk, claimed_at=row.claimed_at)
    return unchanged.update(claimed_at=now, **tries) == 1


def taken(
    waiting: QuerySet[Row], *, now: datetime, at_most: int, counted: bool = False, still: Q = ANY
) -> Iterator[Row]:
    """The first ``at_most`` of ``waiting``, one after another, each claimed when its turn comes."""
    for row in waiting[:at_most]:
        if take(row, now=now, counted=counted, still=still):
            yield row
