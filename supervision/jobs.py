"""What the clock does for supervision."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.clock import Job
from supervision.actions import complaint_reminders

JOBS = (
    Job(
        name="complaint-reminders",
        title=_("Remind of complaints whose answer is near or late"),
        did=_("matters reminded of"),
        work=complaint_reminders.remind,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
)
