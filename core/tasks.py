"""What beat sends and a worker does: one task that does any job of the clock, and the plan made from their list."""

from celery import current_app, shared_task
from django.utils import timezone

from core import clock


@shared_task
def run_job(name: str) -> None:
    """Do the job ``name`` as of now. Its failure is kept in the heartbeat and told in the worker's log."""
    clock.run(clock.JOBS[name], now=timezone.now())


def plan() -> dict[str, dict]:
    """What beat sends and how often. A message that nobody took in that time is worthless: rows remember."""
    return {
        job.name: {
            "task": run_job.name,
            "args": [job.name],
            "schedule": job.every,
            "options": {"expires": job.every.total_seconds()},
        }
        for job in clock.JOBS.values()
    }


current_app.conf.beat_schedule = plan()
