"""Words in bytes, as a reader of the raw file finds them: whatever the format, and where no reader of it looks."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from urllib.parse import unquote

from core.scanning import signs
from core.scanning.findings import Found
from core.scanning.numbers import in_text
from core.scanning.texts import in_lines

LEAST = 11  # signs in a row that can hold a number; in packed data so many are never printable by chance
PRINTABLE = (
    ("latin-1", re.compile(rb"[\x20-\x7e]{11,}")),
    ("utf-16-le", re.compile(rb"(?:[\x20-\x7e]\x00){11,}")),
    ("utf-16-be", re.compile(rb"(?:\x00[\x20-\x7e]){11,}")),
)
IN_ONE = re.compile(rb"(?<![0-9.])(?:[1-8][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})(?![0-9.])")
TAG = re.compile(r"<[^<>]{0,2000}>")
UNIQUE = re.compile(
    r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
)  # numbers that programs give to things
LEAST_DIGITS = 10
SURE = ("identity_number", "minor", "mobile")
ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")


def may_tell(text: str) -> bool:
    """Whether a text is long enough in digits to hold a number of a person: most attributes are not."""
    return len(text) >= LEAST_DIGITS and sum(map(str.isdigit, signs.spoken(text))) >= LEAST_DIGITS


def readable(text: str) -> str:
    """A value as people read it: what an address encodes is decoded, marks that programs gave are left out."""
    return UNIQUE.sub("", unquote(text) if ENCODED.search(text) else text)


def runs(content: bytes) -> Iterator[str]:
    """Whatever in ``content`` can be read as signs of ASCII, one byte or two bytes each."""
    for encoding, pattern in PRINTABLE:
        for match in pattern.finditer(content):
            yield match[0].decode(encoding)


def as_texts(content: bytes) -> Iterator[str]:
    """``content`` as text in the way in which programs write it, with and without what looks like tags."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else encoding)
        except UnicodeDecodeError:
            continue
        yield TAG.sub(" ", text)
        yield "\n".join(tag for tag in TAG.findall(text) if may_tell(tag))
        return


def in_bytes(content: bytes, *, today: date, known: frozenset[str]) -> Iterator[Found]:
    """What any text in ``content`` tells; each glimpse once, however many readings show it."""
    told = set()
    texts = (in_lines(text.splitlines(), today=today, known=known) for text in as_texts(content))
    for one in chain(*texts, in_runs(content, today=today, known=known)):
        if (one.kind, one.shown) not in told:
            told.add((one.kind, one.shown))
            yield Found(one.kind, {}, one.shown, one.further)


def in_runs(content: bytes, *, today: date, known: frozenset[str]) -> Iterator[Found]:
    """What signs in a row tell of, wherever they stand among other bytes: only numbers that no chance makes."""
    for text in runs(content):
        for one in in_text(text, today=today, known=known):
            if one.kind in SURE:
                yield Found(one.kind, {}, one.shown)


def written_in_one(content: bytes, *, today: date, known: frozenset[str]) -> Iterator[Found]:
    """Numbers that stand undivided among the bytes of a file whose other numbers mean places and sizes."""
    for match in IN_ONE.finditer(content):
        for one in in_text(match[0].decode(), today=today, known=known):
            yield Found(one.kind, {}, one.shown)
