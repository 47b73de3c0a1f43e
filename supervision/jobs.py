"""What the clock does for supervision."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.scheduler.schedule import Job
from supervision.actions import reminders

JOBS = (
    Job(
        name="complaint-reminders",
        title=_("Remind of complaints whose answer is near or late"),
        did=_("letters owed"),
        work=reminders.remind_of_complaints,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
    Job(
        name="order-reminders",
        title=_("Remind of correction orders whose last day is near or past"),
        did=_("letters owed"),
        work=reminders.remind_of_orders,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
    Job(
        name="criticism-reminders",
        title=_("Remind of circular criticisms that are owed"),
        did=_("letters owed"),
        work=reminders.remind_of_criticisms,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
)
