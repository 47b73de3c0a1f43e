"""The clock of a correction order: its last day, from all entries, by the regime's term or as a supervisor set it."""

from collections.abc import Iterable
from datetime import date

from core.deadlines import calendars, count
from core.deadlines.count import Event
from core.models import RegimeVersion
from core.regimes.parsed import Regime
from core.regimes.parts import Clock, clocks_for
from core.workdays import Calendar
from supervision.models import CorrectionOrder, OrderClockEntry

Act = OrderClockEntry.Act
BEGINS = (Act.START, Act.SET)
CRITICISM = "criticism"


def version_of(order: CorrectionOrder) -> RegimeVersion:
    """The version of the rules that was in force when the order was issued."""
    return order.agency.regime.version_on(order.issued_on)


def term(order: CorrectionOrder) -> Clock | None:
    """The term that the rules name for orders; None where they name none."""
    return clock_of(order.kind, version_of(order).rules)


def clock_of(kind: str, rules: Regime) -> Clock | None:
    """The clock of ``rules`` for orders of ``kind``, the shortest; None where they name none."""
    return next(iter(clocks_for(rules.clocks, kind)), None)


def set_by_hand(entries: Iterable[OrderClockEntry]) -> OrderClockEntry | None:
    """The entry that set the last day by hand, when that is what holds now."""
    begun = [entry for entry in entries if entry.act in BEGINS]
    return begun[-1] if begun and begun[-1].act == Act.SET else None


def due(order: CorrectionOrder) -> count.Due | None:
    """The last day with its explanation by the term of the rules; None when a supervisor set the day by hand."""
    entries = list(order.clock_entries.all())
    if not entries or set_by_hand(entries):
        return None
    return computed(entries, order.kind, version_of(order), calendars.of(order.agency))


def computed(
    entries: Iterable[OrderClockEntry], kind: str, version: RegimeVersion, days: Calendar
) -> count.Due:
    """The last day that ``entries``, begun by the term of the rules for ``kind``, give over the calendar ``days``."""
    rules = version.rules
    return count.due(
        [Event(entry.act, entry.on, entry.days, entry.reason) for entry in entries],
        calendar=days,
        length=clock_of(kind, rules).length,
        count_first=rules.counting.first_day_counts,
        last_day_moves=rules.counting.last_day_moves,
    )


def last_day(order: CorrectionOrder) -> date | None:
    """The day by which it must be obeyed, from all entries; None while the report is being looked at."""
    entries = list(order.clock_entries.all())
    if by_hand := set_by_hand(entries):
        return by_hand.day
    return computed(entries, order.kind, version_of(order), calendars.of(order.agency)).day


def is_working(order: CorrectionOrder) -> bool:
    """Whether its term counts working days; a day set by hand, and no term at all, count as if it did."""
    promised = term(order)
    return promised is None or promised.length.working


def criticise_by(order: CorrectionOrder) -> date | None:
    """The last day for the circular criticism of an order that is missed; None where the rules want none (J2-263).

    It counts from the last day of the order and moves with it.
    """
    if order.kind != CorrectionOrder.Kind.CORRECTION:
        return None
    rules = version_of(order).rules
    clock = next(iter(clocks_for(rules.clocks, CRITICISM)), None)
    return clock and calendars.counting(order.agency, rules).after(order.due_on, clock.length)


def days_to_extend(order: CorrectionOrder) -> int:
    """By how many days the order may be put off now: once, and only where its rules and its clock allow it."""
    entries, promised = list(order.clock_entries.all()), term(order)
    may = promised is not None and promised.extend_at_most is not None and bool(entries)
    if not may or set_by_hand(entries) or any(entry.act == Act.EXTEND for entry in entries):
        return 0
    return promised.extend_at_most.days
