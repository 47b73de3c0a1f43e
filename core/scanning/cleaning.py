"""Copies of files without the names and places that their programs wrote into them. The copy must still open.

Only what can be taken out safely is taken out: metadata. Remarks, hidden sheets and tracked changes are content;
whoever made the file removes them.
"""

import io
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, register_namespace, tostring

import pikepdf
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageOps

from core.scanning.packages import local

# Properties that programs and machines write; all others are words of people.
OF_PROGRAMS = set(
    "created modified revision version language Template TotalTime Pages Words Characters Application DocSecurity "
    "Lines Paragraphs ScaleCrop LinksUpToDate CharactersWithSpaces SharedDoc HyperlinksChanged AppVersion".split()
)
CUSTOM = "docProps/custom.xml"
EMPTY = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "dcmitype": "http://purl.org/dc/dcmitype/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "vt": "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
}
QUALITY = 95


def cleaned(content: bytes, suffix: str) -> bytes:
    """``content`` of a file of the type ``suffix`` without metadata of people and places.

    Raises ``ValueError`` for a type that is not cleaned, and the reader's own error for a file that cannot be read.
    """
    if suffix == "pdf":
        return _pdf(content)
    if suffix in ("docx", "xlsx"):
        return _package(content)
    if suffix in ("png", "jpg", "jpeg"):
        return _picture(content)
    raise ValueError(suffix)


def _pdf(content: bytes) -> bytes:
    """Without document information and XMP packets, of the file and of its parts."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        for key in list(file.docinfo.keys()):
            del file.docinfo[key]
        for part in file.objects:
            if isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
                for key in ("/Metadata", "/PieceInfo"):
                    if key in part:
                        del part[key]
                if part.get("/Filter") == "/DCTDecode":
                    part.write(_without_segments(part.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
        file.save(out, linearize=False)
    return out.getvalue()


def _package(content: bytes) -> bytes:
    """Every part as it was, but for the properties and the metadata of its pictures."""
    for prefix, address in NAMESPACES.items():
        register_namespace(prefix, address)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            suffix = Path(info.filename).suffix.lower().lstrip(".")
            if info.filename in ("docProps/core.xml", "docProps/app.xml", CUSTOM):
                part = _properties(part, empty=info.filename == CUSTOM)
            elif "/media/" in info.filename and suffix in ("jpg", "jpeg"):
                part = _without_segments(part)
            elif "/media/" in info.filename and suffix == "png":
                part = _picture(part)
            new.writestr(info, part, compress_type=info.compress_type)
    return out.getvalue()


def _properties(part: bytes, *, empty: bool) -> bytes:
    tree: Element = fromstring(part)
    for element in list(tree):
        if empty:
            tree.remove(element)
        elif local(element.tag) not in OF_PROGRAMS:
            tree.remove(element)
    return EMPTY + tostring(tree)


def _picture(content: bytes) -> bytes:
    """The same pixels turned as the camera held them, written anew: nothing but pixels and colours is kept."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as old:
        kind, profile = old.format, old.info.get("icc_profile")
        turned = ImageOps.exif_transpose(old)
        turned.info = {}
        options = {"quality": QUALITY, "exif": b""} if kind == "JPEG" else {}
        turned.save(out, kind, icc_profile=profile, **options)
    return out.getvalue()


def _without_segments(picture: bytes) -> bytes:
    """A JPEG without its segments of metadata (APP1, APP13, comments); its pixels stay as they are, bit by bit."""
    if not picture.startswith(b"\xff\xd8"):
        return picture
    kept, place = [picture[:2]], 2
    while place + 4 <= len(picture) and picture[place] == 0xFF and picture[place + 1] != 0xDA:
        length = 2 + int.from_bytes(picture[place + 2 : place + 4], "big")
        if picture[place + 1] not in (0xE1, 0xED, 0xFE):
            kept.append(picture[place : place + length])
        place += length
    return b"".join([*kept, picture[place:]])
