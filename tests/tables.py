"""The tables that only grow, and what alone may be emptied in them."""

from core.append_only import Erasable

APPEND_ONLY = [
    "core_logentry",
    "core_agencyevent",
    "core_letterevent",
    "core_rolechange",
    "core_sealform",
    "core_seal",
    "core_discrepancy",
    "core_discrepancynote",
    "catalog_calendarchangeevent",
    "catalog_consultationevent",
    "catalog_consultationopinionevent",
    "catalog_disclosureevent",
    "catalog_erasure",
    "catalog_duechange",
    "catalog_finding",
    "catalog_overruling",
    "catalog_secrecyreview",
    "catalog_selfcheckmark",
    "catalog_proposedtext",
    "catalog_reassessment",
    "catalog_version",
    "requests_app_applicationevent",
    "requests_app_clockentry",
    "requests_app_purge",
    "requests_app_disputeevent",
    "requests_app_loggedanswerevent",
    "requests_app_proposalevent",
    "review_referral",
    "requests_app_redactionbox",
    "requests_app_search",
    "review_verdict",
    "review_opinionevent",
    "supervision_complaintclockentry",
    "supervision_complaintevent",
    "supervision_correctionorderevent",
    "supervision_orderclockentry",
    "archive_archivefile",
    "archive_archivesupplement",
]
PURGED = {"proof": "requests_app_purge", "by": "application_id"}
OF_DISPUTE = "(SELECT application_id FROM requests_app_dispute WHERE id = OLD.dispute_id)"
NEWER_SEAL = (
    "OLD.key AND id > OLD.id AND form_id IN (SELECT mine.id FROM core_sealform mine JOIN core_sealform its"
    ' ON mine."table" = its."table" WHERE its.id = OLD.form_id)'
)
ERASED = {"proof": "catalog_erasure", "by": "disclosure_id"}
OF_SCAN = "(SELECT disclosure_id FROM catalog_scan WHERE id = OLD.scan_id)"
OF_FINDING = (
    "(SELECT s.disclosure_id FROM catalog_finding f JOIN catalog_scan s ON s.id = f.scan_id"
    " WHERE f.id = OLD.finding_id)"
)
OF_FILE = "(SELECT disclosure_id FROM archive_archivefile WHERE id = OLD.file_id)"
TEXT = ("title", "summary", "body")
ERASABLE = {
    "core_seal": Erasable(("salt",), proof="core_seal", by="key", matter=NEWER_SEAL),
    "catalog_disclosureevent": Erasable(("note",), **ERASED),
    "catalog_version": Erasable(
        (*TEXT, "document_number", "issued_by", "reason"), **ERASED, json=("elements", "files")
    ),
    "catalog_proposedtext": Erasable(TEXT, **ERASED, json=("elements",)),
    "catalog_secrecyreview": Erasable(("note",), **ERASED),
    "catalog_finding": Erasable(("shown",), **ERASED, matter=OF_SCAN, json=("place",)),
    "catalog_overruling": Erasable(("reason",), **ERASED, matter=OF_FINDING),
    "archive_archivefile": Erasable(("title",), **ERASED, json=("manifest",)),
    "archive_archivesupplement": Erasable((), **ERASED, matter=OF_FILE, json=("manifest",)),
    "requests_app_applicationevent": Erasable(("note",), **PURGED),
    "requests_app_clockentry": Erasable(("reason",), **PURGED),
    "requests_app_search": Erasable(("people", "places", "words", "note"), **PURGED),
    "requests_app_disputeevent": Erasable(("note",), **PURGED, matter=OF_DISPUTE),
    "review_verdict": Erasable(("opinion",), **PURGED),
}
