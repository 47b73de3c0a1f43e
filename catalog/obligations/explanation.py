"""Why an obligation is due on its days: each day of the count, and the rule that asks for it. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from catalog.models import Obligation
from catalog.obligations.cadences import kind_of
from core.regimes.parsed import Cadence, Regime, Span
from core.workdays import Calendar, Counting, Day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Explanation:
    """One day of an obligation. Without a ``span`` the rule itself names the day and nothing is counted.

    ``rows`` are the days of the count in their order; ``moved_from`` the day off on which a count in calendar days
    would have ended; ``counted_now`` the day that the calendar gives today, when it differs from the day that was told.
    """

    what: str
    day: date
    span: Span | None
    rows: tuple[Day, ...]
    moved_from: date | None
    counted_now: date | None


def rule_of(obligation: Obligation) -> Cadence | None:
    """The cadence under which ``obligation`` was opened; None when that version knows it no more."""
    rules: Regime = obligation.version.rules
    known = rules.items.get(obligation.item.code)
    return rules.cadences.get(known.cadence if known else obligation.item.cadence)


def explain(obligation: Obligation, calendar: Calendar) -> list[Explanation]:
    """The day of proposal and the day of publication, each with how it is counted by ``calendar``."""
    choice = obligation.version.rules.counting
    counting = Counting(calendar, choice.first_day_counts, choice.last_day_moves)
    cadence = rule_of(obligation)
    found = []
    for what in ("propose", "publish"):
        day = getattr(obligation, f"{what}_by")
        if day is not None:
            span = _span(cadence, obligation, what) if cadence else None
            found.append(_explained(what, obligation.base_on, day, span, counting))
    return found


def explain_span(base: date, span: Span, counting: Counting) -> Explanation:
    """Why ``span`` from ``base`` ends on its day, when nothing was told before: each day of the count."""
    return _explained("", base, counting.after(base, span), span, counting)


def _span(cadence: Cadence, owed: Obligation, what: str) -> Span | None:
    """The length that was counted; None where the rule names the day itself."""
    propose, publish = kind_of(cadence).spans(cadence, owed.owed_for, owed.phase)
    return propose if what == "propose" else publish


def _explained(what: str, base: date, day: date, span: Span | None, counting: Counting) -> Explanation:
    if span is None:
        return Explanation(what, day, None, (), None, None)
    now = counting.after(base, span)
    if span.days < 0:
        rows = _backwards(base, day, span, counting)
    elif span.working:
        rows = counting.calendar.explain(base, day, count_first=counting.first_day_counts)
    else:
        rows = _calendar_days(base, day, span, counting)
    raw = day if span.working else _raw(base, span, counting)
    return Explanation(
        what,
        day,
        span,
        tuple(rows),
        moved_from=raw if raw != day and now == day else None,
        counted_now=now if now != day else None,
    )


def _raw(base: date, span: Span, counting: Counting) -> date:
    """Where a count in calendar days ends before it moves off a day without work."""
    return base + timedelta(days=span.days - 1 if counting.first_day_counts and span.days > 0 else span.days)


def _calendar_days(base: date, day: date, span: Span, counting: Counting) -> list[Day]:
    last = _raw(base, span, counting)
    first = base if counting.first_day_counts or span.days == 0 else base + ONE_DAY
    rows = []
    for place in range((day - first).days + 1):
        one = first + timedelta(days=place)
        number = place + 1 if one <= last and span.days else None
        rows.append(_day(one, number, counting.calendar))
    return rows


def _backwards(base: date, day: date, span: Span, counting: Counting) -> list[Day]:
    """A count that ends before its base, from the base's eve back to where the count ends."""
    rows, number = [], 0
    last = day if span.working else _raw(base, span, counting)
    one = base - ONE_DAY
    while one >= min(day, last):
        is_counted = counting.calendar.is_working(one) if span.working else one >= last
        number += is_counted
        rows.append(_day(one, number if is_counted else None, counting.calendar))
        one -= ONE_DAY
    return rows


def _day(one: date, number: int | None, calendar: Calendar) -> Day:
    return Day(one, calendar.kind(one), calendar.name(one), number)
