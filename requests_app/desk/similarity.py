"""How alike two applications are, told from their subjects alone. Pure."""

import re
import unicodedata
from collections.abc import Iterable

ALIKE = 0.6  # of the pairs of signs that either subject has, both have
# What every application says, and what tells nothing of the matter.
EMPTY = re.compile(
    r"依申请公开|申请公开|政府信息|信息公开|有关|关于|相关|请求|获取|公开|情况|材料|资料|信息|申请|的|等|及|和"
)
SIGNS = re.compile(r"[^\w]+")


def pairs(subject: str) -> frozenset[str]:
    """The pairs of neighbouring signs of a subject without its empty words; numbers stay whole, so that years count."""
    plain = EMPTY.sub(" ", unicodedata.normalize("NFKC", subject).casefold())
    found: set[str] = set()
    for run in SIGNS.sub(" ", plain).split():
        for piece in re.findall(r"\d+|[a-z]+|[^\da-z]+", run):
            if piece.isascii() or len(piece) == 1:
                found.add(piece)
            else:
                found.update(piece[place : place + 2] for place in range(len(piece) - 1))
    return frozenset(found)


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two subjects ask for the same; other years are another matter."""
    if not one or not other:
        return False
    numbers = {piece for piece in one ^ other if piece.isdigit()}
    return not numbers and len(one & other) / len(one | other) >= ALIKE


def alike(subject: str, others: Iterable[tuple[int, str]]) -> list[int]:
    """The numbers of those ``others`` whose subjects ask for the same as ``subject``."""
    wanted = pairs(subject)
    return [number for number, said in others if are_alike(wanted, pairs(said))]
