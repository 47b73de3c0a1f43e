"""The documents that regimes are written from: the places of their clauses, and whether words stand in one.

The portal holds no copy of these documents. For each it has an index (``regimes/clauses/A.csv``, written by
``tools/clauses.py``): a row for each clause with its place as the document prints it, the line, and marks. A mark is
a keyed hash of two or four letters that follow each other in the clause, cut to eighteen bits, in no order: enough to
tell a quotation from other words, too little to read the document.
"""

import base64
import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "regimes" / "clauses"

PAIR, FOUR = 2, 4
MARK_LENGTH = 3  # letters of base64: eighteen bits
ELISION = re.compile("…+")
CIRCLED = str.maketrans({chr(ord("①") + at): f"<{at + 1}>" for at in range(20)})
AFFIXES = re.compile(r"[\s、,，.．·:：]")


@dataclass(frozen=True)
class Clause:
    """A clause of a document: its place as printed (二(一)13⑵), the line of the text, the marks of its words."""

    place: str
    line: int
    marks: frozenset[str] = field(repr=False)


@dataclass(frozen=True)
class Index:
    """The clauses of one document by their places."""

    document: str
    clauses: dict[str, Clause]

    def clause(self, place: str) -> Clause | None:
        """The clause at ``place``, however its brackets and points are typed."""
        return self.clauses.get(key_of(place))

    def says(self, clause: Clause, quote: str) -> bool:
        """Whether the words of ``quote`` stand in ``clause``; on both sides of “……” each by itself."""
        parts = [letters(part) for part in ELISION.split(quote)]
        known = clause.marks
        return all(set(marks_of(part, self.document, clause.place)) <= known for part in parts) and all(
            len(part) >= PAIR for part in parts
        )

    def places_of(self, quote: str) -> list[str]:
        """Where in the document the words of ``quote`` stand, the narrowest clauses first."""
        found = [clause for clause in self.clauses.values() if self.says(clause, quote)]
        return [clause.place for clause in sorted(found, key=lambda clause: len(clause.marks))]


def letters(text: str) -> str:
    """The letters and figures of ``text``, without the points between them."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def key_of(place: str) -> str:
    """One spelling of a place: 二、(一)、13.(2) is 二（一）13⑵."""
    return AFFIXES.sub("", unicodedata.normalize("NFKC", place.translate(CIRCLED)))


def marks_of(text: str, document: str, place: str) -> Iterator[str]:
    """The marks by which ``text``, letters only, is known in a clause: of every four letters, of two in a short one."""
    length = FOUR if len(text) >= FOUR else PAIR
    for at in range(len(text) - length + 1):
        yield mark(text[at : at + length], document, place)


def mark(few: str, document: str, place: str) -> str:
    """The mark of two or four letters in the clause at ``place``; in another clause they have another."""
    hashed = hashlib.blake2b(few.encode(), key=f"{document}:{key_of(place)}".encode()[:64], digest_size=3)
    return base64.b64encode(hashed.digest()).decode()[:MARK_LENGTH]


def all_marks(text: str, document: str, place: str) -> list[str]:
    """Every mark of the words of a clause, in no order of the text."""
    said = letters(text)
    few = {said[at : at + length] for length in (PAIR, FOUR) for at in range(len(said) - length + 1)}
    return sorted({mark(one, document, place) for one in few})


def index_of(document: str, folder: Path) -> Index | None:
    """The index of ``document`` (A … J4): that beside the files of ``folder``, else the portal's own, else None."""
    places = (folder / FOLDER.name / f"{document}.csv", FOLDER / f"{document}.csv")
    path = next((path for path in places if path.is_file()), None)
    return _read(document, path, path.stat().st_mtime_ns) if path else None


@lru_cache
def _read(document: str, path: Path, _written: int) -> Index:
    with path.open(encoding="utf-8", newline="") as file:
        found = [
            Clause(row["place"], int(row["line"]), frozenset(_split(row["marks"])))
            for row in csv.DictReader(file)
        ]
    return Index(document, {key_of(clause.place): clause for clause in found})


def _split(marks: str) -> Iterator[str]:
    return (marks[at : at + MARK_LENGTH] for at in range(0, len(marks), MARK_LENGTH))
