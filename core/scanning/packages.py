"""Packages of XML parts (docx, xlsx): opened carefully, and what both kinds can hide."""

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring, iterparse

from core.scanning.findings import Found, masked
from core.scanning.images import in_image

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


def hidden_in(package: zipfile.ZipFile) -> Iterator[Found]:
    """Makers, embedded files, macros, links to other files, and photographs that tell their place."""
    yield from _makers(package)
    pictures = 0
    for info in package.infolist():
        if MACROS.search(info.filename):
            yield Found("macro", {"member": info.filename})
        elif EMBEDDED.search(info.filename) and not info.filename.endswith(".rels"):
            yield Found("embedded_file", {"member": info.filename})
        elif PICTURE.search(info.filename) and pictures < PICTURES_AT_MOST:
            pictures += 1
            yield from _picture(package, info)
        elif info.filename.endswith(".rels"):
            yield from _links(package, info.filename)


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


def _picture(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Found]:
    try:
        with package.open(info) as file:
            found = list(in_image(file))
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
