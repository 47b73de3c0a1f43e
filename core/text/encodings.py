"""In which encoding a text file is written: one answer for imports, for publication and for the scan."""

import codecs
from typing import IO

CHUNK = 1 << 20
HEAD = 4096
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
UNMARKED = ("utf-8", "gb18030")


def encoding_of(file: IO[bytes]) -> str | None:
    """The encoding by the mark of the file, else UTF-16 by its zeros, UTF-8 or GB18030 when all of it is; else None.

    The file is left at its beginning.
    """
    file.seek(0)
    head = file.read(HEAD)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), None) or _of_two_bytes(head)
    found = marked or next((name for name in UNMARKED if _is_encoded(file, name)), None)
    file.seek(0)
    return found


def text_of(file: IO[bytes]) -> str:
    """The whole text of a file. Raises ``UnicodeError`` for what is no text."""
    encoding = encoding_of(file)
    if encoding is None:
        raise UnicodeError("neither UTF-8, UTF-16 nor GB18030")
    return file.read().decode(encoding)


def _of_two_bytes(head: bytes) -> str | None:
    """UTF-16 without its mark, told by its blanks, digits, commas and line ends, of which each second byte is zero."""
    for name, places in (("utf-16-le", slice(1, None, 2)), ("utf-16-be", slice(0, None, 2))):
        if head[places].count(0) and not head[1 - places.start :: 2].count(0):
            return name
    return None


def _is_encoded(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
