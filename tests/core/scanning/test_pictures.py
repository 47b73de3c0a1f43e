"""A number in every segment of a photograph, every tag, every chunk of a PNG file: each is found."""

import io
import struct
import zlib

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from tests.core.scanning.test_everywhere import NUMBER, is_found


def jpeg(*segments: tuple[int, bytes], behind: bytes = b"", exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "JPEG", exif=exif or b"")
    content = out.getvalue()
    more = b"".join(bytes((0xFF, code)) + struct.pack(">H", len(data) + 2) + data for code, data in segments)
    return content[:2] + more + content[2:] + behind


@pytest.mark.parametrize("code", [*range(0xE1, 0xF0), 0xFE])
@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-16-be"])
def test_every_segment_of_a_photograph_is_read(code, encoding):
    assert is_found(jpeg((code, b"Own\0" + NUMBER.encode(encoding))), "jpg")


def test_every_tag_of_a_photograph_is_read():
    missed = []
    for tag in sorted(set(ExifTags.TAGS) - set(ExifTags.IFD)):
        for directory in (None, ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
            exif = Image.Exif()
            (exif if directory is None else exif.get_ifd(directory))[tag] = NUMBER
            try:
                content = jpeg(exif=exif)
            except (struct.error, TypeError, ValueError, ZeroDivisionError, AttributeError, SyntaxError):
                continue  # a tag that cannot hold words
            if NUMBER.encode() in content and not is_found(content, "jpg"):
                missed.append((tag, directory))
    assert missed == []
    assert is_found(jpeg(behind=NUMBER.encode()), "jpg")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


CHUNKS = {
    "tEXt": chunk(b"tEXt", b"Own\0" + NUMBER.encode()),
    "zTXt": chunk(b"zTXt", b"Own\0\0" + zlib.compress(NUMBER.encode())),
    "iTXt": chunk(b"iTXt", b"Own\0\0\0zh\0x\0" + NUMBER.encode()),
    "iTXt, packed": chunk(b"iTXt", b"Own\0\1\0zh\0x\0" + zlib.compress(NUMBER.encode())),
    "name of a text": chunk(b"tEXt", NUMBER.encode() + b"\0x"),
    "name of a profile": chunk(b"iCCP", NUMBER.encode() + b"\0\0" + zlib.compress(b"x")),
    "profile": chunk(b"iCCP", b"x\0\0" + zlib.compress(NUMBER.encode())),
    "chunk of nobody": chunk(b"ownX", NUMBER.encode("utf-16-le")),
}


@pytest.mark.parametrize("name", sorted(CHUNKS))
@pytest.mark.parametrize("before", [b"IDAT", b"IEND"])
def test_every_chunk_of_a_png_file_is_read(name, before):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG", pnginfo=PngInfo())
    content = out.getvalue()
    at = content.index(before) - 4
    assert is_found(content[:at] + CHUNKS[name] + content[at:], "png")
    assert not is_found(content, "png")
    assert is_found(content + NUMBER.encode(), "png")
