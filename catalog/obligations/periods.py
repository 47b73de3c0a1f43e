"""What an agency's items owe through the versions of its regime: the bridge from rows to the pure cadences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from catalog.models import DisclosureItem
from catalog.obligations.cadences import Expected, kind_of, recurring
from core.deadlines import calendars
from core.models import Agency, RegimeVersion
from core.regimes.parsed import Cadence, Regime
from core.workdays import Counting

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reign:
    """A version of the regime and the days on which it rules what is opened; ``None`` has no end."""

    version: RegimeVersion
    rules: Regime
    counting: Counting
    begins: date
    ends: date | None


@dataclass(frozen=True)
class Owed:
    """What one item will owe, and the version under which it opens."""

    item: DisclosureItem
    version: RegimeVersion
    expected: Expected


def reigns(agency: Agency, *, today: date) -> list[Reign]:
    """The versions that ruled ``agency`` up to ``today``, the oldest first.

    A version rules from the day it is in force, yet never before it was loaded: what was opened until then stays. The
    first one rules all days before it, because back-filled matters need rules (I-211); to an agency that moved from
    another regime, those from the day it moved.
    """
    moved = agency.under_regime_from or date.min
    found: list[tuple[date, RegimeVersion]] = []
    for version in agency.regime.versions.filter(valid_from__lte=today).order_by("valid_from", "number"):
        begins = max(version.valid_from, timezone.localdate(version.loaded_at)) if found else moved
        while found and found[-1][0] >= begins:
            begins = found.pop()[0]
        found.append((begins, version))
    if not found:
        found = [(moved, agency.regime.version_on(today))]
    table = calendars.of(agency)
    rows = []
    for place, (begins, version) in enumerate(found):
        ends = found[place + 1][0] - ONE_DAY if place + 1 < len(found) else None
        choice = version.rules.counting
        counting = Counting(table, choice.first_day_counts, choice.last_day_moves)
        rows.append(Reign(version, version.rules, counting, begins, ends))
    return rows


def owed(agency: Agency, items: list[DisclosureItem], *, until: date, today: date) -> Iterator[Owed]:
    """Everything that ``items`` owe by their cadences and that opens up to ``until``, however long nobody asked.

    Each period is owed once, under the version that ruled on the day it opened; a rhythm that a new version brings
    begins with its first whole period. An item that has ended owes what had opened while it stood.
    """
    ruled = reigns(agency, today=today)
    for item in items:
        start = max(item.active_from, agency.obliged_from)
        last = min(until, item.active_to) if item.active_to else until
        taken: set[str] = set()
        before: Cadence | None = None
        for reign in ruled:
            cadence = _cadence(item, reign, is_adopted=reign.version.pk == agency.adopted_id)
            if cadence is None:
                continue
            for expected in _within(cadence, before, reign, start, last):
                if expected.key not in taken:
                    taken.add(expected.key)
                    yield Owed(item, reign.version, expected)
            before = cadence


def _cadence(item: DisclosureItem, reign: Reign, *, is_adopted: bool) -> Cadence | None:
    """The item's rhythm under ``reign``: as it stands in the catalogue for the version that this follows, else as the
    version's own file says. None where that version does not know it."""
    known = reign.rules.items.get(item.code)
    has_ended = item.active_to is not None and (known is None or item.cadence not in reign.rules.cadences)
    if is_adopted and not has_ended:
        return reign.rules.cadences[item.cadence]
    return reign.rules.cadences[known.cadence] if known else None


def _within(
    cadence: Cadence, before: Cadence | None, reign: Reign, start: date, last: date
) -> Iterator[Expected]:
    ends = min(last, reign.ends) if reign.ends else last
    begins = max(start, reign.begins)
    is_new = before.kind != cadence.kind if before else reign.begins >= start
    # Whole periods are found from the item's first day on; all else that a new version brings begins with it.
    kind = kind_of(cadence)
    begins_anew = (is_new or kind.begins_with_its_rules) and not kind.in_whole_periods
    first = begins if begins_anew else start
    if is_new and kind.in_whole_periods:  # an item that begins with the version does not cut its first period
        first = min(start, date(begins.year, 1, 1))
    for expected in recurring(cadence, reign.counting, start=first, until=ends):
        if expected.opens_on >= begins:
            yield expected
