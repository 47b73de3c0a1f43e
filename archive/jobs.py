"""What the clock does for the archive."""

from datetime import timedelta
from typing import cast

from django.utils.translation import gettext_lazy as _

from archive import filing_reminders
from core.scheduler.schedule import Job

JOBS = (
    Job(
        name="file-reminders",
        title=cast(str, _("Remind of files that are to be closed")),
        did=cast(str, _("letters owed")),
        work=filing_reminders.remind,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
)
