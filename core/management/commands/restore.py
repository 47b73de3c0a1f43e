"""Put a backup in the place of what is there."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core import backups
from core.files import stored_files
from core.models import LogEntry
from core.proof import log


class Command(BaseCommand):
    """Run it while web server, workers and scheduler stand still."""

    help = "Measure the backup in FOLDER and put it in the place of database and files; nothing is kept of those."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which backup, and that what is there may go."""
        parser.add_argument("folder", type=Path, help="the folder of the backup")
        parser.add_argument("--replace", action="store_true", help="what the database holds now may be lost")
        parser.add_argument(
            "--skip",
            type=int,
            default=backups.SKIPPED,
            help="numbers of each series to leave out (%(default)s)",
        )

    def handle(self, *args: Any, folder: Path, replace: bool, skip: int, **options: Any) -> None:
        """Restore, then verify log and files; ``CommandError`` with one sentence."""
        if skip < 0:
            raise CommandError(_("--skip must be 0 or more."))
        is_used = (
            LogEntry._meta.db_table in connection.introspection.table_names() and LogEntry.objects.exists()
        )
        if not replace and is_used:
            raise CommandError(_("This database is in use; say --replace when it may be lost."))
        try:
            manifest = backups.restore(folder, now=timezone.now(), skip=skip)
        except (backups.Unusable, OSError) as error:
            raise CommandError(str(error)) from error
        wrong = [*log.faults(), *stored_files.faults()]
        for fault in wrong:
            self.stderr.write(fault)
        self.stdout.write(
            _("Restored as of %(at)s. Faults: %(faults)d. Numbers left out in each series: %(skip)d.")
            % {"at": manifest["made_at"], "faults": len(wrong), "skip": skip}
        )
        self.stdout.write(_("Before anybody is let in: manage.py purge_again, verify_log, verify_archive."))
        if wrong:
            raise SystemExit(1)
