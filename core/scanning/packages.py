"""Packages of XML parts (docx, xlsx): opened carefully, and what both kinds can hide."""

import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring, iterparse

from core.scanning import strings
from core.scanning.findings import Found, masked
from core.scanning.images import in_image
from core.scanning.texts import in_lines

PART_AT_MOST = 200 * 1024 * 1024
NAMES = {
    "creator": "dc:creator",
    "lastModifiedBy": "lastModifiedBy",
    "manager": "Manager",
}
# What programs write there when nobody told them a name: it is no person's.
PROGRAMS = frozenset(
    {"openpyxl", "python-docx", "xlsxwriter", "apache poi", "libreoffice", "epplus", "wps office"}
)
PICTURE = re.compile(r"(?:word|xl|ppt)/media/.*\.(?:jpe?g|png|tiff?|webp)$", re.IGNORECASE)
EMBEDDED = re.compile(r"(?:^|/)(?:embeddings|activeX|ctrlProps)/[^/]+$", re.IGNORECASE)
MACROS = re.compile(r"vba(?:Project|Data)[^/]*\.(?:bin|xml)$|macrosheets/|/xlm", re.IGNORECASE)
HARMLESS_LINKS = ("hyperlink",)
PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
THUMBNAIL = re.compile(r"^docProps/thumbnail\.(?:jpe?g|png)$", re.IGNORECASE)
REMARK = re.compile(rb"<!--(.*?)-->|<\?(?!xml\s)(.*?)\?>", re.DOTALL)
BEGINS_REMARK = re.compile(rb"<!--|<\?(?!xml\s)")
PIECE = 1 << 20
MEMBER = b"PK\x03\x04"
HEAD_OF_MEMBER = 30  # bytes before the name of a member
PICTURES_AT_MOST = 50
CONNECTIONS = "xl/connections.xml"
# What lies behind a table or picture and is not shown with it: whole lists of people often do.
CACHES = re.compile(r"^xl/(?:pivotCache/.*Records\d*\.xml|externalLinks/.*\.xml|queryTables/.*|model/.*)$")
# Parts that are drawn with the document: pictures of words, charts, tables.
SHOWN = re.compile(r"^(?:xl/(?:drawings|charts|tables|pivotTables|slicers)|word/(?:charts|diagrams))/")
# What office programs write into every file: it is no news, but people can write numbers into most of it.
HARMLESS = re.compile(
    r"^(?:\[Content_Types\]\.xml|docProps/(?:core|app|custom)\.xml|docProps/thumbnail\.\w+"
    r"|customXml/itemProps\d+\.xml|(?:word|xl)/theme/.*|(?:word|xl)/(?:styles|stylesWithEffects|fontTable|settings"
    r"|webSettings|numbering|calcChain|metadata|people)\.xml|word/glossary/(?:styles|fontTable|settings|webSettings)"
    r"\.xml|word/fonts/.*\.odttf|xl/printerSettings/.*|xl/charts/(?:style|colors)\d*\.xml|_xmlsignatures/.*"
    r"|mimetype)$",
    re.IGNORECASE,
)


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str, default: str = "") -> str:
    """An attribute by its local name."""
    if name in element.attrib:
        return element.attrib[name]
    return next((value for key, value in element.attrib.items() if local(key) == name), default)


def part(package: zipfile.ZipFile, name: str) -> Element | None:
    """A part as a tree, or None when it is not there. Entities and document types are refused by the parser."""
    try:
        info = package.getinfo(name)
    except KeyError:
        return None
    if info.file_size > PART_AT_MOST:
        raise zipfile.BadZipFile(f"{name} is too large")
    return fromstring(package.read(info))


def elements(file: IO[bytes], *, keep: frozenset[str]) -> Iterator[Element]:
    """Every finished element of a large part whose local name is in ``keep``; it is emptied after its use."""
    for _event, element in iterparse(file, events=("end",)):
        if local(element.tag) in keep:
            yield element
            element.clear()


