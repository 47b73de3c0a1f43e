"""The cards of the page of work, and how the piles of work behind them are counted: all of them by one query."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Count, Q, QuerySet, Value

NONE = Q(pk__in=[])  # nothing of it is ever late


@dataclass(frozen=True)
class Card:
    """One kind of work: how much of it waits, how much of that is late, and where it is done."""

    title: str
    text: str
    address: str
    waiting: int
    late: int = 0


@dataclass(frozen=True)
class Pile:
    """One kind of work whose number is still to be counted. Its card stands even while it is empty if ``always``."""

    title: str
    text: str
    address: str
    found: QuerySet
    late: Q = NONE
    always: bool = False


def counted(cards: Iterable[Card | Pile]) -> list[Card]:
    """The cards in their order, each pile with its numbers; piles of which nothing waits are left out."""
    listed = list(cards)
    numbers = _numbers({str(place): one for place, one in enumerate(listed) if isinstance(one, Pile)})
    made = []
    for place, one in enumerate(listed):
        if isinstance(one, Card):
            made.append(one)
            continue
        waiting, late = numbers.get(str(place), (0, 0))
        if waiting or one.always:
            made.append(Card(one.title, one.text, one.address, waiting, late))
    return made


def _numbers(piles: dict[str, Pile]) -> dict[str, tuple[int, int]]:
    rows = [_row(name, one) for name, one in piles.items()]
    if not rows:
        return {}
    found = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    return {name: (waiting, late) for name, waiting, late in found}


def _row(name: str, one: Pile) -> QuerySet:
    """One row, or none where nothing waits: the name, how many there are, and how many of them are late."""
    named = one.found.order_by().annotate(pile=Value(name, CharField())).values("pile")
    numbers = named.annotate(every=Count("pk"), behind=Count("pk", filter=one.late))
    return numbers.values_list("pile", "every", "behind")
