"""When something is owed. Each kind of cadence is one object: what it owes, how that is counted, and in which words.

Pure: from a cadence, a calendar and a day to the days of an obligation. A new kind is a class here, its line in
``KINDS``, and its word in ``regimes/regime.schema.json``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models.obligations import Owed
from catalog.term_words import A_LEAP_YEAR, month_day_words, span_words
from core.months import later
from core.regimes.parsed import Cadence, Phase, Span, Window
from core.workdays import Counting

ONE_DAY = timedelta(days=1)
LABELS = {
    1: ("{year}年{number}月", "{year}-{number:02d}"),
    3: ("{year}年第{number}季度", "Q{number} {year}"),
    6: ("{year}年{half}半年", "H{number} {year}"),
    12: ("{year}年度", "{year}"),
}
PROPOSED = (
    gettext_lazy("Proposed within %(span)s %(base)s."),
    gettext_lazy("Proposed at the latest %(span)s %(base)s."),
    gettext_lazy("Proposed by %(day)s of the year itself."),
)
PUBLISHED = (
    gettext_lazy("Published within %(span)s %(base)s."),
    gettext_lazy("Published at the latest %(span)s %(base)s."),
    gettext_lazy("Published by %(day)s of the year itself."),
)


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
    owed_for: Owed
    period_from: date | None = None
    phase: str = ""


class Kind:
    """A kind of cadence. What a kind does not say for itself it does not have."""

    recurs = False  # owed by the calendar, without an event
    happens = False  # owed when an event is recorded
    ahead = timedelta(0)  # how long before its day an event may be recorded
    in_whole_periods = (
        False  # found from the first day of the item on, whichever version of the rules began since
    )
    begins_with_its_rules = (
        False  # what a new version of the rules brings begins with it, be the kind new or not
    )

    def __init__(self, code: str) -> None:
        self.code = code

    def owed(self, cadence: Cadence, counting: Counting, start: date, until: date) -> Iterator[Expected]:
        """What is owed without an event, for an item that stands from ``start``, opened up to ``until``."""
        yield from ()

    def made_due(
        self, cadence: Cadence, counting: Counting, event: int, title: str, day: date
    ) -> Iterator[Expected]:
        """What an event of ``day`` makes due."""
        yield _counted(cadence, counting, f"event-{event}", (title, title), day, day, Owed.EVENT)

    def spans(self, cadence: Cadence, owed_for: str, phase: str) -> tuple[Span | None, Span | None]:
        """The lengths from which the days of an obligation were counted, to propose and to publish; None where the rule
        itself names the day. ``owed_for`` and ``phase`` are those of the obligation."""
        return cadence.propose, cadence.publish

    def sentences(self, cadence: Cadence) -> Iterator[str]:
        """When it is proposed and published, for a citizen, in the language of the page."""
        for span, words in ((cadence.propose, PROPOSED), (cadence.publish, PUBLISHED)):
            if span:
                yield self.term(span, words)

    def term(self, span: Span, words: tuple[str, str, str]) -> str:
        """One length of time after, or before, the day from which it is counted. ``words``: after, before, on a day."""
        raise NotImplementedError


class OfEvents(Kind):
    """Owed once for each event. ``after`` and ``before`` name its day of reference."""

    happens = True

    def __init__(self, code: str, after: str, before: str) -> None:
        super().__init__(code)
        self.after, self.before = after, before

    def term(self, span: Span, words: tuple[str, str, str]) -> str:
        """A length after, or before, the event or the end of the period."""
        sentence, base = (words[0], self.after) if span.days >= 0 else (words[1], self.before)
        return sentence % {"span": span_words(span), "base": base}


class OfPeriods(OfEvents):
    """Owed once for each period of ``months``. A period that was running when the item began counts."""

    recurs, happens, in_whole_periods = True, False, True

    def __init__(self, code: str, months: int, after: str, before: str) -> None:
        super().__init__(code, after, before)
        self.months = months

    def owed(self, cadence: Cadence, counting: Counting, start: date, until: date) -> Iterator[Expected]:
        """Each period up to the one that is running on ``until``."""
        for first, last in _periods(start, until, self.months):
            yield _counted(
                cadence,
                counting,
                _key(first, self.months),
                _label(first, self.months),
                max(first, start),
                last,
                Owed.PERIOD,
                first,
            )

    def term(self, span: Span, words: tuple[str, str, str]) -> str:
        """Where it is always the same day of a year, that day."""
        if span.days < 0 and self.months == 12 and not span.working:
            years = (A_LEAP_YEAR, A_LEAP_YEAR + 1)
            ends = {date(year, 12, 31) + timedelta(days=span.days) for year in years}
            days = {(day.month, day.day) for day in ends}
            if len(days) == 1:
                return words[2] % {"day": month_day_words(days.pop())}
        return super().term(span, words)


class Standing(Kind):
    """First put on display, confirmed or renewed by the end of each later review period, owed anew when it changes
    (A-043)."""

    recurs = happens = True

    def owed(self, cadence: Cadence, counting: Counting, start: date, until: date) -> Iterator[Expected]:
        """The first display, and each review."""
        yield _counted(cadence, counting, "standing", ("首次公开", "First display"), start, start, Owed.FIRST)
        months = cadence.review_months
        following = later(_period_start(start, months), months)
        for first, last in _periods(following, until, months):
            label, label_en = _label(first, months)
            names = (f"review-{_key(first, months)}", f"{label}核对", f"Review {label_en}")
            yield Expected(*names, first, last, None, None, last, Owed.REVIEW, first)

    def spans(self, cadence: Cadence, owed_for: str, phase: str) -> tuple[Span | None, Span | None]:
        """A review ends with its period: nothing is counted."""
        return (None, None) if owed_for == Owed.REVIEW else super().spans(cadence, owed_for, phase)

    def sentences(self, cadence: Cadence) -> Iterator[str]:
        """Two: of the display and its reviews, and of changes."""
        first = {"span": span_words(cadence.publish), "months": cadence.review_months}
        yield (
            _("Always on display: first put up within %(span)s, then checked every %(months)d months.")
            % first
        )
        yield _("After each change: published within %(span)s.") % first


class Emergency(Kind):
    """Due at once: a day of rest moves nothing."""

    happens = True

    def made_due(
        self, cadence: Cadence, counting: Counting, event: int, title: str, day: date
    ) -> Iterator[Expected]:
        """On the day of the event."""
        yield Expected(f"event-{event}", title, title, day, day, None, None, day, Owed.EVENT)

    def spans(self, cadence: Cadence, owed_for: str, phase: str) -> tuple[Span | None, Span | None]:
        """Nothing is counted."""
        return None, None

    def sentences(self, cadence: Cadence) -> Iterator[str]:
        """One."""
        yield _("Published at once, on the day it happens, be it a working day or not.")


class Windows(Kind):
    """Half-year windows (C-095): from the day after the last window's proposal day on, each stands open."""

    recurs = True

    def owed(self, cadence: Cadence, counting: Counting, start: date, until: date) -> Iterator[Expected]:
        """Each window whose proposal day lies ahead of ``start``."""
        dated = [
            (date(year, *window.propose_by), window)
            for year in range(start.year - 1, until.year + 3)
            for window in sorted(cadence.windows, key=lambda window: window.propose_by)
        ]
        for (before, _window), (propose_by, window) in pairwise(dated):
            opens_on = max(before + ONE_DAY, start)
            if propose_by < start or opens_on > until:
                continue
            names = (f"window-{propose_by.isoformat()}", *_label(propose_by, 6))
            days = (opens_on, propose_by, propose_by, *_window_days(propose_by, window))
            yield Expected(*names, *days, Owed.PERIOD, before + ONE_DAY)

    def spans(self, cadence: Cadence, owed_for: str, phase: str) -> tuple[Span | None, Span | None]:
        """The days stand in the rule."""
        return None, None

    def sentences(self, cadence: Cadence) -> Iterator[str]:
        """One for each window."""
        for window in cadence.windows:
            days = {"propose_by": month_day_words(window.propose_by)}
            if window.opens is None:
                yield _("Proposed by %(propose_by)s.") % days
            else:
                days |= {"opens": month_day_words(window.opens), "closes": month_day_words(window.closes)}
                yield _("Proposed by %(propose_by)s, published from %(opens)s to %(closes)s.") % days


