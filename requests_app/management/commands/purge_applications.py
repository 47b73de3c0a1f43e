"""Purge the personal data of applications whose years of keeping are over, or only say which they are."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Agency
from core.refusals import Forged
from requests_app.actions import retention


class Command(BaseCommand):
    """With ``--dry-run`` nothing is changed. What is held by a reconsideration or a lawsuit is never purged."""

    help = "Purge personal data of applications whose years of keeping are over."

    def add_arguments(self, parser: CommandParser) -> None:
        """The body, and whether it is only told."""
        parser.add_argument("--agency", help="only this body, by its address name")
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, name what would be purged"
        )

    def handle(self, *args: Any, agency: str | None, dry_run: bool, **options: Any) -> None:
        """Purge or tell; ``CommandError`` for a body that does not exist."""
        now, body = timezone.now(), None
        if agency:
            body = Agency.objects.filter(slug=agency).first()
            if body is None:
                raise CommandError(_("There is no body “%(slug)s”.") % {"slug": agency})
        number = 0
        for application in retention.due(timezone.localdate(now), body):
            until = retention.kept_until(application)
            try:
                is_purged = dry_run or retention.purge(application, now=now)
            except Forged as error:
                self.stderr.write(" ".join(error.reasons))
                continue
            if is_purged:
                number += 1
                self.stdout.write(
                    _("%(number)s: kept until %(day)s") % {"number": application.number, "day": until}
                )
        words = _("Nothing was changed. Would be purged: %(number)s") if dry_run else _("Purged: %(number)s")
        self.stdout.write(words % {"number": number})
