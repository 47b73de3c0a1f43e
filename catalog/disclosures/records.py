"""The canonical record of what is published: everybody can compute its digest and find it in the public log.

What it holds and how it is checked with standard tools is told in ``docs/proof.md``. The names of the bodies are those
of the day of the entry, which the log keeps, so that a body that is renamed later changes no record.
"""

from datetime import UTC, datetime

from catalog import content
from catalog.models import Consultation, ConsultationOpinion, Disclosure, Erasure, Version
from core.canonical import digest
from core.models import LogEntry

FORMAT = "disclosure-record-1"
FORMAT_OF_DRAFTS = "consultation-record-1"
OF_ANSWERS = ("public_text", "received_on", "way", "verdict", "reason")
ERASED = "erased"
TELLING = ("published", "corrected", "repealed", "withdrawn", ERASED)
OF_DRAFTS = (
    "consultation_opened",
    "consultation_extended",
    "consultation_concluded",
    "consultation_withdrawn",
)


def bodies(thing: Disclosure | Consultation) -> dict:
    """Who publishes, by the names of today."""
    return {
        "agency": {"code": thing.agency.code, "name": thing.agency.name},
        "department": thing.department.name,
    }


def bodies_then(disclosure: Disclosure | Consultation) -> dict:
    """The same by the names that were kept when it was published."""
    by = bodies(disclosure)
    return {
        "agency": {**by["agency"], "name": disclosure.agency_called or by["agency"]["name"]},
        "department": disclosure.department_called or by["department"],
    }


def files_of(thing: Disclosure | Consultation) -> list[dict]:
    """The files with their digests, in their order."""
    rows = thing.files.all() if isinstance(thing, Consultation) else thing.attachments.all()
    return [file_line(row) for row in rows]


def file_line(row) -> dict:
    """A file as records and versions hold it."""
    return {"name": row.name, "media_type": row.media_type, "size": row.size, "sha256": row.sha256}


def record(
    disclosure: Disclosure,
    *,
    version: int,
    by: dict,
    text: Version | None = None,
    repealed: bool | None = None,
    withdrawn: bool | None = None,
    files: list[dict] | None = None,
    erasure: Erasure | None = None,
) -> dict:
    """What ``disclosure`` says as its ``version``, published by ``by``; with ``text`` what an earlier one said.

    Without ``repealed``, ``withdrawn`` and ``files`` it is as the disclosure stands. With ``erasure`` it tells what is
    left of it, of its earlier texts and of their days.
    """
    said = content.plain(disclosure, content.RECORDED)
    if files is None:
        files = text.files if text else files_of(disclosure)
    if text:
        said |= content.plain(text, content.VERSIONED)
    if repealed is None:
        repealed = disclosure.repealed_on is not None
    if withdrawn is None:
        withdrawn = disclosure.status == Disclosure.Status.WITHDRAWN
    made = {
        "format": FORMAT,
        "index_number": disclosure.index_number,
        "version": version,
        "item": disclosure.item.code,
        "bodies": by,
        **content.said_of(said),
        "attachments": files,
        "published_at": instant(disclosure.published_at),
        "published_on": disclosure.published_on.isoformat(),
        "in_emergency": disclosure.is_emergency,
    }
    if repealed:
        made["repealed"] = {"on": disclosure.repealed_on.isoformat(), "because": disclosure.repealed_because}
    if withdrawn:
        made["withdrawn"] = disclosure.withdrawn_because
    if erasure:
        made["erased"] = {
            "at": instant(erasure.at),
            "because": erasure.reason,
            "proof": erasure.digest,
            "files": len(erasure.files),  # their digests are shown nowhere any more
            "versions": [_left(one) for one in disclosure.versions.order_by("number")],
        }
    return made


def _left(version: Version) -> dict:
    """What is left of an earlier text of an erased disclosure."""
    return {
        "version": version.number,
        **content.said_of(content.plain(version, (*content.VERSIONED, "files", "reason", "hides_earlier"))),
        "published_at": instant(version.published_at),
    }


def erasing(disclosure: Disclosure, entry: LogEntry) -> dict:
    """The proof for the record, where ``entry`` tells of an erasure; without the row the record cannot be told."""
    if entry.kind != ERASED:
        return {}
    return {"erasure": Erasure.objects.filter(disclosure=disclosure).first()}


