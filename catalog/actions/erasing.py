"""Making what was withdrawn because of personal data unreadable for staff too: by two people, and with a proof.

What goes is listed here, also of rooms above this one; what stays: number, days, steps, who acted, why it was
withdrawn, the digests in the public log. Opinions and verdicts on it are other people's words and stay.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.contrib.admin.models import LogEntry as AdminEntry
from django.core.files.storage import Storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import content, rules
from catalog.disclosures import authenticity, records
from catalog.models import (
    Attachment,
    Audience,
    BulkRow,
    Cleaning,
    Consultation,
    ConsultationFile,
    Disclosure,
    Erasure,
    ErasureWish,
    Finding,
    KeptProposal,
    Overruling,
    PlacementPhoto,
    Scan,
    Version,
)
from catalog.public import search
from core import outcry
from core.crypto import fingerprint
from core.mail import letters
from core.models import Discrepancy, Letter, LogEntry, User, resealing, seals, standing
from core.permissions import holders, may
from core.proof import evidence, findings, log
from core.roles import Role
from core.transitions import Refused

ERASED_TITLE = "（内容已依法清除）"
NOTHING = "—"
WORDS = tuple(
    name for name in content.VERSIONED if isinstance(Version._meta.get_field(name), models.CharField | models.TextField)
)  # fmt: skip
OWN = (*WORDS, "correction_reason", "repealed_because")
# By the name of the relation from the disclosure; of rooms above this one too. Lists and objects are emptied by kind.
ERASED = {
    "events": ("note",),
    "versions": (*WORDS, "reason", "elements", "files"),
    "proposed_texts": content.PROPOSED,
    "secrecy_reviews": ("note",),
    "scans": ("name",),
    "cleanings": ("name", "original"),
    "emergency": ("reason", "opinion"),
    "admissions": ("name", "contact"),
    "feedback_stage": ("summary", "handling"),
    "archive_file": ("title", "manifest"),
}
# What points at a disclosure and stays, and why it says nothing of what it said.
KEPT = {
    "attachments": "deleted with their files",
    "consultations": "emptied here, their files deleted",
    "search_entry": "deleted",
    "placements": "days and places; their photographs are deleted",
    "BulkRow": "emptied here, its table's file deleted",
    "corrections": "each erased with a proof of its own",
    "relations": "which other disclosure, and how it stands to it",
    "back_relations": "the same, seen from the other",
    "collections": "in which collections it stood",
    "gathered": "the same, with who put it there",
    "editors": "who worked on it",
    "Reassessment": "which draft came of a reassessment",
    "reassessments": "of what is withheld, which was never published",
    "reassessment_reminders": "which reminder was sent",
    "self_check_marks": "what became of it in a self-check, and why",
    "opinions": "words of others, masked before they are shown",
    "prompted_by": "which opinions it answered",
    "verdicts": "opinions of reviewers",
    "KeptVerdict": "what a reviewer was typing: encrypted, and deleted by the clock",
    "referrals": "to whom a step was handed on, and why",
    "answers": "which applications it answered",
    "complaints": "words of others",
    "filings": "days and numbers of its filing with the office",
    "archive_reminders": "which reminder was sent",
    "early_end": "why its display ended before its time",
    "erasure": "the proof",
    "erasure_request": "who asked and why",
}
OF_FILES = (Discrepancy.Kind.FILE_CHANGED, Discrepancy.Kind.FILE_MISSING)
KEPT_NOTES = ("withdraw",)  # the reason that the tombstone shows


def ask(disclosure: Disclosure, *, reason: str, by: User, now: datetime) -> ErasureWish:
    """Ask that the text of a withdrawn disclosure is erased; the others who may agree are told. Raises ``Refused``."""
    with transaction.atomic():
        locked = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
        if reasons := list(_faults(locked, by, now)):
            raise Refused(*reasons)
        if not reason.strip():
            raise Refused(_("Say because of which personal data, without repeating them."))
        if ErasureWish.objects.filter(disclosure=locked).exists():
            raise Refused(_("It is asked for already. Somebody else has to agree."))
        asked = ErasureWish.objects.create(disclosure=locked, reason=reason.strip(), by=by, at=now)
        for person in _others(locked, by, now):
            context = {"disclosure": locked, "person": person, "by": by, "reason": asked.reason}
            letters.owe("erasure_asked", to=person.email, context=context, now=now)
        return asked


def _others(disclosure: Disclosure, by: User, now: datetime) -> list[User]:
    """Those who may agree: whoever may withdraw, but for the person who asked."""
    place = {"agency": disclosure.agency, "department": disclosure.department, "on": timezone.localdate(now)}
    found = {one.pk: one for role in rules.WITHDRAW.roles for one in holders(Role(role), **place)}
    return [one for one in found.values() if one.pk != by.pk]


def _faults(disclosure: Disclosure, by: User, now: datetime) -> Iterator[str]:
    if not may(by, rules.WITHDRAW, disclosure, on=timezone.localdate(now)):
        yield _("Only who may withdraw it erases it.")
    if disclosure.status != Disclosure.Status.WITHDRAWN:
        yield _("Only what was withdrawn is erased.")
    if Erasure.objects.filter(disclosure=disclosure).exists():
        yield _("It is erased already.")


def agree(disclosure: Disclosure, *, by: User, now: datetime) -> Erasure:
    """Erase text, earlier and proposed texts, names and files of ``disclosure`` and of its corrections for good.

    What was not as it was written is written down first: afterwards nobody could compare it any more. Files go after
    the rows, outside the transaction: stopped in between, ``delete_left`` finds what is left.
    Raises ``Refused``, also for a request that nobody made in the portal; whoever asked cannot agree, and the database
    refuses it too.
    """
    if not list(_faults(disclosure, by, now)):
        findings.write_down(list(_differing(disclosure)), now=now)  # files are read before anything is locked
    told = _Telling(disclosure)  # letters are decrypted before anything is locked
    with transaction.atomic():
        locked = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
        asked = ErasureWish.objects.filter(disclosure=locked).select_related("by").first()
        reasons = list(_faults(locked, by, now))
        if asked is None:
            reasons.append(_("Nobody has asked for it."))
        elif asked.by_id == by.pk:
            reasons.append(_("You asked for it: somebody else has to agree."))
        if asked is not None and not standing.stands(asked, is_fresh=True):
            outcry.met(ErasureWish, [asked.pk])
            reasons.append(_("The request itself was changed outside the portal."))
        if reasons:
            raise Refused(*reasons)
        proof, files = _erase(locked, asked, by, now, told)
    _delete(files)
    delete_left()
    return proof


def _differing(disclosure: Disclosure) -> Iterator[evidence.Fault]:
    """What of the disclosure, its corrections and their files is not as the portal wrote it or as the log tells. Files
    are told without their names: a finding stays for good."""
    fresh = Disclosure.objects.select_related("agency", "item").get(pk=disclosure.pk)
    for one in (fresh, *Disclosure.objects.filter(corrects=disclosure)):
        for fault in evidence.matter_faults(one):
            yield fault if fault.kind not in OF_FILES else replace(fault, what="")
    for sentence in authenticity.standing(fresh).faults:
        table, number = Disclosure._meta.db_table, fresh.index_number
        yield evidence.Fault(Discrepancy.Kind.TEXT, table, fresh.pk, sentence, number, fresh.agency_id)


def proof_of(row: Erasure) -> dict:
    """The proof as plain values, for keeping it apart from the backups."""
    return {
        "index_number": row.disclosure.index_number,
        "reason": row.reason,
        "asked_by": row.asked_by.username,
        "agreed_by": row.agreed_by.username,
        "asked_at": row.asked_at.isoformat(),
        "digest": row.digest,
    }


def erase_again(disclosure: Disclosure, proof: dict, *, now: datetime) -> bool | None:
    """Erase in a restored copy what ``proof`` (``proof_of``) says was erased once.

    None when nothing is there any more, else whether it was the same to the letter. Raises ``Refused`` where the copy
    does not know of the withdrawal or of the two people.
    """
    told = _Telling(disclosure)
    with transaction.atomic():
        locked = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
        if Erasure.objects.filter(disclosure=locked).exists():
            return None
        names = {proof["asked_by"], proof["agreed_by"]}
        people = {one.username: one for one in User.objects.filter(username__in=names)}
        if locked.status != Disclosure.Status.WITHDRAWN or set(people) != names:
            raise Refused(_("This copy does not know that it was withdrawn, or by whom it was erased."))
        at = datetime.fromisoformat(proof["asked_at"])
        asked = ErasureWish(disclosure=locked, reason=proof["reason"], by=people[proof["asked_by"]], at=at)
        made, files = _erase(locked, asked, people[proof["agreed_by"]], now, told)
    _delete(files)
    return made.digest == proof["digest"]


def _digests(one: Disclosure, stored: list) -> set[str]:
    """Of all files that the disclosure ever had: also before a correction, and while it was a draft."""
    found = {row.sha256 for row in stored}
    found |= {file["sha256"] for version in one.versions.all() for file in version.files}
    return found | set(one.scans.filter(is_text=False).values_list("content", flat=True))


def delete_left() -> int:
    """Delete files of erased disclosures that are there still: after a stop, or brought back by a backup."""
    left = []
    storage = Attachment.file.field.storage
    for proof in Erasure.objects.all():
        if not standing.stands(proof, is_fresh=True):  # somebody's list of what is to go
            outcry.met(Erasure, [proof.pk])
            continue
        for digest in proof.files:
            folder = f"attachments/{digest[:2]}"
            try:
                _folders, names = storage.listdir(folder)
            except FileNotFoundError:
                continue
            left += [(storage, f"{folder}/{name}") for name in names if name.startswith(digest)]
    return _delete(left)


def _erase(
    disclosure: Disclosure, asked: ErasureWish, by: User, now: datetime, told: "_Telling"
) -> tuple[Erasure, list[tuple[Storage, str]]]:
    """Rows of the disclosure and of each correction of it, all with a proof of their own; the files that then go."""
    proof, files = None, []
    for one in (*Disclosure.objects.filter(corrects=disclosure).order_by("pk"), disclosure):
        found = [[name, _plain(getattr(row, name))] for row, names in _rows(one) for name in names]
        stored = list(_stored(one))
        digests = sorted(_digests(one, stored))
        proof = Erasure.objects.create(
            disclosure=one, reason=asked.reason, asked_by=asked.by, agreed_by=by, asked_at=asked.at, at=now,
            texts=sum(1 for _name, text in found if text), files=digests,
            digest=fingerprint(json.dumps([found, digests], ensure_ascii=False)),
        )  # fmt: skip
        files += [(row.file.storage, row.file.name) for row in stored if row.file]
        files += [
            (Attachment.file.field.storage, row.original) for row in one.cleanings.all() if row.original
        ]
        files += _empty_beside(one, told)
        for row, names in _rows(one):
            _empty(row, names)
        for row in stored:
            row.delete()
        for model, keys in evidence.beneath(one):  # no seal helps to guess what was erased
            resealing.renew_after_erasing(model, keys)
    _enter(disclosure, proof, now)
    return proof, files


def _enter(disclosure: Disclosure, proof: Erasure, now: datetime) -> None:
    """Tell it in the public log, with the digest of what is left: so every later change is found. What was never public
    has no entry there; its seals tell of it."""
    told = LogEntry.objects.filter(subject=disclosure.index_number, kind__in=records.TELLING)
    last = told.order_by("number").last()
    if last is not None and disclosure.audience == Audience.PUBLIC:
        left = Disclosure.objects.select_related("agency", "department", "item").get(pk=disclosure.pk)
        payload = records.payload_of_erasure(left, proof, before=last.payload)
        log.append(records.ERASED, subject=disclosure.index_number, payload=payload, now=now)


def _rows(one: Disclosure) -> Iterator[tuple[models.Model, tuple[str, ...]]]:
    """Each row with words of the disclosure, and the columns that hold them."""
    yield one, (*OWN, "elements")
    for relation, names in ERASED.items():
        leads = Disclosure._meta.get_field(relation)
        rows = leads.related_model._default_manager.filter(**{leads.field.name: one}).order_by("pk")
        rows = rows.exclude(action__in=KEPT_NOTES) if relation == "events" else rows
        for row in rows:
            yield row, names
            if relation == "archive_file":
                yield from ((volume, ("manifest",)) for volume in row.supplements.order_by("pk"))
    for finding in Finding.objects.filter(scan__disclosure=one).order_by("pk"):
        yield finding, ("shown", "place")
    for overruled in Overruling.objects.filter(finding__scan__disclosure=one).order_by("pk"):
        yield overruled, ("reason",)
    for draft in Consultation.objects.filter(disclosure=one).order_by("pk"):
        yield draft, ("title", "about", "body", "elements", "conclusion")
    for row in BulkRow.objects.filter(disclosure=one).order_by("pk"):
        yield row, ("title", "content")


def _stored(one: Disclosure) -> Iterator[Attachment | ConsultationFile | PlacementPhoto]:
    """Each row of a file of the disclosure, of the drafts that were consulted on, and of its places."""
    yield from Attachment.objects.filter(disclosure=one).order_by("pk")
    yield from ConsultationFile.objects.filter(consultation__disclosure=one).order_by("pk")
    yield from PlacementPhoto.objects.filter(placement__disclosure=one).order_by("pk")


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _empty(row: models.Model, names: tuple[str, ...]) -> None:
    """Empty the columns ``names`` of a row; a title says that it was erased, what may not be empty gets a dash."""
    said = {}
    for name in names:
        value = getattr(row, name)
        if isinstance(value, dict | list):
            said[name] = type(value)()
        elif value:
            said[name] = _instead(row, name)
    if said:
        type(row)._default_manager.filter(pk=row.pk).update(**said)


def _instead(row: models.Model, name: str) -> str:
    if name == "title":
        return ERASED_TITLE if isinstance(row, Disclosure | Consultation | BulkRow) else NOTHING
    return "" if type(row)._meta.get_field(name).blank and not _is_required(row, name) else NOTHING


def _is_required(row: models.Model, name: str) -> bool:
    """What a constraint demands of a row in its state, though the column could be empty."""
    return name in ("reason", "correction_reason", "repealed_because", "conclusion", "summary", "handling")


def _empty_beside(one: Disclosure, told: "_Telling") -> list[tuple[Storage, str]]:
    """What lies beside: search, unfinished proposals, tables that were sent in, letters that told of it."""
    search.forget_for_good(one)
    Scan.objects.filter(disclosure=one).update(fault="")
    Cleaning.objects.filter(disclosure=one).update(fault="")
    if one.obligation_id:
        KeptProposal.objects.filter(obligation=one.obligation_id).delete()
    label = {"content_type__app_label": "catalog", "content_type__model": "disclosure"}
    AdminEntry.objects.filter(**label, object_id=str(one.pk)).update(object_repr=ERASED_TITLE)
    tables = {row.table for row in BulkRow.objects.filter(disclosure=one).select_related("table")}
    keys = told.of(one)
    Letter.objects.filter(pk__in=keys).update(subject=ERASED_TITLE, body="", error="")
    resealing.renew_after_erasing(Letter, keys)
    return [(table.file.storage, table.file.name) for table in tables if table.file and table.done_at]


class _Telling:
    """The letters that name a disclosure or a correction of it, to whomever: its proposer, those of opinions,
    reviewers, subscribers. Their texts are encrypted, so each since the first draft is read; there was none before.

    All that are there are read when this is made, outside the transaction; within it only what was owed since.
    """

    def __init__(self, disclosure: Disclosure) -> None:
        both = [disclosure, *Disclosure.objects.filter(corrects=disclosure)]
        self.titles = {one.pk: one.title for one in both}
        self.since = min(one.created_at for one in both)
        self.found: dict[int, list[int]] = {}
        self.seen: set[int] = set()
        self._read()

    def _read(self) -> None:
        """Read the letters that were not read yet. By key, not from the last one on: of two that write at once the
        one with the lower key may be there later."""
        owed = Letter.objects.filter(owed_at__gte=self.since).order_by("pk")
        new = [key for key in owed.values_list("pk", flat=True) if key not in self.seen]
        self.seen.update(new)
        for start in range(0, len(new), seals.AT_ONCE):
            for letter in Letter.objects.filter(pk__in=new[start : start + seals.AT_ONCE]):
                text = f"{letter.subject}\0{letter.body}"
                for pk, title in self.titles.items():
                    if title.strip() and title in text:
                        self.found.setdefault(pk, []).append(letter.pk)

    def of(self, one: Disclosure) -> list[int]:
        """The letters that name ``one``, which is locked, those of the last moment too."""
        if self.titles.get(one.pk) != one.title:  # renamed, or begun, since the letters were read
            self.titles, self.seen = self.titles | {one.pk: one.title}, set()
            self.found.clear()
        self._read()
        return self.found.get(one.pk, [])


def _delete(files: list[tuple[Storage, str]]) -> int:
    """Delete the files to which no row leads any more: the same content may belong to another disclosure too."""
    deleted = 0
    for storage, name in files:
        shared = (Attachment, ConsultationFile, PlacementPhoto)
        if not any(model.objects.filter(file=name).exists() for model in shared) and storage.exists(name):
            storage.delete(name)
            deleted += 1
    return deleted
