"""What a department uploads for a draft is checked and laid down before anything is locked (``core.files.laying``)."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from catalog.models import Attachment
from core.files import laying
from core.files.types import checked_type


@dataclass(frozen=True)
class LaidUpload:
    """An upload that lies where attachments lie, for a row that is still to come."""

    name: str
    media_type: str
    lies: laying.Laid


@contextmanager
def laid(uploads: Iterable[UploadedFile]) -> Iterator[list[LaidUpload]]:
    """``uploads`` as they lie for ``disclosures.attach_laid``; those that no draft took in the end are deleted.

    Raises ``ValidationError`` when a file is not what it says.
    """
    with ExitStack() as stack:
        ready = []
        for upload in uploads:
            kind = checked_type(upload.name, upload, upload.size)
            lies = laying.lay(Attachment(), "file", upload, name=upload.name)
            stack.enter_context(laying.unless_named(lies))
            ready.append(LaidUpload(upload.name, kind.media_type, lies))
        yield ready
