"""Proof that nothing is left: the copy is opened again and searched for what was taken out."""

import io
from collections.abc import Iterable, Iterator

import pikepdf
from PIL import Image

from core.redaction.boxes import Box
from core.redaction.pictures import File

DARK = 40  # of 255; a burnt box is black but for the rounding of JPEG
SEARCHED_RAW = 4  # characters; shorter words can stand by chance in the bytes of a picture
WRITINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030")


def words_of(texts: Iterable[str]) -> list[str]:
    """What is searched for: each line that lay under a box, and each of its words, of two characters or more."""
    found: set[str] = set()
    for text in texts:
        for line in text.splitlines():
            found.update(word.strip() for word in (line, *line.split()))
    return sorted(word for word in found if len(word) > 1)


def proof(path: str, suffix: str, boxes: list[Box], words: list[str]) -> dict:
    """What a look into the copy at ``path`` found; it is clean when all but ``pages`` is nought or empty."""
    copy = File(path, suffix)
    text = copy.text()
    pieces = list(_pieces(path, suffix))
    return {
        "pages": len(copy),
        "characters": len(text.strip()),
        "left_in_text": sum(word in text for word in words),
        "left_in_bytes": sum(_stands_in(word, pieces) for word in words if len(word) >= SEARCHED_RAW),
        "not_black": sum(not _is_black(copy, box) for box in boxes),
        "extras": _extras(path, suffix),
    }


def _stands_in(word: str, pieces: list[bytes]) -> bool:
    codes = {word.encode(writing, errors="ignore") for writing in WRITINGS}
    return any(code in piece for code in codes if code for piece in pieces)


def _pieces(path: str, suffix: str) -> Iterator[bytes]:
    """The bytes of the file, and of a PDF every stream unpacked."""
    with open(path, "rb") as file:
        yield file.read()
    if suffix == "pdf":
        with pikepdf.open(path) as document:
            for part in document.objects:
                if isinstance(part, pikepdf.Stream) and part.get("/Filter") != "/DCTDecode":
                    yield part.read_bytes()


def _is_black(copy: File, box: Box) -> bool:
    """Whether the inside of ``box`` shows nothing but black."""
    picture = copy.full(box.page)
    left, top, right, bottom = box.pixels(*picture.size)
    inside = picture.crop((left + 2, top + 2, max(right - 1, left + 3), max(bottom - 1, top + 3)))
    return max(high for _low, high in inside.getextrema()) <= DARK


def _extras(path: str, suffix: str) -> list[str]:
    """Names of what a copy must not have: metadata, remarks, attachments, scripts, text fields, fonts."""
    if suffix != "pdf":
        with open(path, "rb") as file, Image.open(io.BytesIO(file.read())) as picture:
            return sorted({"exif"} if picture.getexif() else set())
    found = set()
    with pikepdf.open(path) as document:
        if len(document.docinfo.keys()):
            found.add("docinfo")
        found.update(
            key[1:]
            for key in (
                "/Metadata",
                "/Names",
                "/AcroForm",
                "/OpenAction",
                "/Outlines",
                "/AF",
                "/StructTreeRoot",
            )
            if key in document.Root
        )
        for page in document.pages:
            found.update(key[1:] for key in ("/Annots", "/Metadata", "/PieceInfo") if key in page.obj)
            if "/Font" in page.obj.get("/Resources", {}):
                found.add("Font")
    return sorted(found)
