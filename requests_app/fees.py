"""The information-processing fee (信息处理费) in yuan and its working, after 国办函〔2020〕109号.

It is counted by items or by pages, never both for one application (art. 3), and progressively: each part is charged at
the rate of its own tier. By items (art. 4) the applications of one applicant in one calendar month are counted
together; by pages (art. 5) each application stands alone. No database, no clock of the machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

ITEMS, PAGES = "items", "pages"
MOST = 100_000  # more items or pages than this is a slip of the keyboard
# First and last of a tier, and yuan for each; from item 31 on each further ten cost 100 yuan more than those before.
ITEM_TIERS = ((1, 10, 0), (11, 30, 100))
ITEM_STEP, ITEM_STEP_YUAN, ITEM_FIRST_STEP = 10, 100, 31
PAGE_TIERS = ((1, 30, 0), (31, 100, 10), (101, 200, 20), (201, MOST, 40))


@dataclass(frozen=True)
class Line:
    """The part of a count that lies in one tier: from the ``first`` to the ``last``, ``rate`` yuan for each."""

    first: int
    last: int
    rate: int

    @property
    def number(self) -> int:
        """How many lie in this tier."""
        return self.last - self.first + 1

    @property
    def amount(self) -> int:
        """Yuan for this tier."""
        return self.number * self.rate

    def as_data(self) -> dict[str, int]:
        """The line for JSON: what is kept with a fee, and what the command prints."""
        return {
            "from": self.first,
            "to": self.last,
            "number": self.number,
            "rate": self.rate,
            "amount": self.amount,
        }


@dataclass(frozen=True)
class Fee:
    """A fee by ``items`` or by ``pages``; the lines add up to it."""

    basis: str
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        """Yuan to be paid."""
        return sum(line.amount for line in self.lines)


def by_items(number: int, *, already: int = 0) -> Fee:
    """The fee for ``number`` items of an applicant who applied for ``already`` others in the same calendar month.

    Raises ``ValueError`` with a sentence (109号 art. 4).
    """
    _check(number, already)
    return Fee(ITEMS, tuple(_cut(_item_tiers(), already + 1, already + number)))


def by_pages(number: int) -> Fee:
    """The fee for one application that is answered with ``number`` pages. Raises ``ValueError`` (109号 art. 5)."""
    _check(number, 0)
    return Fee(PAGES, tuple(_cut(PAGE_TIERS, 1, number)))


def _check(number: int, already: int) -> None:
    if number < 0 or already < 0:
        raise ValueError(_("A number of items or pages cannot be negative."))
    if number + already > MOST:
        raise ValueError(_("More than %(most)d items or pages cannot be right.") % {"most": MOST})


def _item_tiers() -> Iterator[tuple[int, int, int]]:
    yield from ITEM_TIERS
    rate = ITEM_TIERS[-1][2]
    for first in range(ITEM_FIRST_STEP, MOST + 1, ITEM_STEP):
        rate += ITEM_STEP_YUAN
        yield first, first + ITEM_STEP - 1, rate


def _cut(tiers, first: int, last: int) -> Iterator[Line]:
    """What lies of ``tiers`` between ``first`` and ``last``."""
    for begins, ends, rate in tiers:
        if begins > last:
            return
        if ends >= first:
            yield Line(max(begins, first), min(ends, last), rate)
