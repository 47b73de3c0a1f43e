"""When something is owed: pure functions from a cadence, a calendar and a day to the days of an obligation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.regimes import Cadence, Window
from core.workdays import Counting

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "annual": 12}
RECURRING = frozenset(MONTHS) | {"permanent", "half_year_window", "campaign"}
ON_EVENT = frozenset({"immediate", "emergency", "per_batch", "per_stage", "per_exercise", "decision_phases"})
# What stands always is owed anew when it changes, beside its reviews.
MAY_HAPPEN = ON_EVENT | {"permanent"}
WORDS = {
    1: ("{year}年{number}月", "{year}-{number:02d}"),
    3: ("{year}年第{number}季度", "Q{number} {year}"),
    6: ("{year}年{half}半年", "H{number} {year}"),
    12: ("{year}年度", "{year}"),
}


@dataclass(frozen=True)
class Expected:
    """What will be owed. ``opens_on`` is the day from which it stands in the list of what is owed."""

    key: str
    label: str
    label_en: str
    opens_on: date
    base_on: date
    propose_by: date | None
    publish_from: date | None
    publish_by: date | None


def recurring(cadence: Cadence, counting: Counting, *, start: date, until: date) -> Iterator[Expected]:
    """What a cadence that needs no event owes, for an item that stands from ``start``, opened up to ``until``.

    A period that was running on ``start`` counts. Nothing is left out however long nobody asked.
    """
    if start > until:
        return
    if cadence.kind in MONTHS:
        yield from _periods(cadence, counting, MONTHS[cadence.kind], start, until)
    elif cadence.kind == "permanent":
        yield from _standing(cadence, counting, start, until)
    elif cadence.kind == "half_year_window":
        yield from _windows(cadence, start, until)
    elif cadence.kind == "campaign":
        for milestone in cadence.milestones:
            key = f"milestone-{milestone.on.isoformat()}"
            yield Expected(
                key, milestone.name.zh, milestone.name.en, start, milestone.on, None, None, milestone.on
            )


def on_event(
    cadence: Cadence, counting: Counting, *, event: int, title: str, day: date
) -> Iterator[Expected]:
    """What one event of ``day`` makes due: once, or once for each phase of a decision (A-036)."""
    if cadence.kind == "decision_phases":
        for phase in cadence.phases:
            publish_by = counting.after(day, phase.publish)
            yield Expected(
                f"event-{event}-{phase.code}",
                f"{title}（{phase.name.zh}）",
                f"{title} ({phase.name.en})",
                min(day, publish_by),
                day,
                None,
                None,
                publish_by,
            )
    elif cadence.kind == "emergency":
        # Due at once: a day of rest moves nothing.
        yield Expected(f"event-{event}", title, title, day, day, None, None, day)
    else:
        propose_by, publish_by = counting.after(day, cadence.propose), counting.after(day, cadence.publish)
        yield Expected(f"event-{event}", title, title, day, day, propose_by, None, publish_by)


def _periods(
    cadence: Cadence, counting: Counting, months: int, start: date, until: date
) -> Iterator[Expected]:
    first = _period_start(start, months)
    while first <= until:
        following = _months_later(first, months)
        last = following - timedelta(days=1)
        yield Expected(
            _key(first, months),
            *_label(first, months),
            max(first, start),
            last,
            counting.after(last, cadence.propose),
            None,
            counting.after(last, cadence.publish),
        )
        first = following


def _standing(cadence: Cadence, counting: Counting, start: date, until: date) -> Iterator[Expected]:
    """First put on display, then confirmed or renewed by the end of each later review period (A-043)."""
    yield Expected(
        "standing",
        "首次公开",
        "First display",
        start,
        start,
        counting.after(start, cadence.propose),
        None,
        counting.after(start, cadence.publish),
    )
    months = cadence.review_months
    first = _months_later(_period_start(start, months), months)
    while first <= until:
        following = _months_later(first, months)
        last = following - timedelta(days=1)
        label, label_en = _label(first, months)
        yield Expected(
            f"review-{_key(first, months)}",
            f"{label}核对",
            f"Review {label_en}",
            first,
            last,
            None,
            None,
            last,
        )
        first = following


def _windows(cadence: Cadence, start: date, until: date) -> Iterator[Expected]:
    """Half-year windows (C-095): from the day after the last window's proposal day on, each stands open."""
    dated = [
        (date(year, *window.propose_by), window)
        for year in range(start.year - 1, until.year + 3)
        for window in sorted(cadence.windows, key=lambda window: window.propose_by)
    ]
    for (before, _window), (propose_by, window) in pairwise(dated):
        opens_on = max(before + timedelta(days=1), start)
        if propose_by < start or opens_on > until:
            continue
        publish_from, publish_by = _window_days(propose_by, window)
        label, label_en = _label(propose_by, 6)
        yield Expected(
            f"window-{propose_by.isoformat()}",
            label,
            label_en,
            opens_on,
            propose_by,
            propose_by,
            publish_from,
            publish_by,
        )


def _window_days(propose_by: date, window: Window) -> tuple[date | None, date | None]:
    """The first and last day of publication; a window earlier in the year than its proposal day is next year's."""
    if window.opens is None:
        return None, None
    year = propose_by.year + (window.opens < window.propose_by)
    return date(year, *window.opens), date(year + (window.closes < window.opens), *window.closes)


def _period_start(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _number(day: date, months: int) -> int:
    return (day.month - 1) // months + 1


def _key(first: date, months: int) -> str:
    letter = {1: "M", 3: "Q", 6: "H", 12: "Y"}.get(months, f"P{months}-")
    return str(first.year) if months == 12 else f"{first.year}-{letter}{_number(first, months)}"


def _label(day: date, months: int) -> tuple[str, str]:
    number = _number(day, months)
    words, words_en = WORDS.get(months, ("{year}年第{number}期", "{year}, part {number}"))
    half = "上" if number == 1 else "下"
    return (
        words.format(year=day.year, number=number, half=half),
        words_en.format(year=day.year, number=number),
    )
