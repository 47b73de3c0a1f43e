"""Check that sealed archive files are what was sealed."""

from django.core.management.base import BaseCommand

from archive import proof
from archive.models import ArchiveFile
from core.models import Agency
from core.proof import findings


class Command(BaseCommand):
    """Recomputes each digest, measures each attachment and asks the public log; status 1 when anything differs."""

    help = "Verify the sealed archive files. Ends with status 1 when one is not as it was sealed."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--agency", metavar="SLUG", help="only the files of this agency")
        parser.add_argument("--number", help="only the file with this number")

    def handle(self, *args, agency: str | None, number: str | None, **options) -> None:
        files = ArchiveFile.objects.select_related("disclosure").order_by("agency", "year", "position")
        if agency:
            files = files.filter(agency__slug=agency)
        if number:
            files = files.filter(number=number)
        checked = faulty = 0
        for file in files.iterator(chunk_size=200):
            checked += 1
            if faults := proof.faults(file):
                faulty += 1
                self.stderr.write("\n".join(f"{file.number}: {fault}" for fault in faults))
            elif proof.is_erased(file):
                self.stdout.write(f"{file.number}: erased with a proof")
        body = Agency.objects.filter(slug=agency).values_list("pk", flat=True).first() if agency else None
        for fault in proof.missing():
            if agency and fault.agency_id not in (body, None) or number and fault.matter != number:
                continue
            faulty += 1
            self.stderr.write(findings.sentence(fault))
        self.stdout.write(f"{checked} files checked, {faulty} not as they were sealed.")
        if faulty or (number and not checked):
            raise SystemExit(1)
