"""Two texts side by side: which paragraphs stayed, came, went or were changed, and where inside them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

# A Chinese character by itself, a word of letters and digits as one piece, anything else by itself.
PIECES = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-/]*|\s+|.", re.DOTALL)
LONGEST = 3000  # characters of a paragraph that are compared inside; a longer one is shown as replaced wholly
ALIKE = 0.3  # less than this in common, and two paragraphs are told as one gone and one come


class Kind(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Piece:
    """A run of characters; ``is_marked`` when the other side does not have it."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class Row:
    """One paragraph in both texts. The side that does not have it is empty."""

    kind: Kind
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()


def paragraphs(text: str) -> list[str]:
    """The lines of ``text`` that say something, without the blanks around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def compare(before: str, after: str) -> list[Row]:
    """The paragraphs of two plain texts in the order in which one reads them, each side by side with its other form.

    Nothing is lost: the sides of all rows, read downwards, are the paragraphs of the two texts.
    """
    old, new = paragraphs(before), paragraphs(after)
    rows: list[Row] = []
    for tag, start, end, other_start, other_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            rows += [Row(Kind.SAME, (Piece(text),), (Piece(text),)) for text in old[start:end]]
        else:
            rows += _altered(old[start:end], new[other_start:other_end])
    return rows


def is_changed(rows: Iterable[Row]) -> bool:
    """Whether the two texts differ in anything but blanks."""
    return any(row.kind != Kind.SAME for row in rows)


def _altered(old: list[str], new: list[str]) -> Iterator[Row]:
    """Paragraphs that stand in each other's place: paired where they are alike, else gone and come."""
    for before, after in zip_longest(old, new):
        if before is None:
            yield Row(Kind.ADDED, after=(Piece(after, True),))
        elif after is None:
            yield Row(Kind.REMOVED, before=(Piece(before, True),))
        else:
            yield from _pair(before, after)


def _pair(before: str, after: str) -> Iterator[Row]:
    matcher = None
    if max(len(before), len(after)) <= LONGEST:
        matcher = SequenceMatcher(None, PIECES.findall(before), PIECES.findall(after), autojunk=False)
    if matcher is None or matcher.ratio() < ALIKE:
        yield Row(Kind.REMOVED, before=(Piece(before, True),))
        yield Row(Kind.ADDED, after=(Piece(after, True),))
        return
    old, new = [], []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        marked = tag != "equal"
        if start < end:
            old.append(Piece("".join(matcher.a[start:end]), marked))
        if other_start < other_end:
            new.append(Piece("".join(matcher.b[other_start:other_end]), marked))
    yield Row(Kind.CHANGED, tuple(old), tuple(new))
