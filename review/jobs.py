"""What the clock does for reviewers."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.clock import Job
from review.actions import keeping

JOBS = (
    Job(
        name="kept-verdicts",
        title=_("Delete what reviewers typed and did not go on with"),
        did=_("texts deleted"),
        work=keeping.forget,
        every=timedelta(hours=6),
        overdue_after=timedelta(days=2),
        trial=keeping.count_forgotten,
    ),
)
