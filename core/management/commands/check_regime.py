"""manage.py check_regime FILE …: is a regime file right? Changes nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import regime_files


class Command(BaseCommand):
    help = "Check regime files; name file, line, field and what is expected."

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], **options) -> None:
        problems = [problem for file in files for problem in regime_files.read(file).problems]
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} to correct.")
        self.stdout.write(f"{len(files)} right.")
