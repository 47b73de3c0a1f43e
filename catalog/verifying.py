"""What of the catalogue is verified against the public log, and how its files are measured."""

from catalog import records, search_proof
from catalog.models import Attachment, ConsultationFile, PlacementPhoto
from core import evidence


def _measured(row: Attachment | ConsultationFile | PlacementPhoto) -> str:
    with row.file.open("rb") as content:
        return evidence.measured(content)


def register() -> None:
    """Name the checks of this room."""
    evidence.register(
        evidence.Check("publications", records.look),
        evidence.Check("drafts", records.look_at_drafts),
        evidence.Check("told", records.look_at_entries),
        evidence.Check("search", search_proof.look),
    )
    for model in (Attachment, ConsultationFile, PlacementPhoto):
        evidence.register_files(model, _measured)
