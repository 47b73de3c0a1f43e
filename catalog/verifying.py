"""What of the catalogue is verified against the public log, and how its files are measured."""

from django.utils.translation import gettext as _

from catalog.disclosures import authenticity
from catalog.disclosures.records import TELLING
from catalog.models import Attachment, Consultation, ConsultationFile, Disclosure, PlacementPhoto
from catalog.public import search_proof
from core.models import Discrepancy, LogEntry
from core.proof import evidence
from core.proof.evidence import Fault, Part

Kind = Discrepancy.Kind


def _measured(row: Attachment | ConsultationFile | PlacementPhoto) -> str:
    with row.file.open("rb") as content:
        return evidence.measured(content)


def register() -> None:
    """Name the checks of this room."""
    evidence.register(
        evidence.Check("publications", look),
        evidence.Check("drafts", look_at_drafts),
        evidence.Check("told", look_at_entries),
        evidence.Check("search", search_proof.look),
    )
    for model in (Attachment, ConsultationFile, PlacementPhoto):
        evidence.register_files(model, _measured)


def look(after: int, limit: int) -> Part:
    """The check of all publications: every one against the log, in the order of their keys."""
    rows = Disclosure.objects.filter(pk__gt=after, published_at__isnull=False).order_by("pk")
    rows = rows.select_related("item", "agency", "department").prefetch_related("attachments", "versions")[
        :limit
    ]
    found = list(rows)
    standings = authenticity.standings(found)
    faults = [
        Fault(Kind.TEXT, Disclosure._meta.db_table, one.pk, sentence, one.index_number, one.agency_id)
        for one in found
        for sentence in standings[one.pk].faults
    ]
    return faults, None if len(found) < limit else found[-1].pk


def look_at_drafts(after: int, limit: int) -> Part:
    """The check of all consultations that were opened."""
    rows = Consultation.objects.filter(pk__gt=after, opened_at__isnull=False).order_by("pk")
    found = authenticity.whole_drafts(rows[:limit])
    standings = authenticity.draft_standings(found)
    faults = [
        Fault(
            Kind.TEXT,
            Consultation._meta.db_table,
            one.pk,
            sentence,
            one.disclosure.index_number,
            one.agency_id,
        )
        for one in found
        for sentence in standings[one.pk].faults
    ]
    return faults, None if len(found) < limit else found[-1].pk


def look_at_entries(after: int, limit: int) -> Part:
    """The check the other way round: whatever the log tells of is there."""
    rows = (
        LogEntry.objects.filter(number__gt=after).order_by("number").values_list("number", "kind", "subject")
    )
    found = list(rows[:limit])
    wanted = {subject for _number, kind, subject in found if kind in TELLING}
    there = set(Disclosure.objects.filter(index_number__in=wanted).values_list("index_number", flat=True))
    faults = [
        Fault(
            Kind.MISSING,
            Disclosure._meta.db_table,
            number,
            _("The log tells of it, and it is gone."),
            subject,
        )
        for number, kind, subject in found
        if kind in TELLING and subject not in there
    ]
    return faults, None if len(found) < limit else found[-1][0]
