"""manage.py load_regimes: load every file in regimes/. Safe to repeat."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.regime_files import FOLDER


class Command(BaseCommand):
    help = "Load all regimes of the repository."

    def handle(self, **options) -> None:
        call_command("load_regime", *sorted(FOLDER.glob("*.yaml")), stdout=self.stdout, stderr=self.stderr)
