"""manage.py load_regime FILE …: keep regime files as new versions. A file with any mistake changes nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core import regime_files
from core.actions import load_regime_version


class Command(BaseCommand):
    help = "Load regime files; a changed file becomes a new version of its regime."

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    @transaction.atomic
    def handle(self, *, files: list[Path], **options) -> None:
        checked = [regime_files.read(file) for file in files]
        problems = [problem for one in checked for problem in one.problems]
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} to correct; nothing was loaded.")
        for one in checked:
            version = load_regime_version(one.data, at=timezone.now())
            self.stdout.write(
                f"{version.regime.code}: version {version.number}, in force from {version.valid_from}."
            )
