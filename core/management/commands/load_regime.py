"""Load one regime file as a new version of its regime."""

from pathlib import Path
from typing import Any

from django.core import checks
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import load_regime_version
from core.regimes import reading


class Command(BaseCommand):
    """A file with any mistake changes nothing; an unchanged file makes no new version."""

    help = "Check a regime file and keep it as a new version of its regime."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one file."""
        parser.add_argument("file", type=Path, help="a regime file, *.yaml")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Load and say what came of it; raise ``CommandError`` with every mistake."""
        checked = reading.read(file)
        if checked.problems:
            raise CommandError("\n".join(map(str, checked.problems)))
        now = timezone.now()
        version = load_regime_version(checked.data, at=now)
        if options["verbosity"] > 0:
            said = _("%(regime)s: version %(number)d loaded, in force from %(day)s.")
            if version.loaded_at != now:
                said = _("%(regime)s: unchanged since version %(number)d.")
            self.stdout.write(
                said % {"regime": version.regime.code, "number": version.number, "day": version.valid_from}
            )
        found = (
            checks.run_checks(tags=["chains", "rules"], databases=["default"])
            if options["verbosity"] > 0
            else []
        )
        for warning in found:
            self.stderr.write(f"{warning.msg} {warning.hint}")
