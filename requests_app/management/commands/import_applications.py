"""Take over the old ledger of a body (docs/import.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exports import spreadsheets
from core.models import Agency
from requests_app.actions import importing


class Command(BaseCommand):
    """CSV or XLSX in, applications of the past out; all or nothing, and safe to repeat."""

    help = "Take over applications from a body's old ledger, a CSV or XLSX file; docs/import.md names the columns."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the body, and whether it is only a trial."""
        parser.add_argument("file", help="the ledger: CSV in UTF-8 or GB18030, or XLSX")
        parser.add_argument("--agency", required=True, help="address name of the agency")
        parser.add_argument("--dry-run", action="store_true", help="check everything and keep nothing")

    def handle(self, *args: Any, file: str, agency: str, dry_run: bool, **options: Any) -> None:
        """Import and say what became of it. ``CommandError`` when nothing could be taken."""
        body = Agency.objects.select_related("regime").filter(slug=agency).first()
        if body is None:
            raise CommandError(_("There is no agency “%(slug)s”.") % {"slug": agency})
        try:
            result = importing.import_ledger(
                agency=body, path=Path(file), now=timezone.now(), dry_run=dry_run
            )
        except spreadsheets.Unreadable as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        for fault in result.faults:
            self.stderr.write(str(fault))
        if result.faults:
            count = len(result.faults) + result.more_faults
            raise CommandError(_("%(count)s faults; nothing was taken over.") % {"count": count})
        words = _(
            "%(read)s rows read: %(taken)s taken over, %(open)s of them open; %(there)s were there already."
        )
        self.stdout.write(words % vars(result))
        if dry_run:
            self.stdout.write(_("This was a trial; nothing was kept."))
