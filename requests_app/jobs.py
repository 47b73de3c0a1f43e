"""What the clock does for applications."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.clock import Job
from requests_app.actions import reminders

JOBS = (
    Job(
        name="answer-reminders",
        title=_("Remind of answers and deliveries that are near or late"),
        did=_("letters owed"),
        work=reminders.remind,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
)
