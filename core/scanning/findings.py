"""What a scan finds: a kind, the place, and a masked glimpse. The full number is never kept."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

AT_MOST = 20  # of each kind; the last one says how many more there are
GLIMPSE = 60
MASK = "*"


@dataclass(frozen=True)
class Found:
    """One finding.

    ``place`` points at it: some of part, page, paragraph, line, offset, table, sheet, row, column, cell, member.
    ``further`` counts findings of the same kind that are not listed one by one.
    """

    kind: str
    place: dict = field(default_factory=dict)
    shown: str = ""
    further: int = 0

    def within(self, **place) -> "Found":
        """The same finding, its place said more fully."""
        return replace(self, place={**place, **self.place})

    def as_data(self) -> dict:
        """Plain values, for the way from one process to the other."""
        return asdict(self)


def masked(value: str) -> str:
    """``value`` with its middle hidden: enough to find it again, too little to use it."""
    value = value.strip()
    if len(value) < 7:
        return value[:1] + MASK * (len(value) - 1)
    return value[:3] + MASK * (len(value) - 5) + value[-2:]


def gathered(findings: Iterable[Found]) -> list[Found]:
    """At most twenty findings of each kind; the last of a kind says how many more there are."""
    kept: dict[str, list[Found]] = {}
    further: Counter[str] = Counter()
    for one in findings:
        listed = kept.setdefault(one.kind, [])
        if len(listed) < AT_MOST:
            listed.append(replace(one, shown=one.shown[:GLIMPSE]))
        else:
            further[one.kind] += 1 + one.further
    return [
        replace(one, further=one.further + further[kind]) if place == len(listed) - 1 else one
        for kind, listed in kept.items()
        for place, one in enumerate(listed)
    ]
