"""PDF files: their text, what they cover, carry along, and tell of their makers."""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date

import pypdf
from pypdf.errors import PyPdfError

from core.scanning import covering, pdf_words, strings
from core.scanning.findings import Found, masked
from core.scanning.images import can_hold_words, in_image
from core.scanning.texts import in_lines

PERSONAL = {"/Author", "/Manager", "/LastModifiedBy"}
COVERS = {"/Square", "/Redact", "/FreeText", "/Polygon", "/Stamp"}
REMARKS = {"/Text", "/Popup", "/Caret", "/StrikeOut", "/Highlight", "/Underline", "/Ink", "/FileAttachment"}
STARTS = {"/Launch", "/JavaScript", "/ImportData", "/SubmitForm", "/GoToR", "/Rendition"}
LEAST_COVER = 0.95
PHOTOS_AT_MOST = 50
END = re.compile(rb"startxref\s+\d+\s+%%EOF")
LINEAR = re.compile(rb"/Linearized\b")


def in_pdf(file, *, today: date, known: frozenset[str]) -> Iterator[Found]:
    """All findings of a PDF file. Raises ``PyPdfError`` for one that cannot be read.

    What stands on a page is told there; what objects and bytes of the file say besides, once.
    """
    told = set()
    for one in _on_the_pages(file, today, known):
        told.add((one.kind, one.shown))
        yield one
    for one in _in_the_file(file, today, known):
        if (one.kind, one.shown) not in told:
            told.add((one.kind, one.shown))
            yield one


def _in_the_file(file, today: date, known: frozenset[str]) -> Iterator[Found]:
    reader = pypdf.PdfReader(file)
    if not reader.is_encrypted or reader.decrypt(""):
        yield from _pages_left_out(reader, today, known)
        yield from _beside_the_pages(reader, today, known)
    file.seek(0)
    for one in strings.written_in_one(file.read(), today=today, known=known):
        yield one.within(part="file")


def _pages_left_out(reader: pypdf.PdfReader, today: date, known: frozenset[str]) -> Iterator[Found]:
    """Pages that lie in the file and belong to no list of pages: what was taken out of it was not taken away."""
    for page in pdf_words.pages_left_out(reader):
        yield Found("carried_along", {"part": "file"}, "")
        for one in in_lines(page.extract_text().splitlines(), today=today, known=known):
            yield Found(one.kind, {"part": "file"}, one.shown, one.further)


def _on_the_pages(file, today: date, known: frozenset[str]) -> Iterator[Found]:
    editions = _editions(file)
    reader = pypdf.PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        yield Found("unreadable", {"part": "file"}, "encrypted")
        return
    if editions > 1:
        yield Found("earlier_edition", {"part": "file"}, "", editions - 2)
    yield from _makers(reader)
    yield from _carried(reader)
    layers, has_text = pdf_words.unseen_layers(reader), False
    for number, page in enumerate(reader.pages, start=1):
        sheet = covering.Page(_resources(page))
        words = pdf_words.Marks(_resources(page), layers)

        def before(operator, operands, cm, tm, sheet=sheet, words=words) -> None:
            sheet.before(operator, operands, cm, tm)
            words.before(operator, operands)

        text = page.extract_text(visitor_operand_before=before, visitor_operand_after=sheet.after)
        has_text = has_text or bool(text.strip())
        yield from _said(number, [text for _reference, text in pdf_words.of_annotations(page)], today, known)
        yield from _said(number, words.instead, today, known)
        if words.in_unseen_layer:
            yield Found("hidden_text", {"page": number, "part": "layer"})
        if words.has_untold_letters:
            yield Found("unreadable", {"page": number}, "letters")
        for one in in_lines(text.splitlines(), today=today, known=known):
            yield one.within(page=number)
        yield from _annotations(page, sheet, number)
        yield from covering.found(sheet, number)
        yield from _pictures(page, number, today, known)
    if not has_text:
        yield Found("unreadable", {"part": "file"}, "no text")


def _editions(file) -> int:
    """How often the file was written: each later edition leaves what it replaces inside. One made to be shown page by
    page while it loads (linearized) is written in two parts."""
    content = file.read()
    file.seek(0)
    return len(END.findall(content)) - (1 if LINEAR.search(content[:2048]) else 0)


