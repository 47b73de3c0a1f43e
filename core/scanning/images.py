"""Pictures: where and by whom they were taken. What they show is not read, which is said as a finding of its own."""

import re
import zlib
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import IO

from PIL import ExifTags, Image, IptcImagePlugin

from core.scanning import strings
from core.scanning.findings import Found, masked
from core.scanning.texts import in_lines

GPS = ExifTags.IFD.GPSInfo
AUTHORS = {0x013B: "Artist", 0x9C9D: "XPAuthor", 0x8298: "Copyright", 0xA430: "CameraOwnerName"}
WORDS_OF_AUTHORS = re.compile(r"author|artist|creator|copyright|owner", re.IGNORECASE)
IPTC_AUTHORS = {(2, 80), (2, 116), (2, 122)}
XMP_PLACE = re.compile(rb"exif:GPS(?:Latitude|Longitude)")
XMP_AUTHOR = re.compile(rb"<dc:creator>.{0,200}?<rdf:li[^>]{0,80}>([^<]{1,80})<", re.DOTALL)
NUMBERS = ("identity_number", "mobile", "bank_card", "landline", "minor")
NO_WORDS = {"exif", "xmp", "XML:com.adobe.xmp", "icc_profile", "photoshop", "transparency"}
LONGEST_WORDS = 100_000
LONGEST_PACKED = 1_000_000
BEGINS_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
PACKED, PIXELS = (b"zTXt", b"iTXt", b"iCCP"), (b"IDAT", b"fdAT")
BEGINS_PIXELS, END_OF_JPEG = 0xDA, 0xD9
AFTER_PIXELS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
PIXELS_AT_MOST = 100_000_000
# Whatever is smaller holds no word that anybody could read: signs, dots, lines.
LEAST_WIDTH, LEAST_HEIGHT = 100, 24


def in_image(file: IO[bytes], *, today: date, known: frozenset[str] = frozenset()) -> Iterator[Found]:
    """Metadata of a picture that tell of places and people. Raises ``OSError`` for what is no picture."""
    told = set()
    for one in _in_image(file, today, known):
        if (
            one.kind not in NUMBERS or (one.kind, one.shown) not in told
        ):  # several readings show the same words
            told.add((one.kind, one.shown))
            yield one


def _in_image(file: IO[bytes], today: date, known: frozenset[str]) -> Iterator[Found]:
    Image.MAX_IMAGE_PIXELS = PIXELS_AT_MOST
    with Image.open(file) as picture:
        if can_hold_words(*picture.size):
            yield Found("picture", {}, f"{picture.width} × {picture.height}")
        exif = picture.getexif()
        place = exif.get_ifd(GPS)
        if any(tag in place for tag in (2, 4)):
            yield Found("gps", {"part": "EXIF"})
        for tag, name in AUTHORS.items():
            value = exif.get(tag) or exif.get_ifd(ExifTags.IFD.Exif).get(tag)
            if value and (text := _words(value)):
                yield Found("author", {"part": name}, masked(text))
        for key, value in picture.info.items():
            if isinstance(value, str) and WORDS_OF_AUTHORS.search(str(key)) and value.strip():
                yield Found("author", {"part": str(key)}, masked(value[:80]))
        if picture.format == "JPEG":
            for key, value in (IptcImagePlugin.getiptcinfo(picture) or {}).items():
                if key in IPTC_AUTHORS:
                    yield Found("author", {"part": "IPTC"}, masked(_words(value)))
        yield from _written(picture, exif, today, known)
        packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
        kind = picture.format
    packet = packet.encode() if isinstance(packet, str) else packet
    yield from _numbers("XMP", packet.decode("utf-8", "replace"), today, known)
    if XMP_PLACE.search(packet):
        yield Found("gps", {"part": "XMP"})
    for said in XMP_AUTHOR.finditer(packet):
        yield Found("author", {"part": "XMP"}, masked(said[1].decode(errors="replace")))
    file.seek(0)
    for piece in PIECES[kind](file.read()) if kind in PIECES else ():
        for one in strings.in_bytes(piece, today=today, known=known):
            yield one.within(part="file")


def _pieces_of_jpeg(content: bytes) -> Iterator[bytes]:
    """Every segment that is not pixels or how they are packed, and what lies behind the end."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != END_OF_JPEG:
        code = content[place + 1]
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if code >= 0xE0 or code in (0x01, 0xC8):
            yield content[place + 4 : end]
        if code == BEGINS_PIXELS:
            following = AFTER_PIXELS.search(content, end)
            end = following.start() if following else len(content)
        place = end
    yield content[place:]


def _pieces_of_png(content: bytes) -> Iterator[bytes]:
    """Every chunk but the pixels, unpacked to a megabyte at most, and what lies behind the end."""
    place = 8
    while place + 12 <= len(content):
        length, name = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        data = content[place + 8 : place + 8 + length]
        if name not in PIXELS:
            yield data
        if name in PACKED:
            yield _unpacked(data)
        place += 12 + length
        if name == b"IEND":
            break
    yield content[place:]


def _unpacked(data: bytes) -> bytes:
    """What is packed somewhere behind the name of a chunk."""
    for begin in islice(BEGINS_PACKED.finditer(data), 20):
        try:
            return zlib.decompressobj().decompress(data[begin.start() :], LONGEST_PACKED)
        except zlib.error:
            continue
    return b""


PIECES = {"JPEG": _pieces_of_jpeg, "MPO": _pieces_of_jpeg, "PNG": _pieces_of_png}


def _written(picture: Image.Image, exif: Image.Exif, today: date, known: frozenset[str]) -> Iterator[Found]:
    """Words that a program or a person wrote into the file: remarks, descriptions, whatever their name."""
    told = {str(key): value for key, value in picture.info.items() if key not in NO_WORDS}
    for tags in (exif, exif.get_ifd(ExifTags.IFD.Exif)):
        told |= {str(ExifTags.TAGS.get(tag, tag)): value for tag, value in tags.items()}
    for name, value in told.items():
        if not isinstance(value, (str, bytes)) or not (text := _words(value)[:LONGEST_WORDS]):
            continue
        if name == "comment":
            yield Found("comment", {"part": name}, masked(text[:40]))
        yield from _numbers(name, text, today, known)


def _numbers(name: str, text: str, today: date, known: frozenset[str]) -> Iterator[Found]:
    for one in in_lines(text.splitlines(), today=today, known=known):
        yield Found(one.kind, {"part": name}, one.shown, one.further)


def can_hold_words(width: int, height: int) -> bool:
    """Whether a picture of so many pixels may show something to read: a person must look, nothing here reads it."""
    return max(width, height) >= LEAST_WIDTH and min(width, height) >= LEAST_HEIGHT


def _words(value: object) -> str:
    """A value of a tag as text, however the camera wrote it."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        value = value.decode("utf-16-le" if b"\0" in value else "utf-8", errors="replace")
    return str(value).replace("\0", "").strip()
