"""What the clock wakes for applications."""

from celery import shared_task
from django.utils import timezone

from core import clock
from requests_app.actions import reminders


@shared_task
def remind_of_answers() -> None:
    """Remind the officers of answers that are near or late."""
    now = timezone.now()
    clock.beat("remind of answers", lambda: reminders.remind(now=now), now=now)