def outer_elements(file: IO[bytes], *, inside: str, many: str) -> Iterator[Element]:
    """The elements right under the root of a large part, in order; for that named ``inside`` each of its ``many``.

    Each is emptied after its use.
    """
    depth, is_inside = 0, False
    for event, element in iterparse(file, events=("start", "end")):
        name = local(element.tag)
        if event == "start":
            depth, is_inside = depth + 1, is_inside or name == inside
            continue
        depth -= 1
        if (is_inside and name == many) or (depth == 1 and not is_inside):
            yield element
            element.clear()
        is_inside = is_inside and name != inside


@dataclass(frozen=True)
class Looking:
    """What a look at a package needs to know: the day, the public numbers, which parts its reader understands."""

    today: date
    known: frozenset[str]
    understands: Callable[[str], bool]

    def lines(self, text: str) -> Iterator[Found]:
        """What running text holds."""
        return in_lines(text.splitlines(), today=self.today, known=self.known)


def hidden_in(package: zipfile.ZipFile, looking: Looking) -> Iterator[Found]:
    """Makers, embedded files, macros, links to other files, photographs that tell their place, and what is carried
    along without being shown: every part is understood, or read as text for numbers and named."""
    yield from _makers(package)
    yield from _of_the_archive(package, looking)
    pictures = 0
    for info in package.infolist():
        if MACROS.search(info.filename):
            yield Found("macro", {"member": info.filename})
        elif EMBEDDED.search(info.filename) and not info.filename.endswith(".rels"):
            yield Found("embedded_file", {"member": info.filename})
        elif PICTURE.search(info.filename) and pictures < PICTURES_AT_MOST:
            pictures += 1
            yield from _picture(package, info, looking)
        elif THUMBNAIL.search(info.filename):  # it is too small to be read
            yield from (one for one in _picture(package, info, looking) if one.kind != "picture")
        elif info.filename.endswith(".rels"):
            yield from _links(package, info.filename, looking)
        elif not info.is_dir() and not looking.understands(info.filename):
            for one in _carried_along(package, info, looking):
                yield Found(one.kind, {"member": info.filename, **one.place}, one.shown, one.further)
        yield from _remarks(package, info, looking)


def told_beside(tree: Element, looking: Looking, *, but: Collection[str] = ()) -> Iterator[Found]:
    """Numbers in what elements say in attributes and text: alternative texts, titles, tips, names, targets of links.

    The text of the elements in ``but`` is read elsewhere.
    """
    texts = ((None if local(one.tag) in but else one.text, one.tail) for one in tree.iter())
    yield from _told(chain.from_iterable(texts), looking)
    yield from _told_in_attributes(tree, looking)


def _told_in_attributes(tree: Element, looking: Looking) -> Iterator[Found]:
    return _told(chain.from_iterable(one.attrib.values() for one in tree.iter()), looking)


def _told(values: Iterable[str | None], looking: Looking) -> Iterator[Found]:
    telling = (strings.readable(value) for value in values if value and strings.may_tell(value))
    for value in dict.fromkeys(telling):
        for one in looking.lines(value):
            yield Found(one.kind, {}, one.shown, one.further)


def _of_the_archive(package: zipfile.ZipFile, looking: Looking) -> Iterator[Found]:
    """What the archive itself says: names and remarks of its members, and members that its list leaves out."""
    seen = set()
    for info in package.infolist():
        if info.filename in seen:
            yield Found("carried_along", {"member": info.filename}, "")
        seen.add(info.filename)
        for said in (info.filename, _text(info.comment), _text(info.extra)):
            for one in looking.lines(strings.readable(said)) if strings.may_tell(said) else ():
                yield Found(one.kind, {"part": "file"}, one.shown, one.further)
    for one in looking.lines(_text(package.comment)):
        yield Found(one.kind, {"part": "file"}, one.shown, one.further)
    for content in _between_members(package):
        if MEMBER in content:
            yield Found("carried_along", {"part": "file"}, "")
        for one in strings.in_bytes(content, today=looking.today, known=looking.known):
            yield one.within(part="file")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _between_members(package: zipfile.ZipFile) -> Iterator[bytes]:
    """What lies in the file between the members that its list names: a program that "deletes" leaves it there."""
    file, members = package.fp, sorted(package.infolist(), key=lambda info: info.header_offset)
    ends = [*(info.header_offset for info in members[1:]), package.start_dir]
    for info, following in zip(members, ends, strict=False):
        file.seek(info.header_offset + HEAD_OF_MEMBER - 4)
        lengths = file.read(4)
        name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
        end = info.header_offset + HEAD_OF_MEMBER + name + extra + info.compress_size
        if following - end > HEAD_OF_MEMBER:
            file.seek(end)
            yield file.read(min(following - end, PART_AT_MOST))


