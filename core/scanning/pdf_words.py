"""Words of a PDF file beside the text of its pages: fields, remarks, titles, bookmarks, what stands instead of letters.

A reader finds them by copying, searching, listening or opening a side bar, so they are as public as the page.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from core.scanning import strings

SHOWS = {b"Tj", b"TJ", b"'", b'"'}
NOT_READ = {"/ID"}  # bytes that say nothing
DEEPEST = 40
# Marks of streams in which nobody writes: pictures, typefaces, colours, functions, the file's own lists.
NO_WORDS = {
    "/Image",
    "/XRef",
    "/ObjStm",
    "/CMap",
    "/FunctionType",
    "/ShadingType",
    "/Type1C",
    "/CIDFontType0C",
} | {"/OpenType", "/Length1", "/N", "/BitsPerComponent"}
LONGEST_STREAM = 20_000_000
LEAST_WRITTEN = 10  # bytes of a text that can hold a number
DRAWS = re.compile(rb"\bBT\b|\b(?:re|cm|gs|Do)\s")
LITERAL = re.compile(rb"\(((?:[^\\()]|\\.)*)\)|<([0-9A-Fa-f\s]*)>", re.DOTALL)
ROUND, SHARP = rb"\((?:[^\\()]|\\.)*\)", rb"<[0-9A-Fa-f\s]*>"
WRITES = re.compile(
    rb"\[(?:[^\[\]\\()]|\\.|"
    + ROUND
    + rb")*\]\s*TJ|"
    + ROUND
    + rb"\s*(?:Tj|['\"])|"
    + SHARP
    + rb"\s*(?:Tj|['\"])",
    re.DOTALL,
)
ESCAPED = re.compile(rb"\\([^0-7])", re.DOTALL)
STANDARD_ENCODINGS = {"/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding", "/StandardEncoding"}
TOLD_BY_THEIR_COLLECTION = {"GB1", "CNS1", "Japan1", "Korea1", "KR", "UCS"}


def beside_the_pages(reader: pypdf.PdfReader) -> Iterator[tuple[str, str]]:
    """Every text that an object of the file holds under some key, with the key; what the pages draw is not among it."""
    seen: set[int] = set()
    for number in sorted(_numbers(reader)):
        try:
            thing = reader.get_object(number)
        except (PyPdfError, ValueError, KeyError, AttributeError, RecursionError):
            continue
        yield from _texts(thing, "", 0, seen)


def _numbers(reader: pypdf.PdfReader) -> set[int]:
    told = {number for generation in reader.xref.values() for number in generation}
    return told | set(reader.xref_objStm)


def _texts(thing: object, key: str, depth: int, seen: set[int]) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST or id(thing) in seen:
        return
    if isinstance(thing, (TextStringObject, ByteStringObject)):
        if key not in NOT_READ and (text := _string(thing)).strip():
            yield key.lstrip("/"), strings.readable(text)
    elif isinstance(thing, NameObject):
        if strings.may_tell(thing):
            yield key.lstrip("/"), strings.readable(thing[1:])
    elif isinstance(thing, (DictionaryObject, ArrayObject)):
        seen.add(id(thing))
        inside = thing.items() if isinstance(thing, DictionaryObject) else ((key, one) for one in thing)
        for name, value in inside:
            if strings.may_tell(name):
                yield key.lstrip("/"), strings.readable(name[1:])
            value = value if isinstance(thing, ArrayObject) else thing.raw_get(name)
            if not isinstance(value, IndirectObject):
                yield from _texts(value, str(name), depth + 1, seen)
        if isinstance(thing, StreamObject):
            yield from _of_stream(thing)


def _of_stream(stream: StreamObject) -> Iterator[tuple[str, str]]:
    """The words of a stream that is no picture and no typeface: a packet of metadata, a script, orders to draw.

    Of orders only what they write: their other numbers are places and sizes.
    """
    kind = stream.get("/Subtype") or stream.get("/Type")
    if kind in NO_WORDS or NO_WORDS & set(stream):
        return
    try:
        content = stream.get_data()[:LONGEST_STREAM]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError, zlib.error):
        return
    if DRAWS.search(content):
        for match in WRITES.finditer(content):
            pieces = LITERAL.findall(match[0])
            text = b"".join(ESCAPED.sub(rb"\1", one) if one else _from_hex(two) for one, two in pieces)
            if len(text) >= LEAST_WRITTEN:
                yield "text", text.decode("utf-16-be" if text[:1] == b"\0" else "latin-1", "replace")
    elif not content.startswith(b"/CIDInit"):
        for text in (*strings.as_texts(content), *filter(strings.may_tell, strings.runs(content))):
            yield str(kind or "stream").lstrip("/"), text


def _from_hex(digits: bytes) -> bytes:
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return b""


def _string(value: object) -> str:
    """A string of the file as text; raw bytes as Chinese programs write them, or as what they are."""
    if not isinstance(value, bytes):
        return str(value)
    for encoding in ("utf-16" if value[:2] in (b"\xfe\xff", b"\xff\xfe") else "utf-8", "gb18030"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def pages_left_out(reader: pypdf.PdfReader) -> Iterator[pypdf.PageObject]:
    """Pages among the objects of the file that its list of pages does not name."""
    shown = {page.indirect_reference.idnum for page in reader.pages if page.indirect_reference is not None}
    for number in sorted(_numbers(reader) - shown):
        try:
            thing = reader.get_object(number)
        except (PyPdfError, ValueError, KeyError, AttributeError, RecursionError):
            continue
        if isinstance(thing, DictionaryObject) and thing.get("/Type") == "/Page":
            page = pypdf.PageObject(reader, IndirectObject(number, 0, reader))
            page.update(thing)
            yield page


def of_annotations(page: pypdf.PageObject) -> Iterator[tuple[str, str]]:
    """How each remark and field of a page looks: the text of the forms that draw it, with the kind of the remark."""
    annotations = page.get("/Annots")
    for reference in annotations.get_object() if annotations is not None else ():
        one = reference.get_object()
        looks = one.get("/AP")
        for look in _streams(looks.get_object() if looks is not None else None, 0):
            try:
                text = page.extract_xform_text(look)
            except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
                continue
            if text.strip():
                yield str(one.get("/Subtype", "")), text


def _streams(thing: object, depth: int) -> Iterator[StreamObject]:
    if isinstance(thing, StreamObject):
        yield thing
    elif isinstance(thing, DictionaryObject) and depth < 3:
        for value in thing.values():
            yield from _streams(value.get_object(), depth + 1)


def unseen_layers(reader: pypdf.PdfReader) -> set[int]:
    """The numbers of the layers (optional content) that are not shown when the file is opened."""
    try:
        told = reader.trailer["/Root"].get_object().get("/OCProperties")
        if told is None:
            return set()
        shown = told.get_object().get("/D", DictionaryObject()).get_object()
        layers = {one.idnum for one in told.get_object().get("/OCGs", []) if isinstance(one, IndirectObject)}
        off = {one.idnum for one in shown.get("/OFF", []) if isinstance(one, IndirectObject)}
        on = {one.idnum for one in shown.get("/ON", []) if isinstance(one, IndirectObject)}
    except (PyPdfError, AttributeError, TypeError, KeyError):
        return set()
    return (layers - on) if shown.get("/BaseState") == "/OFF" else off


@dataclass
class Marks:
    """Follows what a page marks: text given instead of its letters, parts that belong to a layer, fonts."""

    resources: dict
    layers: set[int]
    instead: list[str] = field(default_factory=list)
    has_untold_letters: bool = False
    in_unseen_layer: bool = False
    marked: list[bool] = field(default_factory=list)
    font: str = ""
    is_told: dict[str, bool] = field(default_factory=dict)

    def before(self, operator: bytes, operands: list) -> None:
        """An order is about to be carried out."""
        try:
            self._order(operator, operands)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError, PyPdfError):
            return  # an order that makes no sense draws nothing

    def _order(self, operator: bytes, operands: list) -> None:
        if operator == b"BDC":
            tag, said = str(operands[0]), operands[1]
            self.marked.append(tag == "/OC" and self._is_unseen(said))
            told = said if isinstance(said, DictionaryObject) else self._named("/Properties", str(said))
            for key in ("/ActualText", "/Alt", "/E"):
                if isinstance(told, DictionaryObject) and told.get(key):
                    self.instead.append(_string(told[key]))
        elif operator == b"BMC":
            self.marked.append(False)
        elif operator == b"EMC" and self.marked:
            self.marked.pop()
        elif operator == b"Tf":
            self.font = str(operands[0])
        elif operator in SHOWS:
            self.in_unseen_layer = self.in_unseen_layer or any(self.marked)
            self.has_untold_letters = self.has_untold_letters or not self._tells_letters()

    def _is_unseen(self, said: object) -> bool:
        properties = self.resources.get("/Properties")
        if properties is None or isinstance(said, DictionaryObject):
            return False
        reference = properties.get_object().raw_get(str(said))
        if isinstance(reference, IndirectObject) and reference.idnum in self.layers:
            return True
        group = reference.get_object()  # several layers at once: unseen where all of them are
        members = group.get("/OCGs", []) if group.get("/Type") == "/OCMD" else []
        members = [members] if isinstance(members, DictionaryObject) else list(members)
        return bool(members) and all(getattr(one, "idnum", None) in self.layers for one in members)

    def _named(self, kind: str, name: str) -> object:
        found = self.resources.get(kind)
        value = found.get_object().get(name) if found is not None else None
        return value.get_object() if value is not None else None

    def _tells_letters(self) -> bool:
        if self.font not in self.is_told:
            font = self._named("/Font", self.font)
            self.is_told[self.font] = not isinstance(font, DictionaryObject) or tells_letters(font)
        return self.is_told[self.font]


def tells_letters(font: DictionaryObject) -> bool:
    """Whether a program can tell which letters the signs of ``font`` are; else a text of it is no text to a machine."""
    if "/ToUnicode" in font:
        return True
    if font.get("/Subtype") == "/Type0":
        encoding = font.get("/Encoding")
        if isinstance(encoding, str) and not encoding.startswith("/Identity"):
            return True  # one of the known tables of the East Asian scripts
        system = (
            font["/DescendantFonts"][0].get_object().get("/CIDSystemInfo", DictionaryObject()).get_object()
        )
        return str(system.get("/Ordering", "")) in TOLD_BY_THEIR_COLLECTION
    if font.get("/Subtype") == "/Type3":
        encoding = font.get("/Encoding")
        differences = encoding.get_object().get("/Differences", []) if encoding is not None else []
        names = [str(one)[1:] for one in differences if isinstance(one, str)]
        return bool(names) and sum(name in KNOWN_NAMES for name in names) * 2 >= len(names)
    return True


KNOWN_NAMES = {name.lstrip("/") for name in pypdf._codecs.adobe_glyphs}
