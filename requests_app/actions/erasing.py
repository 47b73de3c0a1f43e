"""What a purge erases of an application, and what it leaves: every table that points at it is named here.

A table with words that is named nowhere fails the test that reads the two lists.
"""

import json
from dataclasses import asdict, replace
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from core.models import Letter, resealing
from core.proof import evidence
from requests_app.actions import notices
from requests_app.desk import decisions
from requests_app.models import Application, DisputeEvent, NoticeFile, Posting, RedactionPage
from requests_app.notices.templates import Part

PERSONAL = (
    "applicant_name", "identity_number", "phone", "email", "address", "applicant_key", "description",
    "correction_text", "delivery_proof",
)  # fmt: skip
ENCRYPTED = ("applicant_name", "identity_number", "phone", "email", "address", "delivery_proof")
PURGED_SUBJECT = "（个人信息已按期清除）"
NOBODYS_HASH = "-" * 64
NOTHING = "—"
# The words that go, by the name of the relation from the application; of rooms above this one too.
ERASED = {
    "events": ("note",),
    "assignments": ("task", "answer"),
    "clock_entries": ("reason",),
    "asked_extensions": ("reason", "answer"),
    "searches": ("people", "places", "words", "note"),
    "fee": ("reason", "how_to_pay", "voucher"),
    "reasoning": ("why", "text", "words"),
    "objections": ("who", "answer"),
    "rectification": ("wrong", "right", "proof"),
    "rating": ("words",),
    "disputes": ("former_proof",),
    "upward_report": ("note",),
    "holds": ("reason",),
    "proposed": ("suggestion",),
    "mail": ("sender", "sender_name", "reply_to", "subject", "text", "listed", "set_aside_why"),
    "sealed_text": ("content",),
    "verdicts": ("opinion",),
}
# The words that stay, and why they name nobody.
KEPT = {
    "logged_answer": "public, masked by one person and released by another",
    "notices": "numbers and headings; their texts are emptied here, their files deleted",
    "files": "deleted with their rows",
    "redactions": "why a file could not be opened; pages and files are deleted",
    "arrivals": "what came by which way on which day; its words stand with the events, its scans are files",
    "reminders": "which reminder was sent",
    "led": "which other cases this one decided",
    "links": "which kind of link",
    "linked_from": "which kind of link",
    "purge": "the keyed hash of what was erased",
    "archive_files": "salted hashes of the words, whose salts are emptied here",
}
KEPT_COLUMNS = {
    "events": {"action", "previous", "current"},
    "clock_entries": {"clock", "act"},
    "searches": {"result"},
    "fee": {"basis", "working"},
    "reasoning": {"verdict"},
    "objections": {"result"},
    "rectification": {"identity_way"},
    "disputes": {"route", "body", "number", "status", "result", "former"},
    "upward_report": {"to_body"},
    "mail": {"identity", "contents", "remarks"},
    "verdicts": {"step", "step_name", "says", "minutes_number", "body"},
}
DECISION_KEPT = (decisions.KIND, decisions.ITEM)


def gather(application: Application) -> tuple[list[list[str]], list]:
    """All that will be erased as pairs of name and text, files by their digests, and the files themselves."""
    found = [[name, getattr(application, name)] for name in (*PERSONAL, "subject")]
    found += [[f"decision {name}", said] for name, said in sorted(_words_of(application.decision).items())]
    for relation, columns in ERASED.items():
        for row in _rows(application, relation):
            found += [[f"{relation} {row.pk} {name}", getattr(row, name)] for name in columns]
    found += [[f"former {row.pk}", _as_text(row.former)] for row in application.disputes.all() if row.former]
    found += [[f"dispute event {row.pk}", row.note] for row in _of_disputes(application)]
    files = []
    for notice in application.notices.order_by("pk"):
        found += [[f"notice {notice.number}", notice.content], ["why replaced", notice.why_replaced]]
    for posting in Posting.objects.filter(notice__application=application).order_by("pk"):
        found.append([f"posting {posting.pk}", posting.proof])
    for made in NoticeFile.objects.filter(notice__application=application).order_by("pk"):
        found.append([f"notice file {made.pk}", made.sha256])
        files.append(made.file)
    for kept in application.files.order_by("pk"):
        found.append([f"file {kept.name}", kept.sha256])
        files.append(kept.file)
    for page in RedactionPage.objects.filter(redaction__application=application):
        found.append([f"page {page.redaction_id} {page.number}", page.picture.name])
        files.append(page.picture)
    if mail := getattr(application, "mail", None):
        found.append(["mail original", mail.contents])
        files.append(mail.original)
    for letter in letters_to(application):
        found += [["letter to", letter.to], ["letter", letter.body]]
    return found, [file for file in files if file]


