"""Proving that an archive file is what was sealed, and that its attachments are still there unaltered."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from archive.models import ArchiveFile
from catalog.models import Attachment, PlacementPhoto
from core.files import sha256
from core.models import LogEntry
from requests_app.actions import sealed_words

SEALED = "archived"


def digest(manifest: dict) -> str:
    """SHA-256 over the canonical JSON of the contents: sorted keys, no spaces, UTF-8. Anybody can recompute it."""
    canonical = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def faults(file: ArchiveFile) -> list[str]:
    """A sentence for everything about ``file`` that is not as it was sealed; an empty list proves it."""
    return list(_faults(file))


def damaged(attachments: Iterable[Attachment]) -> Iterator[str]:
    """A sentence for each attachment that is gone or is not the file that was attached."""
    for attachment in attachments:
        try:
            with attachment.file.open("rb") as file:
                unaltered = sha256(file) == attachment.sha256
        except OSError:
            yield _("The attachment “%(name)s” is missing.") % {"name": attachment.name}
            continue
        if not unaltered:
            yield _("The attachment “%(name)s” was altered.") % {"name": attachment.name}


def _faults(file: ArchiveFile) -> Iterator[str]:
    if digest(file.manifest) != file.digest:
        yield _("The contents do not match the digest under which the file was sealed.")
    if file.disclosure:
        attached = list(file.disclosure.attachments.all())
        sealed = sorted(row["sha256"] for row in file.manifest.get("attachments", ()))
        if sealed != sorted(attachment.sha256 for attachment in attached):
            yield _("The attachments are not those that were sealed.")
        yield from damaged(attached)
        yield from _photo_faults(file)
    else:
        yield from sealed_words.faults(file.manifest, file.application)
    yield from _log_faults(file)


def _photo_faults(file: ArchiveFile) -> Iterator[str]:
    """The photographs of places; files that were sealed before photographs were part of them name none."""
    rows = file.manifest.get("placements", ())
    sealed = {row["photo"]["sha256"] for row in rows if row.get("photo")}
    if not sealed:
        return
    kept = list(PlacementPhoto.objects.filter(placement__disclosure=file.disclosure, sha256__in=sealed))
    if {photo.sha256 for photo in kept} != sealed:
        yield _("A photograph of a place is not the one that was sealed.")
    for photo in kept:
        try:
            with photo.file.open("rb") as content:
                unaltered = sha256(content) == photo.sha256
        except OSError:
            yield _("The photograph “%(name)s” is missing.") % {"name": photo.name}
            continue
        if not unaltered:
            yield _("The photograph “%(name)s” was altered.") % {"name": photo.name}


def _log_faults(file: ArchiveFile) -> Iterator[str]:
    """The public log carries the digest since the day of sealing; its own chain is checked by ``verify_log``."""
    sealed = LogEntry.objects.filter(subject=file.number, kind=SEALED).first()
    if sealed is None:
        yield _("The public log has no entry of the sealing.")
    elif sealed.payload.get("digest") != file.digest:
        yield _("The public log names another digest.")
    for entry in file.manifest.get("log", ()):
        if not LogEntry.objects.filter(number=entry["number"], hash=entry["hash"]).exists():
            yield _("Entry %(number)s of the public log is not the one that was sealed.") % {
                "number": entry["number"]
            }