def _beside_the_pages(reader: pypdf.PdfReader, today: date, known: frozenset[str]) -> Iterator[Found]:
    """Titles, bookmarks, names and values of fields, alternative texts: words of the file that stand on no page."""
    for key, text in pdf_words.beside_the_pages(reader):
        for one in in_lines(text.splitlines(), today=today, known=known):
            yield Found(one.kind, {"part": key}, one.shown, one.further)


def _said(page: int, texts: Iterable[str], today: date, known: frozenset[str]) -> Iterator[Found]:
    for text in texts:
        for one in in_lines(text.splitlines(), today=today, known=known):
            yield one.within(page=page)


def _resources(page) -> dict:
    found = page.get("/Resources")
    return found.get_object() if found is not None else {}


def _makers(reader: pypdf.PdfReader) -> Iterator[Found]:
    """Names in the document information and in the XMP packet."""
    for key, value in (reader.metadata or {}).items():
        if key in PERSONAL and str(value).strip():
            yield Found("author", {"part": key[1:]}, masked(str(value)))
    try:
        told = reader.xmp_metadata
        authors = [name for name in (told.dc_creator or []) if name.strip()] if told else []
    except (PyPdfError, ValueError, AttributeError):
        authors = ["XMP"]
    for name in authors:
        yield Found("author", {"part": "XMP"}, masked(name))


def _carried(reader: pypdf.PdfReader) -> Iterator[Found]:
    """Embedded files, scripts, programs that are started, forms that were filled in."""
    root = reader.trailer["/Root"].get_object()
    for name in reader.attachments:
        yield Found("embedded_file", {"member": str(name)}, str(name))
    if _is_active(root.get("/OpenAction")) or "/AA" in root:
        yield Found("program", {"part": "OpenAction"})
    names = root.get("/Names")
    if names is not None and "/JavaScript" in names.get_object():
        yield Found("program", {"part": "JavaScript"})
    form = root.get("/AcroForm")
    if form is not None and "/XFA" in form.get_object():
        yield Found("program", {"part": "XFA"})


def _is_active(action) -> bool:
    action = action.get_object() if action is not None else None
    return isinstance(action, dict) and action.get("/S") in STARTS


def _annotations(page, sheet: covering.Page, number: int) -> Iterator[Found]:
    """Remarks, buttons that start something, and boxes laid over the page as remarks."""
    annotations = page.get("/Annots")
    for reference in annotations.get_object() if annotations is not None else ():
        one = reference.get_object()
        kind = one.get("/Subtype")
        place = {"page": number}
        if kind in REMARKS - {"/Popup", "/FileAttachment"} and str(one.get("/Contents", "")).strip():
            yield Found("comment", place, masked(str(one["/Contents"])[:40]))
        if kind == "/FileAttachment":
            yield Found("embedded_file", place)
        if _is_active(one.get("/A")) or "/AA" in one:
            yield Found("program", place)
        if kind in COVERS and _is_filled(one):
            left, bottom, right, top = (float(value) for value in one["/Rect"])
            sheet.cover(
                [covering.Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))]
            )


def _is_filled(annotation) -> bool:
    """Whether a remark hides what lies under it."""
    if float(annotation.get("/CA", 1)) < LEAST_COVER:
        return False
    return annotation.get("/Subtype") in ("/Redact", "/Stamp") or bool(
        annotation.get("/IC") or (annotation.get("/Subtype") == "/FreeText" and annotation.get("/C"))
    )


def _pictures(page, number: int, today: date, known: frozenset[str]) -> Iterator[Found]:
    """Pictures may show words that nothing here reads; photographs are stored as the camera made them."""
    objects = _resources(page).get("/XObject")
    for reference in (objects.get_object() if objects is not None else {}).values():
        thing = reference.get_object()
        if thing.get("/Subtype") != "/Image":
            continue
        size = int(thing.get("/Width", 0)), int(thing.get("/Height", 0))
        if can_hold_words(*size):
            yield Found("picture", {"page": number}, f"{size[0]} × {size[1]}")
        if thing.get("/Filter") == "/DCTDecode" and number <= PHOTOS_AT_MOST:
            for one in in_image(io.BytesIO(thing._data), today=today, known=known):
                if one.kind != "picture":
                    yield one.within(page=number)
