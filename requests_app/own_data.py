"""Everything that is kept about an applicant in one application, for the applicant (PIPL art. 45)."""

import io
import json
import zipfile
from pathlib import PurePosixPath

from django.utils import timezone

from core.exports import pdf
from requests_app.actions import case_files, notice_files, notices, retention
from requests_app.models import Application, CaseFile

# What was said between applicant and body.
THEIRS = ("reply", "correct", "enter_correction", "message", "ask_correction")
OF_BODY = (
    "see_identity",
    "see_identity_paper",
)  # what was done with their data; by whom is told to the supervision


def packed(application: Application) -> bytes:
    """A ZIP file: ``data.json``, the notices as PDF where this machine can make them, the files that were handed in."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("data.json", json.dumps(data_of(application), ensure_ascii=False, indent=1))
        for notice in application.notices.filter(to_applicant=True):
            try:
                package.writestr(f"notices/{notice.number}.pdf", notice_files.pdf_of(notice))
            except pdf.PdfUnavailable:
                continue  # its text is in data.json
        for place, kept in enumerate(_handed_in(application), start=1):
            name = PurePosixPath(kept.name.replace("\\", "/")).name or "file"
            package.writestr(f"files/{place:03d}-{name}", case_files.content_of(kept))
    return out.getvalue()


def data_of(application: Application) -> dict:
    """What is kept, as plain values; days and times in the portal's time zone, in ISO form."""
    fields = (
        "number", "applicant_name", "identity_number", "phone", "email", "address", "subject", "description",
        "correction_text", "old_number",
    )  # fmt: skip
    days = (
        "arrived_on",
        "confirmed_on",
        "received_on",
        "registered_on",
        "answer_by",
        "decided_on",
        "delivered_on",
    )
    outcome = application.chosen_outcome if application.decided_on else None
    kept = retention.rule_of(application)
    return {
        **{name: getattr(application, name) for name in fields},
        **{name: _iso(getattr(application, name)) for name in days},
        "agency": application.agency.name,
        "kind_of_case": str(application.get_kind_display()),
        "status": str(application.get_status_display()),
        "came_by": str(application.get_way_display()),
        "applicant_kind": str(application.get_applicant_kind_display()),
        "delivery_form": str(application.get_delivery_form_display()),
        "outcome": outcome.name.zh if outcome else "",
        "said": [
            {"at": _iso(event.at), "what": event.action, "text": event.note}
            for event in application.events.filter(action__in=THEIRS)
        ],
        "looks_at_the_identity_number": [
            {"at": _iso(event.at), "why": event.note}
            for event in application.events.filter(action__in=OF_BODY)
        ],
        "clock": [
            {"clock": entry.clock, "act": entry.act, "on": _iso(entry.on), "days": entry.days}
            for entry in application.clock_entries.all()
        ],
        "notices": [
            {"number": notice.number, "issued_on": _iso(notice.issued_on), **notices.content_of(notice)}
            for notice in application.notices.filter(to_applicant=True)
        ],
        "files": [
            {"name": kept.name, "size": kept.size, "sha256": kept.sha256} for kept in _handed_in(application)
        ],
        "mail": _mail(application),
        "kept_for_years_after_its_end": kept.years if kept else None,
        "records_to_correct": _records(application),
        "reasons": _reasons(application),
        "personal_data_purged_on": _iso(application.purged_on),
    }


def _handed_in(application: Application):
    return application.files.filter(purpose__in=(CaseFile.Purpose.EVIDENCE, CaseFile.Purpose.IDENTITY))


def _mail(application: Application) -> dict | None:
    mail = getattr(application, "mail", None)
    if mail is None:
        return None
    return {
        "arrived_at": _iso(mail.arrived_at),
        "sender": mail.sender,
        "sender_name": mail.sender_name,
        "subject": mail.subject,
        "text": mail.text,
    }


def _reasons(application: Application) -> dict | None:
    asked = getattr(application, "reasoning", None)
    if asked is None:
        return None
    said = {"asked": asked.why, "given": asked.text, "verdict": str(asked.get_verdict_display())}
    return {**said, "until": _iso(asked.until), "given_on": _iso(asked.given_on)}


def _records(application: Application) -> dict | None:
    asked = getattr(application, "rectification", None)
    if asked is None:
        return None
    said = {"says": asked.wrong, "should_say": asked.right, "proof": asked.proof}
    return {
        **said,
        "identity_checked_on": _iso(asked.identity_on),
        "how": str(asked.get_identity_way_display()),
    }


def _iso(when) -> str | None:
    if when is None:
        return None
    return (timezone.localtime(when) if hasattr(when, "hour") else when).isoformat()
