"""Erase in a restored backup what had been purged before it was restored, by the proofs that were kept apart."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app.actions import leftovers, retention
from requests_app.models import Application

FIELDS = {"number", "ended_on", "kept_until", "purged_on", "digest"}


class Command(BaseCommand):
    """Run it before the restored portal takes anybody in. Safe to repeat; files that belong to no row go too."""

    help = "Repeat on a restored backup the purges whose proofs stand in FILE (written by purge_proofs)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The proofs, and whether it is only told."""
        parser.add_argument("file", help="the proofs, one JSON object on a line")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would be purged")

    def handle(self, *args: Any, file: str, dry_run: bool, **options: Any) -> None:
        """Purge or tell; ``CommandError`` for a file that cannot be read, before anything is changed."""
        proofs, now, done, gone = _read(Path(file)), timezone.now(), 0, 0
        for proof in proofs:
            application = Application.objects.filter(number=proof["number"]).first()
            if application is None or application.purged_on:
                gone += 1
                continue
            done += 1
            if dry_run:
                self.stdout.write(_("%(number)s: would be purged again") % proof)
                continue
            same = retention.purge_again(application, proof, now=now)
            self.stdout.write(_same(proof) if same else _other(proof))
        files = leftovers.count() if dry_run else leftovers.delete()
        counted = {"done": done, "gone": gone, "files": files}
        self.stdout.write(
            _("Purged again: %(done)s. Nothing left of: %(gone)s. Files without a row: %(files)s.") % counted
        )


def _same(proof: dict) -> str:
    return _("%(number)s: purged again, the same to the letter") % proof


def _other(proof: dict) -> str:
    return _("%(number)s: purged again; the backup held another state of it than the proof tells of") % proof


def _read(path: Path) -> list[dict]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(_("The proofs cannot be read: %(why)s") % {"why": error}) from error
    proofs = []
    for place, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            proof = json.loads(line)
        except ValueError:
            proof = None
        if not isinstance(proof, dict) or not FIELDS <= set(proof):
            raise CommandError(_("Line %(line)s is no proof of a purge.") % {"line": place})
        proofs.append(proof)
    return proofs
