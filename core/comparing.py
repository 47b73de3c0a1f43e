"""Two texts side by side: which paragraphs stayed, came, went or were changed, and where inside them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A Chinese character by itself, a word of letters and digits as one piece, anything else by itself.
PIECES = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-/]*|\s+|.", re.DOTALL)
LONGEST = 3000  # characters of a paragraph that are compared inside; a longer one is shown as replaced wholly
ALIKE = 0.3  # less than this in common, and two paragraphs are told as one gone and one come
SURE = 0.85  # so much in common, and nobody looks further
NEAR = 8  # paragraphs ahead among which the other form of one is looked for


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
    """Paragraphs that stand in each other's place: each beside the one that is most like it, else gone or come."""
    place = 0
    for before in old:
        found = _most_like(before, new[place : place + NEAR])
        if found is None:
            yield Row(Kind.REMOVED, before=(Piece(before, True),))
            continue
        yield from (Row(Kind.ADDED, after=(Piece(after, True),)) for after in new[place : place + found])
        yield _paired(before, new[place + found])
        place += found + 1
    yield from (Row(Kind.ADDED, after=(Piece(after, True),)) for after in new[place:])


def _most_like(before: str, others: list[str]) -> int | None:
    """Which of ``others`` has most in common with ``before``; None when none is alike enough."""
    if len(before) > LONGEST:
        return None
    best, found = ALIKE, None
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(PIECES.findall(before))
    for number, after in enumerate(others):
        if len(after) > LONGEST:
            continue
        matcher.set_seq1(PIECES.findall(after))
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
            best, found = matcher.ratio(), number
        if best > SURE:
            break
    return found


def _paired(before: str, after: str) -> Row:
    matcher = SequenceMatcher(None, PIECES.findall(before), PIECES.findall(after), autojunk=False)
    old, new = [], []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        marked = tag != "equal"
        if start < end:
            old.append(Piece("".join(matcher.a[start:end]), marked))
        if other_start < other_end:
            new.append(Piece("".join(matcher.b[other_start:other_end]), marked))
    return Row(Kind.CHANGED, tuple(old), tuple(new))
