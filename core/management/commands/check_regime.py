"""Check regime files and name every mistake."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.regimes import reading


class Command(BaseCommand):
    """Read the files and print one line for each mistake: file, line, field, and what is expected."""

    help = "Check regime files (all of regimes/ when none is named). Nothing is loaded."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take any number of files."""
        parser.add_argument("files", nargs="*", type=Path, help="regime files, *.yaml")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Check; raise ``CommandError`` when there is a mistake, so that the exit code tells it too."""
        checked = [reading.read(path) for path in files or reading.all_in(settings.BASE_DIR / "regimes")]
        problems = [problem for file in checked for problem in file.problems]
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            count = len(problems)
            raise CommandError(
                ngettext("%(count)d mistake found.", "%(count)d mistakes found.", count) % {"count": count}
            )
        if options["verbosity"] > 0:
            for file in checked:
                self.stdout.write(_("%(file)s: no mistakes.") % {"file": file.path.name})
