"""Two texts side by side: which paragraphs stayed, came, went or were changed, and where inside them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

# A Chinese character by itself, a word of letters and digits as one piece, anything else by itself.
PIECES = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-/]*|\s+|.", re.DOTALL)
LONGEST = 3000  # characters of a paragraph that are compared inside; a longer one is shown as replaced wholly
ALIKE = 0.3  # less than this in common, and two paragraphs are told as one gone and one come
SURE = 0.85  # so much in common, and nobody looks further
MOST_PAIRS_OF_TWO = (
    60_000  # pairs of equal pieces (or paragraphs) that two texts may have to be compared inside
)
MOST_PAIRS = 2_000_000  # of one comparison
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

    Nothing is lost: the sides of all rows, read downwards, are the paragraphs of the two texts. The last results are
    kept: the pages of a history show the same ones to everybody.
    """
    return list(_compared(before, after))


@lru_cache(maxsize=128)
def _compared(before: str, after: str) -> tuple[Row, ...]:
    old, new = paragraphs(before), paragraphs(after)
    rows: list[Row] = []
    effort = Effort()
    for is_same, start, end, other_start, other_end in _runs(old, new):
        if is_same:
            rows += [Row(Kind.SAME, (Piece(text),), (Piece(text),)) for text in old[start:end]]
        else:
            rows += _altered(old[start:end], new[other_start:other_end], effort)
    return tuple(rows)


class Effort:
    """How much may still be spent on looking inside paragraphs, counted in pairs of equal pieces.

    Paragraphs that repeat themselves have as many pairs as the square of their length: past the bound they are told as
    gone and come, which is true as well.
    """

    def __init__(self) -> None:
        self.left = MOST_PAIRS

    def allows(self, old: list, new: list) -> bool:
        """Whether the two may be compared; what that takes is spent."""
        pairs = _pairs(old, new)
        if pairs > MOST_PAIRS_OF_TWO or pairs + len(old) + len(new) > self.left:
            return False
        self.left -= pairs + len(old) + len(new)
        return True


def _pairs(old: list, new: list) -> int:
    """How many pairs of equal members two lists have: what difflib looks at, at least once."""
    here, there = Counter(old), Counter(new)
    return sum(count * there[one] for one, count in here.items())


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Runs of paragraphs that stayed, and of those between them: whether they stayed, and where on either side."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head:
        yield True, 0, head, 0, head
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if _pairs(old_middle, new_middle) <= MOST_PAIRS_OF_TWO:
        for tag, *places in SequenceMatcher(None, old_middle, new_middle, autojunk=False).get_opcodes():
            yield tag == "equal", *(place + head for place in places)
    elif old_middle or new_middle:
        yield False, head, len(old) - tail, head, len(new) - tail
    if tail:
        yield True, len(old) - tail, len(old), len(new) - tail, len(new)


def is_changed(rows: Iterable[Row]) -> bool:
    """Whether the two texts differ in anything but blanks."""
    return any(row.kind != Kind.SAME for row in rows)


def _altered(old: list[str], new: list[str], effort: Effort) -> Iterator[Row]:
    """Paragraphs that stand in each other's place: each beside the one that is most like it, else gone or come."""
    place = 0
    for before in old:
        found = _most_like(before, new[place : place + NEAR], effort)
        if found is None:
            yield Row(Kind.REMOVED, before=(Piece(before, True),))
            continue
        yield from (Row(Kind.ADDED, after=(Piece(after, True),)) for after in new[place : place + found])
        yield _paired(before, new[place + found])
        place += found + 1
    yield from (Row(Kind.ADDED, after=(Piece(after, True),)) for after in new[place:])


def _most_like(before: str, others: list[str], effort: Effort) -> int | None:
    """Which of ``others`` has most in common with ``before``; None when none is alike enough."""
    if len(before) > LONGEST:
        return None
    best, found = ALIKE, None
    matcher = SequenceMatcher(None, autojunk=False)
    pieces = PIECES.findall(before)
    matcher.set_seq2(pieces)
    for number, after in enumerate(others):
        if len(after) > LONGEST:
            continue
        other = PIECES.findall(after)
        if not effort.allows(pieces, other):
            continue
        matcher.set_seq1(other)
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