class Phases(Kind):
    """A decision that is told in phases (A-036): each phase is owed once, before or after the day of the decision."""

    happens, ahead = True, timedelta(days=365)

    def made_due(
        self, cadence: Cadence, counting: Counting, event: int, title: str, day: date
    ) -> Iterator[Expected]:
        """Each phase."""
        for phase in cadence.phases:
            publish_by = counting.after(day, phase.publish)
            labels = (f"{title}（{phase.name.zh}）", f"{title} ({phase.name.en})")
            key = f"event-{event}-{phase.code}"
            days = (min(day, publish_by), day, None, None, publish_by)
            yield Expected(key, *labels, *days, Owed.EVENT, phase=phase.code)

    def spans(self, cadence: Cadence, owed_for: str, phase: str) -> tuple[Span | None, Span | None]:
        """The length of the phase."""
        found = phase_of(cadence, phase)
        return None, found.publish if found else None

    def sentences(self, cadence: Cadence) -> Iterator[str]:
        """One for each phase."""
        for phase in cadence.phases:
            words = {"name": phase.name, "span": span_words(phase.publish)}
            if phase.publish.days < 0:
                yield _("%(name)s: at the latest %(span)s before the decision.") % words
            else:
                yield _("%(name)s: within %(span)s after the decision.") % words


