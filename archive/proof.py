"""Proving that an archive file is what was sealed, and that its attachments are still there unaltered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from archive import volumes
from archive.models import ArchiveFile, ArchiveSupplement
from catalog import content
from catalog.disclosures import authenticity, records
from catalog.models import Attachment, Disclosure, Erasure, PlacementPhoto
from core import canonical
from core.files.types import sha256
from core.models import Discrepancy, LogEntry
from core.proof import evidence, findings
from core.proof.evidence import Fault, Part
from requests_app.actions import sealed_words

SEALED = "archived"
AT_ONCE = 2000


def told_of(disclosure: Disclosure | None) -> dict:
    """What the entry of a sealing says of the canonical record beside the manifest: its digest and the entry that told
    it. Nothing of an application, which has no public record, and of what was published before there were records."""
    told = _record_before(disclosure, None) if disclosure else None
    return {"record_sha256": told.payload["record_sha256"], "told_in": told.number} if told else {}


def _record_before(disclosure: Disclosure, number: int | None) -> LogEntry | None:
    """The last entry with a record of ``disclosure``, before the entry ``number`` where one is given."""
    entries = LogEntry.objects.filter(
        subject=disclosure.index_number, kind__in=records.TELLING, payload__has_key="record_sha256"
    )
    if number is not None:
        entries = entries.filter(number__lt=number)
    return entries.order_by("number").last()


def digest(manifest: dict) -> str:
    """SHA-256 over the canonical JSON of the contents: sorted keys, no spaces, UTF-8. Anybody can recompute it."""
    return canonical.sorted_digest(manifest)


def faults(file: ArchiveFile) -> list[str]:
    """A sentence for everything about ``file``, and about the matter that it is of, that is not as it was sealed and
    published; an empty list proves it."""
    return [*sealed_faults(file), *map(findings.sentence, matter_faults(file))]


def matter_faults(file: ArchiveFile) -> Iterator[Fault]:
    """What of the rows and files beneath the matter of ``file`` is not as the portal wrote them, or not what the public
    log tells."""
    root = file.disclosure or file.application
    yield from evidence.matter_faults(
        root, apart=(Attachment, PlacementPhoto)
    )  # measured with the file itself
    if file.disclosure:
        place, number = Disclosure._meta.db_table, file.disclosure.index_number
        for sentence in authenticity.standing(file.disclosure).faults:
            yield Fault(Discrepancy.Kind.TEXT, place, root.pk, sentence, number, file.agency_id)


def sealed_faults(file: ArchiveFile) -> list[str]:
    """A sentence for everything in ``file`` that does not fit its digest, the log, its words and its files."""
    return list(_faults(file))


def look(after: int, limit: int) -> Part:
    """The check of all sealed files, in the order of their keys."""
    rows = list(
        ArchiveFile.objects.filter(pk__gt=after)
        .select_related("disclosure", "application")
        .order_by("pk")[:limit]
    )
    found = [
        Fault(
            Discrepancy.Kind.ARCHIVE, ArchiveFile._meta.db_table, file.pk, fault, file.number, file.agency_id
        )
        for file in rows
        for fault in sealed_faults(file)
    ]
    if not after:
        found += missing()
    return found, None if len(rows) < limit else rows[-1].pk


@dataclass(frozen=True)
class Measured:
    """Attachments as they were measured before anything was locked: which, and what is wrong with them."""

    which: frozenset[tuple[int, str, str]]
    faults: tuple[str, ...]

    def faults_of(self, attachments: Iterable[Attachment]) -> Iterator[str]:
        """What is wrong with ``attachments``, which are read under a lock now; measured are only the same rows."""
        yield from self.faults
        if not _which(attachments) <= self.which:
            yield _("Its files were changed while they were being measured. Please try once more.")


def measured(attachments: Iterable[Attachment]) -> Measured:
    """Measure ``attachments``: seconds of reading, done while nothing is locked."""
    attachments = list(attachments)
    return Measured(_which(attachments), tuple(damaged(attachments)))


def _which(attachments: Iterable[Attachment]) -> frozenset[tuple[int, str, str]]:
    return frozenset((one.pk, one.file.name, one.sha256) for one in attachments)


def missing() -> Iterator[Fault]:
    """Archive files and volumes that are gone although a seal or the public log tells of them; nobody else would."""
    known: set[str] = set()
    for model in (ArchiveFile, ArchiveSupplement):
        for fault in evidence.gone(model):
            known.add(fault.matter)
            yield fault
    entries = LogEntry.objects.filter(kind=SEALED).order_by("number").values_list("subject", flat=True)
    there = set(ArchiveFile.objects.values_list("number", flat=True))
    there |= set(ArchiveSupplement.objects.values_list("number", flat=True))
    for subject in entries.iterator(chunk_size=AT_ONCE):
        if subject not in there | known:
            what = _("The log tells of it, and it is gone.")
            yield Fault(Discrepancy.Kind.ARCHIVE, ArchiveFile._meta.db_table, None, what, subject)


def damaged(attachments: Iterable[Attachment]) -> Iterator[str]:
    """A sentence for each attachment that is gone or is not the file that was attached."""
    missing, altered = _("The attachment “%(name)s” is missing."), _("The attachment “%(name)s” was altered.")
    yield from _unlike(attachments, missing=missing, altered=altered)


def _unlike(stored: Iterable[Attachment | PlacementPhoto], *, missing: str, altered: str) -> Iterator[str]:
    """``missing`` or ``altered`` with its name for each stored file that is not what its hash says."""
    for one in stored:
        try:
            with one.file.open("rb") as content:
                unaltered = sha256(content) == one.sha256
        except OSError:
            yield missing % {"name": one.name}
            continue
        if not unaltered:
            yield altered % {"name": one.name}


def is_erased(file: ArchiveFile) -> bool:
    """Whether two people erased what it held, with a proof: then number and digest are all that is left of it."""
    return file.disclosure_id is not None and Erasure.objects.filter(disclosure=file.disclosure_id).exists()


def _faults(file: ArchiveFile) -> Iterator[str]:
    if is_erased(file):
        if file.manifest or any(volume.manifest for volume in file.supplements.all()):
            yield _("Its contents were erased with a proof, and something stands there again.")
        yield from _log_faults(file)
        yield from filter(None, map(_untold, file.supplements.all()))
        return
    if digest(file.manifest) != file.digest:
        yield _("The contents do not match the digest under which the file was sealed.")
    if file.disclosure:
        yield from _attachment_faults(file)
        yield from _photo_faults(file)
    else:
        yield from sealed_words.faults(file.manifest, file.application)
        yield from _chain_faults(file)
    yield from _log_faults(file)
    for volume in file.supplements.all():
        yield from _supplement_faults(file, volume)


def _record_faults(disclosure: Disclosure | None, sealed: LogEntry) -> Iterator[str]:
    """The entry of a sealing names the record that the log had told of until then. Early entries name none."""
    if disclosure is None or "record_sha256" not in sealed.payload:
        return
    told = _record_before(disclosure, sealed.number)
    if told is None or told.payload["record_sha256"] != sealed.payload["record_sha256"]:
        yield _("The record that was archived under %(number)s is not the one that was published.") % {
            "number": sealed.subject
        }


def _chain_faults(file: ArchiveFile) -> Iterator[str]:
    """The file of an application that was sealed again names the one before it."""
    before = file.application.archive_files.filter(pk__lt=file.pk).order_by("pk").last()
    named = file.manifest.get("previous", {}).get("digest")
    if named != (before.digest if before else None):
        yield _("%(number)s does not follow the volume before it.") % {"number": file.number}


def _attachment_faults(file: ArchiveFile) -> Iterator[str]:
    """What any volume sealed is kept unaltered, and what is public now is what the last version says."""
    kept, disclosure = list(volumes.attachments(file.disclosure)), file.disclosure
    sealed = [row["sha256"] for row in file.manifest.get("attachments", ())]
    for volume in file.supplements.all():
        sealed += [row["sha256"] for row in volume.manifest["attachments"]]
    last = disclosure.versions.filter(published_at__gt=file.sealed_at).order_by("number").last()
    shown = [row["sha256"] for row in (last.files if last else file.manifest.get("attachments", ()))]
    public = [one.sha256 for one in kept if one.disclosure_id == disclosure.pk]
    if set(sealed) - {one.sha256 for one in kept} or sorted(shown) != sorted(public):
        yield _("The attachments are not those that were sealed.")
    yield from damaged(one for one in kept if one.sha256 in sealed or one.disclosure_id == disclosure.pk)


def _supplement_faults(file: ArchiveFile, volume: ArchiveSupplement) -> Iterator[str]:
    """A volume is what was sealed, hangs on the one before it, and says what the version said."""
    if digest(volume.manifest) != volume.digest:
        yield _("The contents of %(number)s do not match the digest under which it was sealed.") % {
            "number": volume.number
        }
    before = file.supplements.filter(position__lt=volume.position).order_by("position").last() or file
    if volume.manifest.get("previous", {}).get("digest") != before.digest:
        yield _("%(number)s does not follow the volume before it.") % {"number": volume.number}
    if fault := _untold(volume):
        yield fault
    text, version = volume.manifest.get("text", {}), volume.version
    said = content.plain(version, content.VERSIONED)
    if any(text[name] != said[name] for name in content.VERSIONED if name in text):
        yield _("The text of %(number)s is not the one that was sealed.") % {"number": volume.number}


def _untold(volume: ArchiveSupplement) -> str:
    """A sentence when the public log does not carry the digest of ``volume``; else nothing."""
    sealed = LogEntry.objects.filter(subject=volume.number, kind=SEALED).first()
    if sealed is not None and sealed.payload.get("digest") == volume.digest:
        return next(_record_faults(volume.file.disclosure, sealed), "")
    return _("The public log does not carry the digest of %(number)s.") % {"number": volume.number}


def _photo_faults(file: ArchiveFile) -> Iterator[str]:
    """The photographs of places; files that were sealed before photographs were part of them name none."""
    rows = file.manifest.get("placements", ())
    sealed = {row["photo"]["sha256"] for row in rows if row.get("photo")}
    if not sealed:
        return
    kept = list(PlacementPhoto.objects.filter(placement__disclosure=file.disclosure, sha256__in=sealed))
    if {photo.sha256 for photo in kept} != sealed:
        yield _("A photograph of a place is not the one that was sealed.")
    missing, altered = _("The photograph “%(name)s” is missing."), _("The photograph “%(name)s” was altered.")
    yield from _unlike(kept, missing=missing, altered=altered)


def _log_faults(file: ArchiveFile) -> Iterator[str]:
    """The public log carries the digest since the day of sealing; its own chain is checked by ``verify_log``."""
    sealed = LogEntry.objects.filter(subject=file.number, kind=SEALED).first()
    if sealed is None:
        yield _("The public log has no entry of the sealing.")
    elif sealed.payload.get("digest") != file.digest:
        yield _("The public log names another digest.")
    else:
        yield from _record_faults(file.disclosure, sealed)
    for entry in file.manifest.get("log", ()):
        if not LogEntry.objects.filter(number=entry["number"], hash=entry["hash"]).exists():
            yield _("Entry %(number)s of the public log is not the one that was sealed.") % {
                "number": entry["number"]
            }
