"""What the clock wakes in core."""

from celery import shared_task
from django.utils import timezone

from core import clock, letters


@shared_task
def send_letters() -> None:
    """Send the letters that are owed."""
    now = timezone.now()
    clock.beat("send owed letters", lambda: letters.send_owed(now), now=now)
