"""Jobs of the clock leave a heartbeat, whether they did well or failed, and one failure stops nothing else."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from core.models import Heartbeat

logger = logging.getLogger(__name__)
Thing = TypeVar("Thing", bound=Model)


class SomeFailed(Exception):
    """Part of a job failed; the rest is done."""


def each(things: Iterable[Thing], work: Callable[[Thing], int]) -> int:
    """Do ``work`` for each of ``things``, each in a transaction of its own; returns the sum of what it gave.

    One that fails stops none of the others: it is logged, and at the end ``SomeFailed`` names all that failed.
    """
    done, failed = 0, []
    for thing in things:
        try:
            with transaction.atomic():
                done += work(thing)
        except Exception as error:  # noqa: BLE001 one matter must not stop the others; it is told at the end
            logger.exception("%s %s failed", type(thing).__name__, thing.pk)
            failed.append(f"{thing} ({thing.pk}): {type(error).__name__}: {error}")
    if failed:
        raise SomeFailed("; ".join(failed))
    return done


def beat(job: str, work: Callable[[], object], *, now: datetime) -> object:
    """Do ``work``, write down under ``job`` that it ran at ``now`` and what it gave. A failure is kept and raised."""
    try:
        result = work()
    except Exception as error:
        Heartbeat.objects.update_or_create(
            job=job,
            defaults={"failed_at": now, "error": f"{type(error).__name__}: {error}"},
            create_defaults={"ran_at": now, "failed_at": now, "error": f"{type(error).__name__}: {error}"},
        )
        raise
    Heartbeat.objects.update_or_create(job=job, defaults={"ran_at": now, "result": str(result)[:200]})
    return result
