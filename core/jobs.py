"""What the clock does for the whole house."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.mail import letters
from core.models import Letter
from core.people import role_changes
from core.proof import evidence, findings
from core.scheduler import housekeeping
from core.scheduler.schedule import Job


def send_letters(*, now: datetime) -> int:
    """Send the letters that are owed. Returns how many were sent. What was changed past the portal stays, and is told
    to those who watch."""
    try:
        return letters.send_owed(now)
    finally:
        if kept_back := letters.altered():
            findings.write_down([*evidence.faults_of(Letter, kept_back)], now=now)


def count_letters(*, now: datetime) -> int:
    """How many letters are owed and would be tried now."""
    return Letter.objects.owed(now).count()


def write_down_roles(*, now: datetime) -> int:
    """Write down roles that were given by another way than the portal's pages. Returns how many."""
    return role_changes.write_down(now=now)


JOBS = (
    Job(
        name="letters",
        title=_("Send the letters that are owed"),
        did=_("letters sent"),
        work=send_letters,
        every=timedelta(seconds=15),
        overdue_after=timedelta(minutes=10),
        trial=count_letters,
        queue="letters",
        alone_for=timedelta(minutes=3),
    ),
    Job(
        name="roles",
        title=_("Write down roles that were given past the portal's pages"),
        did=_("changes of roles written down"),
        work=write_down_roles,
        every=timedelta(minutes=5),
        overdue_after=timedelta(hours=1),
    ),
    Job(
        name="forgetting",
        title=_("Delete tries, used stamps, old receipts and sessions"),
        did=_("rows deleted"),
        work=housekeeping.forget,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=12),
        trial=housekeeping.count,
    ),
    Job(
        name="heads",
        title=_("Enter the seals into the public log, and send its end out of the house"),
        did=_("letters owed"),
        work=findings.keep_heads,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=6),
    ),
    Job(
        name="verification",
        title=_("Compare rows and files with the public log"),
        did=_("new findings"),
        work=findings.verify_some,
        every=timedelta(minutes=10),
        overdue_after=timedelta(hours=3),
    ),
)
