"""Check the chain of the public log."""

from django.core.management.base import BaseCommand

from core import log
from core.models import LogEntry


class Command(BaseCommand):
    """Walks the whole chain; status 1 when an entry is missing, changed or out of order."""

    help = "Verify the public log. Ends with status 1 when its chain is broken."

    def handle(self, *args, **options) -> None:
        faults = list(log.faults())
        for fault in faults:
            self.stderr.write(fault)
        self.stdout.write(f"{LogEntry.objects.count()} entries checked, {len(faults)} faults.")
        if faults:
            raise SystemExit(1)
