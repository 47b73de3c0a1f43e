"""Uploads are distrusted: a file is taken for what it contains, never for what its name says."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.files import threats
from core.text import encodings

# Stricter than the policy of the pages: no source, no script, no form, an origin of its own.
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True)
class FileType:
    """A type that may be published, and how its content is known."""

    suffix: str
    media_type: str
    is_it: Callable[[IO[bytes]], bool]


def _begins_with(*starts: bytes) -> Callable[[IO[bytes]], bool]:
    def is_it(file: IO[bytes]) -> bool:
        file.seek(0)
        return file.read(16).startswith(starts)

    return is_it


def _zip_with(*members: str) -> Callable[[IO[bytes]], bool]:
    def is_it(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                return set(members) <= set(archive.namelist())
        except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
            return False

    return is_it


def _is_plain_text(file: IO[bytes]) -> bool:
    try:
        text = encodings.text_of(file)
    except UnicodeError:
        return False
    begins = text.lstrip("\ufeff \t\r\n").lower()
    return "\0" not in text and not begins.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script"))


OFFICE = "application/vnd.openxmlformats-officedocument."
FILE_TYPES = {
    kind.suffix: kind
    for kind in (
        FileType("pdf", "application/pdf", _begins_with(b"%PDF-")),
        FileType("png", "image/png", _begins_with(b"\x89PNG\r\n\x1a\n")),
        FileType("jpg", "image/jpeg", _begins_with(b"\xff\xd8\xff")),
        FileType("jpeg", "image/jpeg", _begins_with(b"\xff\xd8\xff")),
        FileType(
            "docx",
            OFFICE + "wordprocessingml.document",
            _zip_with("[Content_Types].xml", "word/document.xml"),
        ),
        FileType("xlsx", OFFICE + "spreadsheetml.sheet", _zip_with("[Content_Types].xml", "xl/workbook.xml")),
        FileType("ofd", "application/ofd", _zip_with("OFD.xml")),
        FileType("csv", "text/csv", _is_plain_text),
        FileType("txt", "text/plain", _is_plain_text),
    )
}


def checked_type(name: str, file: IO[bytes], size: int) -> FileType:
    """The type of an uploaded file whose name and content agree. Raises ``ValidationError`` with a sentence."""
    if size == 0:
        raise ValidationError(_("The file “%(name)s” is empty."), params={"name": name})
    if size > settings.UPLOAD_LIMIT_BYTES:
        raise ValidationError(
            _("The file “%(name)s” is larger than %(limit)s."),
            params={"name": name, "limit": filesizeformat(settings.UPLOAD_LIMIT_BYTES)},
        )
    kind = FILE_TYPES.get(PurePath(name).suffix.lower().lstrip("."))
    if kind is None:
        raise ValidationError(
            _("“%(name)s” is of no type that can be published. These can: %(types)s."),
            params={"name": name, "types": ", ".join(sorted(FILE_TYPES))},
        )
    if not kind.is_it(file):
        raise ValidationError(
            _("“%(name)s” does not contain what its name says (%(type)s)."),
            params={"name": name, "type": kind.suffix},
        )
    if fault := threats.fault(file, kind.suffix):
        raise ValidationError(_("“%(name)s” is not taken. %(fault)s"), params={"name": name, "fault": fault})
    file.seek(0)
    return kind


def download(file: IO[bytes], *, name: str, media_type: str, sha256: str) -> FileResponse:
    """``file`` as an answer: it is saved, never shown. Should a browser show it all the same, nothing in it may act."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    response["ETag"] = f'"{sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Download-Options"] = "noopen"
    response["Content-Security-Policy"] = SANDBOX
    return response


def sha256(file: IO[bytes]) -> str:
    """The SHA-256 of a file, in hexadecimal; the file is left at its beginning."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest
