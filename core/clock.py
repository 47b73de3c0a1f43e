"""Jobs of the clock leave a heartbeat, whether they did well or failed."""

from collections.abc import Callable
from datetime import datetime

from core.models import Heartbeat


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