class Campaign(Kind):
    """A plan with milestones on given days."""

    recurs = begins_with_its_rules = True

    def owed(self, cadence: Cadence, counting: Counting, start: date, until: date) -> Iterator[Expected]:
        """Each milestone."""
        for milestone in cadence.milestones:
            names = (f"milestone-{milestone.on.isoformat()}", milestone.name.zh, milestone.name.en)
            yield Expected(*names, start, milestone.on, None, None, milestone.on, Owed.MILESTONE)

    def spans(self, cadence: Cadence, owed_for: str, phase: str) -> tuple[Span | None, Span | None]:
        """The days stand in the rule."""
        return None, None

    def sentences(self, cadence: Cadence) -> Iterator[str]:
        """One for each milestone."""
        for milestone in cadence.milestones:
            yield _("%(name)s: by %(day)s.") % {"name": milestone.name, "day": date_format(milestone.on)}


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        OfEvents(
            "immediate",
            gettext_lazy("after it was formed or changed"),
            gettext_lazy("before it is formed or changed"),
        ),
        OfEvents(
            "per_batch",
            gettext_lazy("after each batch or matter"),
            gettext_lazy("before each batch or matter"),
        ),
        OfEvents(
            "per_stage",
            gettext_lazy("after the end of each stage"),
            gettext_lazy("before the end of each stage"),
        ),
        OfEvents(
            "per_exercise",
            gettext_lazy("after each exercise of the power"),
            gettext_lazy("before each exercise of the power"),
        ),
        OfPeriods(
            "monthly",
            1,
            gettext_lazy("after the end of each month"),
            gettext_lazy("before the end of each month"),
        ),
        OfPeriods(
            "quarterly",
            3,
            gettext_lazy("after the end of each quarter"),
            gettext_lazy("before the end of each quarter"),
        ),
        OfPeriods(
            "half_yearly",
            6,
            gettext_lazy("after the end of each half-year"),
            gettext_lazy("before the end of each half-year"),
        ),
        OfPeriods(
            "annual",
            12,
            gettext_lazy("after the end of each year"),
            gettext_lazy("before the end of each year"),
        ),
        Standing("permanent"),
        Emergency("emergency"),
        Windows("half_year_window"),
        Phases("decision_phases"),
        Campaign("campaign"),
    )
}
MAY_HAPPEN = frozenset(code for code, kind in KINDS.items() if kind.happens)
# What stands always is owed anew when it changes, beside its reviews: it is of events, and not of events alone.
ON_EVENT = frozenset(code for code, kind in KINDS.items() if kind.happens and not kind.recurs)


def kind_of(cadence: Cadence) -> Kind:
    """The object that knows what ``cadence`` means."""
    return KINDS[cadence.kind]


def recurring(cadence: Cadence, counting: Counting, *, start: date, until: date) -> Iterator[Expected]:
    """What a cadence that needs no event owes, for an item that stands from ``start``, opened up to ``until``.

    A period that was running on ``start`` counts. Nothing is left out however long nobody asked.
    """
    if start <= until:
        yield from kind_of(cadence).owed(cadence, counting, start, until)


def on_event(
    cadence: Cadence, counting: Counting, *, event: int, title: str, day: date
) -> Iterator[Expected]:
    """What one event of ``day`` makes due: once, or once for each phase of a decision (A-036)."""
    yield from kind_of(cadence).made_due(cadence, counting, event, title, day)


def phase_of(cadence: Cadence, code: str) -> Phase | None:
    """The phase of a decision with this code, as the obligation keeps it."""
    return next((phase for phase in cadence.phases if phase.code == code), None)


def sentences(cadence: Cadence) -> list[str]:
    """When something of this cadence is proposed and published, sentence by sentence, in the language of the page."""
    said = list(kind_of(cadence).sentences(cadence))
    if cadence.note:
        said.append(str(cadence.note))
    return said


def _counted(
    cadence: Cadence,
    counting: Counting,
    key: str,
    labels: tuple[str, str],
    opens_on: date,
    base: date,
    owed_for: Owed,
    period_from: date | None = None,
) -> Expected:
    """An obligation whose days are counted from ``base``."""
    propose_by, publish_by = counting.after(base, cadence.propose), counting.after(base, cadence.publish)
    return Expected(key, *labels, opens_on, base, propose_by, None, publish_by, owed_for, period_from)


def _window_days(propose_by: date, window: Window) -> tuple[date | None, date | None]:
    """The first and last day of publication; a window earlier in the year than its proposal day is next year's."""
    if window.opens is None:
        return None, None
    year = propose_by.year + (window.opens < window.propose_by)
    return date(year, *window.opens), date(year + (window.closes < window.opens), *window.closes)


def _periods(start: date, until: date, months: int) -> Iterator[tuple[date, date]]:
    """First and last day of each period from the one that runs on ``start`` to the one that runs on ``until``."""
    first = _period_start(start, months)
    while first <= until:
        following = later(first, months)
        yield first, following - ONE_DAY
        first = following


def _period_start(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _number(day: date, months: int) -> int:
    return (day.month - 1) // months + 1


def _key(first: date, months: int) -> str:
    letter = {1: "M", 3: "Q", 6: "H", 12: "Y"}.get(months, f"P{months}-")
    return str(first.year) if months == 12 else f"{first.year}-{letter}{_number(first, months)}"


def _label(day: date, months: int) -> tuple[str, str]:
    number = _number(day, months)
    words, words_en = LABELS.get(months, ("{year}年第{number}期", "{year}, part {number}"))
    half = "上" if number == 1 else "下"
    return (
        words.format(year=day.year, number=number, half=half),
        words_en.format(year=day.year, number=number),
    )
