"""What the clock does for an embedded portal alone."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.scheduler.schedule import Job
from disclosure_portal.demo import behind

JOBS = (
    Job(
        name=behind.JOB,
        title=_("Build the invented agencies"),
        did=_("agencies built"),
        work=behind.build_the_others,
        every=timedelta(minutes=1),
        overdue_after=timedelta(hours=2),
        trial=behind.count_waiting,
        alone_for=timedelta(minutes=1),
    ),
)
