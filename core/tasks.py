"""What beat sends and a worker does: one task that does any job of the clock, and the plan made from their list."""

import logging

from celery import current_app, shared_task
from celery.signals import beat_init, worker_init
from django.utils import timezone

from core import startup
from core.models import Heartbeat
from core.reporting.error_reports import Plain, told
from core.scheduler import schedule

logger = logging.getLogger(__name__)


@worker_init.connect
@beat_init.connect
def begin(**_unused) -> None:
    """Ask whether worker or scheduler may run at all, before anything is sent or done."""
    startup.refuse_or_begin()


@shared_task
def run_job(name: str) -> None:
    """Do the job ``name`` as of now. Its failure is kept in the heartbeat, and told in the log when it is news.

    Nothing is raised: Celery would write the words of the error into its log, which can hold what somebody typed.
    """
    before = Heartbeat.objects.filter(job=name).first()
    known = before.error if before and before.fails else ""
    try:
        schedule.run(schedule.JOBS[name], now=timezone.now())
    except schedule.Busy:
        return
    except Plain as error:
        if told(error) != known:
            logger.error("Job %s failed: %s", name, error)
    except Exception as error:
        if told(error) != known:
            logger.exception("Job %s failed", name, extra={"doing": name})


def plan() -> dict[str, dict]:
    """What beat sends and how often. A message that nobody took in that time is worthless: rows remember."""
    return {
        job.name: {
            "task": run_job.name,
            "args": [job.name],
            "schedule": job.every,
            "options": {"expires": job.every.total_seconds(), "queue": job.queue},
        }
        for job in schedule.JOBS.values()
    }


current_app.conf.beat_schedule = plan()