def erase(application: Application, today: date) -> None:
    """Empty all that ``gather`` found but the files, whose rows alone go here."""
    written = [letter.pk for letter in letters_to(application)]
    Letter.objects.filter(pk__in=written).update(to="", to_key="", body="", error="", secret="")
    resealing.renew_after_erasing(Letter, written)
    for relation, columns in ERASED.items():
        for row in _rows(application, relation):
            emptied = NOTHING if relation == "verdicts" else ""
            words = {name: emptied for name in columns if getattr(row, name)}
            if words:
                type(row).objects.filter(pk=row.pk).update(**words)
    for dispute in application.disputes.exclude(former={}):
        dispute.former = {**dispute.former, "decision": _without_words(dispute.former.get("decision", {}))}
        dispute.save(update_fields=["former"])
    _of_disputes(application).update(note="")
    for notice in application.notices.all():
        notice.content, notice.why_replaced = _erased_notice(notice, today), ""
        notice.save(update_fields=["content", "why_replaced"])
    Posting.objects.filter(notice__application=application).update(proof="")
    NoticeFile.objects.filter(notice__application=application).delete()
    RedactionPage.objects.filter(redaction__application=application).delete()
    application.files.all().delete()
    if mail := getattr(application, "mail", None):
        type(mail).objects.filter(pk=mail.pk).update(original="")
    Application.objects.filter(pk=application.pk).update(
        **dict.fromkeys(PERSONAL, ""),
        subject=PURGED_SUBJECT,
        decision=_without_words(application.decision),
        code_hash=NOBODYS_HASH,
        purged_on=today,
    )
    for model, keys in evidence.beneath(application):  # no seal helps to guess what was erased
        resealing.renew_after_erasing(model, keys)


def letters_to(application: Application) -> list[Letter]:
    """The letters to the applicant about this application."""
    if not application.email:
        return []
    sent = (
        Letter.objects.addressed_to(application.email).filter(name__startswith="application_").order_by("pk")
    )
    return [it for it in sent if application.number in it.subject or application.number in it.body]


def _rows(application: Application, relation: str) -> list:
    """The rows to which ``relation`` leads, one or many."""
    leads = Application._meta.get_field(relation)
    rows = leads.related_model._default_manager.filter(**{leads.field.name: application})
    return list(rows.order_by("pk"))


def _of_disputes(application: Application):
    return DisputeEvent.objects.filter(dispute__application=application).exclude(note="").order_by("pk")


def _words_of(decision: dict) -> dict[str, str]:
    return {name: said for name, said in decision.items() if name not in DECISION_KEPT}


def _without_words(decision: dict) -> dict[str, str]:
    return {name: said for name, said in decision.items() if name in DECISION_KEPT}


def _as_text(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _erased_notice(notice, today: date) -> str:
    """The text of a notice without whom it went to and what it said."""
    with translation.override(notices.OFFICIAL):
        said = _("The text was purged on %(day)s, when its years of keeping were over.")
        part = Part(_("Purged"), [said % {"day": today.isoformat()}])
    text = replace(notices.text_of(notice), to="", parts=[part], days=[], contact="")
    return json.dumps(asdict(text), ensure_ascii=False)
