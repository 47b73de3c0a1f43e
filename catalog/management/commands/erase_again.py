"""Erase in a restored backup what had been erased before it was restored, by the proofs that were kept apart."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.actions import erasing
from catalog.models import Disclosure
from core.transitions import Refused

FIELDS = {"index_number", "reason", "asked_by", "agreed_by", "asked_at", "digest"}


class Command(BaseCommand):
    """Run it before the restored portal takes anybody in. Safe to repeat; files that belong to no row go too."""

    help = "Repeat on a restored backup the erasures whose proofs stand in FILE (written by erasure_proofs)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The proofs."""
        parser.add_argument("file", help="the proofs, one JSON object on a line")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        """Erase, and say of each what was found; ``CommandError`` for a file that cannot be read."""
        now, left = timezone.now(), False
        for proof in _read(Path(file)):
            found = Disclosure.objects.filter(index_number=proof["index_number"]).first()
            try:
                same = erasing.erase_again(found, proof, now=now) if found else None
            except Refused as refusal:
                left = True
                self.stderr.write(f"{proof['index_number']}: {' '.join(map(str, refusal.reasons))}")
                continue
            said = {
                None: _("%(index_number)s: nothing is left of it"),
                True: _("%(index_number)s: erased again, the same to the letter"),
                False: _("%(index_number)s: erased again; the backup held another state of it"),
            }
            self.stdout.write(said[same] % proof)
        self.stdout.write(_("Files deleted: %(files)s") % {"files": erasing.delete_left()})
        if left:
            raise CommandError(_("Something could not be erased: see above."))


def _read(path: Path) -> list[dict]:
    try:
        proofs = [
            json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()
        ]
    except (OSError, ValueError) as error:
        raise CommandError(_("The proofs cannot be read: %(why)s") % {"why": error}) from error
    if not all(isinstance(proof, dict) and set(proof) >= FIELDS for proof in proofs):
        raise CommandError(_("A line is no proof of an erasure."))
    return proofs
