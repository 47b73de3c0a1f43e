"""The clock that drives: its jobs by name, when each is to run, and the heartbeat that each leaves.

A room names its jobs in its ``jobs.py`` and registers them when it is ready. The scheduler's plan, the command
``clock``, the page of the administrators and the health check are all made from this one list.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import outcry
from core.models import Heartbeat
from core.refusals import Forged
from core.reporting.error_reports import Plain, told

logger = logging.getLogger(__name__)
Thing = TypeVar("Thing", bound=Model)


@dataclass(frozen=True)
class Job:
    """Work that the clock does. It asks the database what is to be done by ``now``, never "what is due today".

    ``work(now=...)`` returns how many things it did, and ``did`` says of what. The scheduler sends it ``every`` so
    long; without a good run for ``overdue_after`` something is wrong. ``trial(now=...)`` only counts, for work that
    leaves the house and cannot be rolled back. Work that can hang has a ``queue`` of its own, so that it holds no other
    job, and runs alone: no second run begins beside it before it has ended or is older than ``alone_for``.
    """

    name: str
    title: str
    did: str
    work: Callable[..., object]
    every: timedelta
    overdue_after: timedelta
    trial: Callable[..., object] | None = None
    queue: str = "celery"
    alone_for: timedelta | None = None

    @property
    def rhythm(self) -> str:
        """How often it runs, in words."""
        seconds = int(self.every.total_seconds())
        if seconds % 60:
            return ngettext("every second", "every %(number)d seconds", seconds) % {"number": seconds}
        if seconds % 3600:
            minutes = seconds // 60
            return ngettext("every minute", "every %(number)d minutes", minutes) % {"number": minutes}
        hours = seconds // 3600
        return ngettext("every hour", "every %(number)d hours", hours) % {"number": hours}


JOBS: dict[str, Job] = {}


def register(*jobs: Job) -> None:
    """Take the jobs of a room into the list. Called once for each room, when it is ready."""
    JOBS.update({job.name: job for job in jobs})


def run(job: Job, *, now: datetime, day: datetime | None = None) -> object:
    """Do ``job`` as of ``day`` (``now`` when none is said), leave its heartbeat at ``now``. Returns what it did.

    What the work met that was not written by the portal is told at its end (``core/outcry``). Raises ``Busy`` when it
    runs alone and another run of it is on its way.
    """
    try:
        return _run(job, now=now, day=day)
    finally:
        outcry.tell(now)


def _run(job: Job, *, now: datetime, day: datetime | None) -> object:
    _expect_all(now)
    if job.alone_for is None:
        return beat(job.name, lambda: job.work(now=day or now), now=now)
    mine = Heartbeat.objects.filter(job=job.name)
    if not mine.filter(Q(runs_since=None) | Q(runs_since__lt=now - job.alone_for)).update(runs_since=now):
        raise Busy(_("It runs already."))
    try:
        return beat(job.name, lambda: job.work(now=day or now), now=now)
    finally:
        mine.filter(runs_since=now).update(runs_since=None)


def rehearse(job: Job, *, now: datetime) -> object:
    """What ``job`` would do as of ``now``: done in a transaction that is rolled back, or only counted."""
    with transaction.atomic():
        result = (job.trial or job.work)(now=now)
        transaction.set_rollback(True)
    outcry.forget()
    return result


def _expect_all(now: datetime) -> None:
    """Write down since when each job is expected, so that one that never runs is missed."""
    known = set(Heartbeat.objects.values_list("job", flat=True))
    missing = [Heartbeat(job=name, expected_from=now) for name in JOBS if name not in known]
    Heartbeat.objects.bulk_create(missing, ignore_conflicts=True)


def each(things: Iterable[Thing], work: Callable[[Thing], int], *, in_one: bool = True) -> int:
    """Do ``work`` for each of ``things``, each in a transaction of its own; returns the sum of what it gave.

    Not ``in_one``: ``work`` opens its own, and does slow work outside of it.

    One that fails stops none of the others: it is logged, and at the end ``SomeFailed`` names all that failed. One that
    was changed past the portal is left out.
    """
    done, failed = 0, []
    for thing in things:
        try:
            with transaction.atomic() if in_one else nullcontext():
                done += work(thing)
        except Forged:
            # No failure of ours: it is left where it stands, those who watch are told, and the others go on.
            logger.info("%s %s was changed past the portal and is left out", type(thing).__name__, thing.pk)
        except Exception as error:  # noqa: BLE001 one matter must not stop the others; it is told at the end
            logger.exception("%s %s failed", type(thing).__name__, thing.pk)
            failed.append(f"{type(thing).__name__} {thing.pk}: {told(error)}")
    if failed:
        raise SomeFailed("; ".join(failed))
    return done


class SomeFailed(Plain):
    """Part of a job failed; the rest is done."""


class Busy(Plain):
    """Another run of the job is on its way; there is nothing to do."""


def beat(job: str, work: Callable[[], object], *, now: datetime) -> object:
    """Do ``work``, write down under ``job`` that it ran at ``now`` and what it gave. A failure is kept and raised."""
    try:
        result = work()
    except Exception as error:
        failure = {"failed_at": now, "error": told(error)}
        Heartbeat.objects.update_or_create(
            job=job, defaults=failure, create_defaults={"expected_from": now, **failure}
        )
        raise
    success = {"ran_at": now, "result": str(result)[:200]}
    Heartbeat.objects.update_or_create(
        job=job, defaults=success, create_defaults={"expected_from": now, **success}
    )
    return result


@dataclass(frozen=True)
class Standing:
    """How a job stands. ``beat`` is None as long as the clock has never struck."""

    job: Job
    beat: Heartbeat | None
    is_overdue: bool

    @property
    def fails(self) -> bool:
        """Whether its last run failed."""
        return bool(self.beat and self.beat.fails)


def standings(now: datetime) -> list[Standing]:
    """How each job stands at ``now``, in the order in which the rooms named them.

    A job is overdue when it did not run well for longer than it says. Before the clock first strikes none is: a portal
    that has just been started is well.
    """
    beats = Heartbeat.objects.in_bulk(list(JOBS))
    return [_standing(job, beats.get(job.name), now) for job in JOBS.values()]


def _standing(job: Job, beat: Heartbeat | None, now: datetime) -> Standing:
    ran = (
        beat.ran_at if beat and beat.ran_at and beat.ran_at <= now else None
    )  # a day to come is none that was
    since = (ran or beat.expected_from) if beat else now
    return Standing(job, beat, is_overdue=now - since > job.overdue_after)
