"""What the clock does for reviewers."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.scheduler.schedule import Job
from review.actions import kept_verdicts

JOBS = (
    Job(
        name="kept-verdicts",
        title=_("Delete what reviewers typed and did not go on with"),
        did=_("texts deleted"),
        work=kept_verdicts.forget,
        every=timedelta(hours=6),
        overdue_after=timedelta(days=2),
        trial=kept_verdicts.count_forgotten,
    ),
)
