"""Write a backup of database and files, and the keys apart from it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from core import backups


class Command(BaseCommand):
    """The portal may run meanwhile."""

    help = "Write database and files into a new FOLDER, measured; the keys only into a folder of their own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and where the keys go."""
        parser.add_argument("folder", type=Path, help="a new folder")
        parser.add_argument("--keys", type=Path, help="write the keys into this folder, outside the backup")

    def handle(self, *args: Any, folder: Path, keys: Path | None, **options: Any) -> None:
        """Write and say what is in it; ``CommandError`` with one sentence."""
        try:
            manifest = backups.make(folder, now=timezone.now())
            if keys:
                backups.keep_keys(keys, apart_from=folder)
        except (backups.Unusable, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Backup written, files: %(count)d.") % {"count": len(manifest["sha256"])})
        for name in manifest["missing"]:
            self.stderr.write(_("Missing in the portal too: %(name)s") % {"name": name})