def instant(at: datetime) -> str:
    """A moment in UTC, to the microsecond, as RFC 3339 writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def payload(disclosure: Disclosure, *, version: int | None = None, **more) -> dict:
    """What the public log keeps of ``disclosure`` as it stands: what it is, and the digests of its record and files."""
    named = {
        "title": disclosure.title,
        "files": [{"name": file["name"], "sha256": file["sha256"]} for file in files_of(disclosure)],
    }
    return payload_of_change(disclosure, version=version, **named, **more)


def payload_of_change(disclosure: Disclosure, *, version: int | None = None, **more) -> dict:
    """The same without title and files, for what stays to be read when these may not be read any more."""
    by, number = bodies(disclosure), version or disclosure.versions.count() or 1
    return {
        "agency": disclosure.agency.slug,
        "department": disclosure.department.slug,
        "bodies": by,
        "version": number,
        "record_sha256": digest(record(disclosure, version=number, by=by)),
        **more,
    }


def payload_of_erasure(disclosure: Disclosure, erasure: Erasure, *, before: dict) -> dict:
    """What the public log keeps when ``disclosure`` was erased: the proof, and the digests of what is left of it and of
    the drafts that were consulted on. ``before`` is the payload of the entry before; its number and bodies stay."""
    by, number = before.get("bodies") or bodies(disclosure), before.get("version", 1)
    drafts = disclosure.consultations.filter(opened_at__isnull=False).order_by("pk")
    return {
        "agency": disclosure.agency.slug,
        "department": disclosure.department.slug,
        "bodies": by,
        "version": number,
        "record_sha256": digest(record(disclosure, version=number, by=by, erasure=erasure)),
        "reason": erasure.reason,
        "proof": erasure.digest,
        "drafts": {str(one.pk): _draft_digest(one, by) for one in drafts},
    }


def _draft_digest(consultation: Consultation, by: dict) -> str:
    """The digest of a draft with the answers that were published, as they stand."""
    is_concluded = consultation.status == Consultation.Status.CONCLUDED
    return digest(record_of_draft(consultation, by=by, table=answers(consultation) if is_concluded else None))


def record_of_draft(consultation: Consultation, *, by: dict, table: list[dict] | None = None) -> dict:
    """What was put out for consultation; with ``table`` the answers, and what became of the draft."""
    made = {
        "format": FORMAT_OF_DRAFTS,
        "index_number": consultation.disclosure.index_number,
        "consultation": consultation.pk,
        "bodies": by,
        **content.plain(consultation, ("title", "about", "body", "elements", "opens_on", "closes_on")),
        "attachments": files_of(consultation),
    }
    if table is not None:
        made |= {"answers": table, "conclusion": consultation.conclusion}
    if consultation.status == Consultation.Status.WITHDRAWN:
        made["withdrawn"] = consultation.withdrawn_because
    return made


def payload_of_draft(consultation: Consultation, *, table: list[dict] | None = None, **more) -> dict:
    """What the public log keeps of a consultation as it stands."""
    by = bodies(consultation)
    return {
        "title": consultation.title,
        "agency": consultation.agency.slug,
        "department": consultation.department.slug,
        "consultation": consultation.pk,
        "bodies": by,
        "closes_on": consultation.closes_on.isoformat(),
        "record_sha256": digest(record_of_draft(consultation, by=by, table=table)),
        "files": [{"name": file["name"], "sha256": file["sha256"]} for file in files_of(consultation)],
        **more,
    }


def published(disclosure: Disclosure, version: int | None) -> tuple[dict, bool] | None:
    """The record of ``version``, or of what stands, and whether it is the one that the public log tells of. None when
    there is no such version, when its entry held no record yet, or when a correction hides it."""
    entries = LogEntry.objects.filter(subject=disclosure.index_number, kind__in=TELLING).order_by("number")
    told = [entry for entry in entries if "record_sha256" in entry.payload]
    if not told:
        return None
    if version is None or version == told[-1].payload["version"]:
        last = told[-1]
        made = record(
            disclosure,
            version=last.payload["version"],
            by=last.payload["bodies"],
            **erasing(disclosure, last),
        )
        is_theirs = last.payload["agency"] == disclosure.agency.slug
        return made, is_theirs and digest(made) == last.payload["record_sha256"]
    if told[-1].kind == ERASED:
        return None
    hidden = max((one.number for one in disclosure.versions.all() if one.hides_earlier), default=0)
    text = disclosure.versions.filter(number=version, number__gte=hidden).first()
    repealed = False
    for entry in told:
        repealed |= entry.kind == "repealed"
        if entry.payload["version"] == version and entry.kind in ("published", "corrected") and text:
            by = entry.payload["bodies"]
            made = record(disclosure, version=version, by=by, text=text, repealed=repealed, withdrawn=False)
            return made, digest(made) == entry.payload["record_sha256"]
    return None


def answers(consultation: Consultation) -> list[dict]:
    """The table of answers as the public reads it, in the order in which the opinions came."""
    # Where many consultations are looked at, theirs were fetched together.
    answered = getattr(consultation, "answered", None)
    if answered is None:
        answered = consultation.opinions.filter(status=ConsultationOpinion.Status.ANSWERED)
    return [
        {
            "opinion": one.public_text,
            "received_on": one.received_on.isoformat(),
            "way": one.way,
            "verdict": one.verdict,
            "reason": one.reason,
        }
        for one in answered
    ]
