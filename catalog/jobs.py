"""What the clock does for the catalogue. Long-term items need no job of their own: their reviews are obligations."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from catalog.actions import (
    catalogue,
    cleaning,
    consulting,
    digests,
    disclosures,
    emergencies,
    obligations,
    placing_reminders,
    reassessing,
    reminders,
    scanning,
    subscribing,
)
from core.clock import Job

JOBS = (
    Job(
        name="adoption",
        title=_("Bring catalogues to the regimes in force"),
        did=_("catalogues changed"),
        work=catalogue.adopt_new_versions,
        every=timedelta(minutes=10),
        overdue_after=timedelta(hours=1),
    ),
    Job(
        name="obligations",
        title=_("Open what is owed"),
        did=_("obligations opened"),
        work=obligations.open_obligations,
        every=timedelta(minutes=10),
        overdue_after=timedelta(hours=1),
    ),
    Job(
        name="publication",
        title=_("Publish what is approved and due"),
        did=_("disclosures published"),
        work=disclosures.publish_due,
        every=timedelta(minutes=1),
        overdue_after=timedelta(minutes=15),
    ),
    Job(
        name="scans",
        title=_("Look through files before they are published"),
        did=_("scans done"),
        work=scanning.scan_due,
        every=timedelta(seconds=15),
        overdue_after=timedelta(minutes=15),
        trial=scanning.count_due,
    ),
    Job(
        name="cleaned-copies",
        title=_("Make copies of files without names and places"),
        did=_("files replaced"),
        work=cleaning.clean_due,
        every=timedelta(seconds=15),
        overdue_after=timedelta(minutes=15),
        trial=cleaning.count_due,
    ),
    Job(
        name="consultations",
        title=_("Open and close consultations on drafts"),
        did=_("consultations opened or closed"),
        work=consulting.turn,
        every=timedelta(minutes=1),
        overdue_after=timedelta(minutes=15),
    ),
    Job(
        name="obligation-reminders",
        title=_("Remind of disclosures that are near or late"),
        did=_("letters owed"),
        work=reminders.remind,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
    Job(
        name="emergency-reminders",
        title=_("Remind of reviews after emergency publications"),
        did=_("letters owed"),
        work=emergencies.remind,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
    Job(
        name="reassessment-reminders",
        title=_("Remind of what is withheld and is to be assessed again"),
        did=_("letters owed"),
        work=reassessing.remind,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
    Job(
        name="placement-reminders",
        title=_("Remind keepers of channels of what is to be put up or taken down"),
        did=_("letters owed"),
        work=placing_reminders.remind,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
    Job(
        name="weekly-letters",
        title=_("Write the letters of the week"),
        did=_("letters owed"),
        work=digests.write_weekly,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
    Job(
        name="subscriptions",
        title=_("Tell subscribers of new disclosures"),
        did=_("letters owed"),
        work=subscribing.write_digests,
        every=timedelta(hours=1),
        overdue_after=timedelta(hours=3),
    ),
)
