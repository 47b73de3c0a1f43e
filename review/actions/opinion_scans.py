"""The papers on which opinions came: laid down encrypted before the opinion is written, read back by who answers it."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from core import crypto
from core.files import laying
from core.files.laying import Laid
from core.files.types import checked_type
from review.models import Opinion, OpinionScan


@dataclass(frozen=True)
class LaidScan:
    """A scan that lies where it will be read from, encrypted, for an opinion that is still to be written."""

    name: str
    media_type: str
    lies: Laid


@contextmanager
def laid(uploads: Iterable[UploadedFile]) -> Iterator[list[LaidScan]]:
    """``uploads`` as they lie; those that no row names in the end are deleted. Done around the transaction."""
    with ExitStack() as stack:
        ready = []
        for upload in uploads:
            name = upload.name or ""
            kind = checked_type(name, upload, upload.size or 0)
            lies = stack.enter_context(
                laying.unless_named(laying.lay(OpinionScan(), "file", upload, name=""))
            )
            ready.append(LaidScan(name[-200:], kind.media_type, lies))
        yield ready


def keep(opinion: Opinion, scan: LaidScan) -> OpinionScan:
    """The row that names a scan which lies already."""
    kept = OpinionScan(
        opinion=opinion,
        file=scan.lies.path,
        name=scan.name,
        media_type=scan.media_type,
        size=scan.lies.size,
        sha256=scan.lies.sha256,
    )
    kept.save(force_insert=True)
    scan.lies.named_by.append(kept)
    return kept


def content_of(kept: OpinionScan) -> bytes:
    """The plain content. Raises ``FileNotFoundError``, and ``ValueError`` when it is another than was kept."""
    with kept.file.open("rb") as file:
        content = crypto.decrypt_bytes(file.read())
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise ValueError("This is not the file that was kept.")
    return content
