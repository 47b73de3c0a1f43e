"""One file, by its type: all that is found in it. Never raises for what a file holds."""

from collections.abc import Iterator
from datetime import date
from typing import IO

from core.scanning.findings import Found, gathered
from core.scanning.images import in_image
from core.scanning.pdf import in_pdf
from core.scanning.sheets import in_csv, in_sheets
from core.scanning.texts import in_lines
from core.scanning.word import in_word
from core.text.encodings import text_of


def in_file(file: IO[bytes], suffix: str, *, today: date, known: frozenset[str] = frozenset()) -> list[Found]:
    """All findings of a file of the type ``suffix``. What cannot be read, or read to its end, is a finding too."""
    found: list[Found] = []
    try:
        for one in _readers(file, suffix, today, known):
            found.append(one)
    except MemoryError:
        return [Found("unreadable", {"part": "file"}, "MemoryError")]
    except Exception as error:  # noqa: BLE001 whatever a reader stumbles over in a stranger's file is told as a finding
        found.append(Found("unreadable", {"part": "file"}, type(error).__name__))
    return gathered(found)


def _readers(file: IO[bytes], suffix: str, today: date, known: frozenset[str]) -> Iterator[Found]:
    if suffix == "pdf":
        yield from in_pdf(file, today=today, known=known)
    elif suffix == "docx":
        yield from in_word(file, today=today, known=known)
    elif suffix == "xlsx":
        yield from in_sheets(file, today=today, known=known)
    elif suffix == "csv":
        yield from in_csv(text_of(file), today=today, known=known)
    elif suffix == "txt":
        yield from in_lines(text_of(file).splitlines(), today=today, known=known)
    elif suffix in ("png", "jpg", "jpeg"):
        yield from in_image(file, today=today, known=known)
    else:
        yield Found("unreadable", {"part": "file"}, suffix)
