"""What the clock does for applications."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from core.clock import Job
from requests_app.actions import (
    consulting,
    drafts,
    lapsing,
    mailbox,
    notice_files,
    proposing,
    redacting,
    reminders,
    retention,
    sweep,
)

JOBS = (
    Job(
        name="mailbox",
        title=_("Take in applications that come by mail"),
        did=_("mails taken in"),
        work=mailbox.fetch,
        every=timedelta(minutes=5),
        overdue_after=timedelta(hours=1),
        trial=mailbox.count_new,
    ),
    Job(
        name="answer-reminders",
        title=_("Remind of answers and deliveries that are near or late"),
        did=_("letters owed"),
        work=reminders.remind,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
    Job(
        name="notice-files",
        title=_("Make and keep the files of notices"),
        did=_("files made"),
        work=notice_files.make_files,
        every=timedelta(minutes=1),
        overdue_after=timedelta(hours=1),
        trial=notice_files.count_waiting,
    ),
    Job(
        name="like-applications",
        title=_("Propose to publish what several have applied for"),
        did=_("proposals made"),
        work=proposing.find_alike,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=6),
        trial=proposing.count_uncompared,
    ),
    Job(
        name="third-parties",
        title=_("Go on without third parties whose time is over"),
        did=_("answers that go on"),
        work=consulting.go_on_without,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
        trial=consulting.count_waiting,
    ),
    Job(
        name="lapses",
        title=_("Close what was not corrected or paid in time"),
        did=_("applications closed"),
        work=lapsing.lapse_due,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=6),
        trial=lapsing.count_due,
    ),
    Job(
        name="redactions",
        title=_("Draw pages and make redacted copies"),
        did=_("files drawn and copies made"),
        work=redacting.work_due,
        every=timedelta(seconds=15),
        overdue_after=timedelta(minutes=30),
        trial=redacting.count_due,
    ),
    Job(
        name="kept-days",
        title=_("Hold the kept days of answer against the entries of their clocks"),
        did=_("kept days that differ"),
        work=sweep.check,
        every=timedelta(days=1),
        overdue_after=timedelta(days=2),
        trial=sweep.count_different,
    ),
    Job(
        name="filing-drafts",
        title=_("Delete drafts of applications whose days are over"),
        did=_("drafts deleted"),
        work=drafts.forget_drafts,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=6),
        trial=drafts.count_forgotten,
    ),
    Job(
        name="purge",
        title=_("Purge personal data whose years of keeping are over"),
        did=_("applications purged"),
        work=retention.purge_due,
        every=timedelta(days=1),
        overdue_after=timedelta(days=3),
        trial=retention.count_due,
    ),
)
