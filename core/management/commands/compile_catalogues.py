"""Compile the message catalogues without gettext, so that a machine without it speaks Chinese too."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """Write a .mo file beside each .po file that is newer than it."""

    help = "Compile every catalogue under LOCALE_PATHS that has changed since it was last compiled."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept ``--force``, which compiles the unchanged ones as well."""
        parser.add_argument("--force", action="store_true", help="compile unchanged catalogues as well")

    def handle(self, *args: Any, force: bool = False, **options: Any) -> None:
        """Compile and name the languages that were compiled."""
        compiled = [source for source in catalogues() if compile_catalogue(source, force=force)]
        if options["verbosity"] > 0:
            for source in compiled:
                self.stdout.write(f"Compiled {source.parent.parent.name}.")


def catalogues() -> list[Path]:
    """All .po files of the project, in the order of their paths."""
    return sorted(po for folder in settings.LOCALE_PATHS for po in Path(folder).glob("*/LC_MESSAGES/*.po"))


def compile_catalogue(source: Path, *, force: bool = False) -> bool:
    """Compile ``source`` when its .mo is missing or older. Return whether it was written.

    The file is written beside its place and moved there, so that a process starting at the same moment
    reads the old catalogue or the new one, never half of one.
    """
    target = source.with_suffix(".mo")
    if not force and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    unfinished = target.with_suffix(f".mo.{os.getpid()}")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(target)
    return True
