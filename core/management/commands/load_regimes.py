"""Load every regime file of the folder regimes/."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import digest, load_regime_version
from core.models import RegimeVersion
from core.regimes import reading


class Command(BaseCommand):
    """Safe to repeat: what is unchanged makes no new version. With a mistake in any file nothing is loaded at all."""

    help = "Check all files of regimes/ and keep those that have changed as new versions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept another folder, and leave alone what is known."""
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "regimes", help="the folder")
        parser.add_argument(
            "--only-new",
            action="store_true",
            help="load only regimes that have no version yet; name the others",
        )

    def handle(self, *args: Any, folder: Path, only_new: bool = False, **options: Any) -> None:
        """Load and name what was new; raise ``CommandError`` with every mistake of every file."""
        checked = [reading.read(path) for path in reading.all_in(folder)]
        problems = [problem for file in checked for problem in file.problems]
        if problems:
            raise CommandError("\n".join(map(str, problems)))
        if only_new:
            checked = self._unknown(checked)
        now = timezone.now()
        with transaction.atomic():
            versions = [load_regime_version(file.data, at=now) for file in checked]
        if options["verbosity"] > 0:
            for version in versions:
                if version.loaded_at == now:
                    said = _("%(regime)s: version %(number)d loaded, in force from %(day)s.")
                    day = version.valid_from
                    self.stdout.write(
                        said % {"regime": version.regime.code, "number": version.number, "day": day}
                    )
        found = (
            checks.run_checks(tags=["chains", "rules"], databases=["default"])
            if options["verbosity"] > 0
            else []
        )
        for warning in found:
            self.stderr.write(f"{warning.msg} {warning.hint}")

    def _unknown(self, checked: list[reading.Checked]) -> list[reading.Checked]:
        """The files of regimes without a version. Of the others it is said which differ from the newest version:

        a body's own version that was loaded by hand stays until somebody loads another.
        """
        rows = RegimeVersion.objects.order_by("number").values_list("regime__code", "digest", "number")
        newest = {code: (known, number) for code, known, number in rows}
        for file in checked:
            code = file.data["regime"]
            known, number = newest.get(code, ("", 0))
            if number and known != digest(file.data):
                said = _(
                    "%(regime)s: the file %(file)s differs from version %(number)d and was not loaded."
                    " To load it: manage.py load_regime %(path)s"
                )
                names = {"regime": code, "file": file.path.name, "number": number, "path": file.path}
                self.stdout.write(said % names)
        return [file for file in checked if file.data["regime"] not in newest]
