"""Check the public log, and everything that it tells of."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.models import LogEntry, Seal, seals
from core.proof import evidence, findings


class Command(BaseCommand):
    """Walks the whole chain, the seals, all rows that have seals and all files; status 1 when anything differs."""

    help = "Verify the public log, and rows and files against it. Ends with status 1 when anything differs."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--head",
            nargs=2,
            action="append",
            default=[],
            metavar=("NUMBER", "FINGERPRINT"),
            help="an entry that was mailed or printed: it must be there, as it was; may be given several times",
        )
        parser.add_argument(
            "--only", help="only checks whose names begin so: log, witness, seals, rows, files, publications"
        )
        parser.add_argument(
            "--keep", action="store_true", help="write down what is found and tell those who watch"
        )

    def handle(self, *args, head: list[list[str]], only: str | None, keep: bool, **options) -> None:
        faults = []
        for number, fingerprint in head:
            if not number.isascii() or not number.isdigit() or len(number) > 18:
                self.stderr.write(f"{number} is no number of an entry.")
                raise SystemExit(2)
            faults += list(evidence.head_faults(int(number), fingerprint))
        for check in evidence.checks():
            if only is None or check.name.startswith(only):
                faults += list(check.whole())
        for fault in faults:
            self.stderr.write(fault.what if fault.place == "log" else findings.sentence(fault))
        if keep:
            findings.write_down(faults, now=timezone.now())
        if not seals.is_begun():
            self.stdout.write(
                "No checkpoint yet: rows are compared with their seals, what has none is not told of."
            )
        self.stdout.write(
            f"{LogEntry.objects.count()} entries and {Seal.objects.count()} seals checked, {len(faults)} faults."
        )
        number, fingerprint = findings.head()
        self.stdout.write(f"The log ends with entry {number}: {fingerprint}")
        if faults:
            raise SystemExit(1)
