"""What the clock wakes in the catalogue."""

from celery import shared_task
from django.utils import timezone

from catalog.actions import catalogue, disclosures, obligations, reminders
from core import clock


@shared_task
def adopt_new_versions() -> None:
    """Bring catalogues to the versions of their regimes that have come into force."""
    now = timezone.now()
    clock.beat("adopt new versions of regimes", lambda: catalogue.adopt_new_versions(now=now), now=now)


@shared_task
def open_obligations() -> None:
    """Open what is owed by now."""
    now = timezone.now()
    clock.beat("open obligations", lambda: obligations.open_obligations(now=now), now=now)


@shared_task
def publish_due() -> None:
    """Publish what is approved and whose window has opened."""
    now = timezone.now()
    clock.beat("publish what is due", lambda: disclosures.publish_due(now=now), now=now)


@shared_task
def remind_of_obligations() -> None:
    """Remind the departments of what they owe."""
    now = timezone.now()
    clock.beat("remind of what is owed", lambda: reminders.remind(now=now), now=now)
