"""Celery: it moves the work, the database remembers it."""

import os

from celery import Celery
from celery.signals import beat_init

from core.reporting import broker_transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")

broker_transport.install()
app = Celery("disclosure_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def strike_at_once(sender, **_unused) -> None:
    """Send every job when the scheduler starts: what waited while nobody drove is not to wait an interval more.

    A message that cannot be sent is told in the scheduler's log; the next interval sends it again.
    """
    for entry in sender.scheduler.schedule.values():
        sender.scheduler.apply_entry(entry)
