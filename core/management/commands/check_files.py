"""Name the files that are missing or altered."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.files import stored_files


class Command(BaseCommand):
    """Reads every file that a row names; status 1 when one is not what was kept."""

    help = "Name every file that is missing, altered or encrypted with another key. Ends with status 1 then."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look and tell."""
        wrong = 0
        for fault in stored_files.faults():
            wrong += 1
            self.stderr.write(fault)
        self.stdout.write(_("Files that are missing or altered: %(count)d.") % {"count": wrong})
        if wrong:
            raise SystemExit(1)
