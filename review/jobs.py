"""What the clock does for reviewers."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.scheduler.schedule import Job
from review.actions import feedback, kept_verdicts

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
    Job(
        name="feedback-stages",
        title=_("End feedback stages whose last day is over"),
        did=_("stages ended"),
        work=feedback.end_due,
        every=timedelta(minutes=10),
        overdue_after=timedelta(hours=2),
    ),
    Job(
        name="feedback-reminders",
        title=_("Remind of feedback that is to be handled"),
        did=_("letters owed"),
        work=feedback.remind,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
)