def _remarks(package: zipfile.ZipFile, info: zipfile.ZipInfo, looking: Looking) -> Iterator[Found]:
    """Remarks and orders inside XML, which parsers leave out."""
    if not info.filename.lower().endswith((".xml", ".rels", ".vml")) or not _has_remarks(package, info):
        return
    for match in REMARK.finditer(package.read(info)):
        for one in looking.lines(_text(match[1] or match[2])):
            yield Found(one.kind, {"member": info.filename}, one.shown, one.further)


def _has_remarks(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    rest = b""
    with package.open(info) as file:
        while piece := file.read(PIECE):
            if BEGINS_REMARK.search(rest + piece):
                return True
            rest = piece[-8:]
    return False


def _carried_along(package: zipfile.ZipFile, info: zipfile.ZipInfo, looking: Looking) -> Iterator[Found]:
    if info.file_size > PART_AT_MOST:
        raise zipfile.BadZipFile(f"{info.filename} is too large")
    content, is_harmless = package.read(info), bool(HARMLESS.search(info.filename))
    place = {"part": "properties"} if info.filename in PROPERTIES else {}
    words, found = [], []
    if info.filename.lower().endswith((".xml", ".vml")):
        tree = fromstring(content)
        words = [
            text.strip() for one in tree.iter() for text in (one.text, one.tail) if text and text.strip()
        ]
        found += _told_in_attributes(tree, looking)
        found += looking.lines("\n".join(words))
    elif not info.filename.lower().endswith(".odttf"):  # a typeface, written so that it is none
        words = [_text(content)]
        found += strings.in_bytes(content, today=looking.today, known=looking.known)
    if info.filename == CONNECTIONS:
        yield Found("external_link", {"member": info.filename}, CONNECTIONS)
    elif not is_harmless and (
        (any(words) and not SHOWN.search(info.filename)) or CACHES.search(info.filename)
    ):
        yield Found("carried_along", {"member": info.filename}, masked(" ".join(words)[:40]))
    for one in found:
        yield Found(one.kind, place, one.shown, one.further)


def _makers(package: zipfile.ZipFile) -> Iterator[Found]:
    for name in ("docProps/core.xml", "docProps/app.xml"):
        tree = part(package, name)
        for element in tree.iter() if tree is not None else ():
            key = local(element.tag)
            key = key[:1].lower() + key[1:]
            if key in NAMES and (element.text or "").strip().casefold() not in ("", *PROGRAMS):
                yield Found("author", {"part": NAMES[key]}, masked(element.text))
    custom = part(package, "docProps/custom.xml")
    for element in custom if custom is not None else ():
        value = "".join(element.itertext()).strip()
        if value:
            yield Found("author", {"part": attribute(element, "name")}, masked(value[:40]))


def _picture(package: zipfile.ZipFile, info: zipfile.ZipInfo, looking: Looking) -> Iterator[Found]:
    try:
        with package.open(info) as file:
            found = list(in_image(file, today=looking.today, known=looking.known))
    except (OSError, SyntaxError, ValueError):
        yield Found("unreadable", {"member": info.filename})
        return
    for one in found:
        yield one.within(member=info.filename)


def _links(package: zipfile.ZipFile, name: str, looking: Looking) -> Iterator[Found]:
    tree = part(package, name)
    for link in tree if tree is not None else ():
        kind = attribute(link, "Type").rpartition("/")[2]
        target = attribute(link, "Target")
        leaves = attribute(link, "TargetMode") == "External"
        if leaves and (kind not in HARMLESS_LINKS or not target.lower().startswith(("http", "mailto:"))):
            yield Found("external_link", {"member": name}, _without_path(target))
    for one in told_beside(tree, looking) if tree is not None else ():
        yield Found(one.kind, {"member": name, "part": "link"}, one.shown, one.further)


def _without_path(target: str) -> str:
    """The end of a link: its beginning often names a person's folder."""
    return "…" + re.split(r"[\\/]", target)[-1][-40:] if re.search(r"[\\/]", target) else target[:40]
