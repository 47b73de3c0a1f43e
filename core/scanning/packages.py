"""Packages of XML parts (docx, xlsx): opened carefully, and what both kinds can hide."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring, iterparse

from core.scanning.findings import Found, masked
from core.scanning.images import in_image
from core.scanning.texts import in_lines

PART_AT_MOST = 200 * 1024 * 1024
NAMES = {
    "creator": "dc:creator",
    "lastModifiedBy": "lastModifiedBy",
    "manager": "Manager",
}
PICTURE = re.compile(r"(?:word|xl|ppt)/media/.*\.(?:jpe?g|png|tiff?|webp)$", re.IGNORECASE)
EMBEDDED = re.compile(r"(?:^|/)(?:embeddings|activeX|ctrlProps)/[^/]+$", re.IGNORECASE)
MACROS = re.compile(r"vba(?:Project|Data)[^/]*\.(?:bin|xml)$|macrosheets/|/xlm", re.IGNORECASE)
HARMLESS_LINKS = ("hyperlink",)
PICTURES_AT_MOST = 50
CONNECTIONS = "xl/connections.xml"
# What lies behind a table or picture and is not shown with it: whole lists of people often do.
CACHES = re.compile(r"^xl/(?:pivotCache/.*Records\d*\.xml|externalLinks/.*\.xml|queryTables/.*|model/.*)$")
# Parts that are drawn with the document: pictures of words, charts, tables.
SHOWN = re.compile(r"^(?:xl/(?:drawings|charts|tables|pivotTables|slicers)|word/(?:charts|diagrams))/")
LONG_ENOUGH = re.compile(r"\d.{9}", re.DOTALL)
# What office programs write into every file and no person ever reads or writes.
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
    pictures = 0
    for info in package.infolist():
        if MACROS.search(info.filename):
            yield Found("macro", {"member": info.filename})
        elif EMBEDDED.search(info.filename) and not info.filename.endswith(".rels"):
            yield Found("embedded_file", {"member": info.filename})
        elif PICTURE.search(info.filename) and pictures < PICTURES_AT_MOST:
            pictures += 1
            yield from _picture(package, info, looking)
        elif info.filename.endswith(".rels"):
            yield from _links(package, info.filename)
        elif not info.is_dir() and not looking.understands(info.filename):
            for one in _carried_along(package, info, looking):
                yield Found(one.kind, {"member": info.filename}, one.shown, one.further)


def words_in_attributes(tree: Element, looking: Looking) -> Iterator[Found]:
    """Numbers in what an element says beside its text: alternative texts, titles, tips, names."""
    told = [value for one in tree.iter() for value in one.attrib.values() if LONG_ENOUGH.search(value)]
    for one in looking.lines("\n".join(dict.fromkeys(told))):
        yield Found(one.kind, {}, one.shown, one.further)


def _carried_along(package: zipfile.ZipFile, info: zipfile.ZipInfo, looking: Looking) -> Iterator[Found]:
    if HARMLESS.search(info.filename):
        return
    if info.file_size > PART_AT_MOST:
        raise zipfile.BadZipFile(f"{info.filename} is too large")
    content = package.read(info)
    if info.filename.lower().endswith((".xml", ".vml")):
        tree = fromstring(content)
        words = [
            text.strip() for one in tree.iter() for text in (one.text, one.tail) if text and text.strip()
        ]
        yield from words_in_attributes(tree, looking)
    else:
        words = [_read_somehow(content)]
    if info.filename == CONNECTIONS:
        yield Found("external_link", {"member": info.filename}, CONNECTIONS)
    elif (any(words) and not SHOWN.search(info.filename)) or CACHES.search(info.filename):
        yield Found("carried_along", {"member": info.filename}, masked(" ".join(words)[:40]))
    yield from looking.lines("\n".join(words))


def _read_somehow(content: bytes) -> str:
    """``content`` as text, in whatever way programs write it; what is no text reads as nonsense, and is named all the
    same."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return re.sub(r"<[^<>]{0,200}>", " ", content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return content.decode("utf-16-le" if b"\0" in content[:200] else "latin-1", "replace")


def _makers(package: zipfile.ZipFile) -> Iterator[Found]:
    for name in ("docProps/core.xml", "docProps/app.xml"):
        tree = part(package, name)
        for element in tree.iter() if tree is not None else ():
            key = local(element.tag)
            key = key[:1].lower() + key[1:]
            if key in NAMES and (element.text or "").strip():
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


def _links(package: zipfile.ZipFile, name: str) -> Iterator[Found]:
    tree = part(package, name)
    for link in tree if tree is not None else ():
        kind = attribute(link, "Type").rpartition("/")[2]
        target = attribute(link, "Target")
        leaves = attribute(link, "TargetMode") == "External"
        if leaves and (kind not in HARMLESS_LINKS or not target.lower().startswith(("http", "mailto:"))):
            yield Found("external_link", {"member": name}, _without_path(target))


def _without_path(target: str) -> str:
    """The end of a link: its beginning often names a person's folder."""
    return "…" + re.split(r"[\\/]", target)[-1][-40:] if re.search(r"[\\/]", target) else target[:40]
