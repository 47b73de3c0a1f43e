"""When an answer is due: a pure function of what happened to the clock, the calendar and the rule of its length.

What happened is a list of entries that only grows: ``start``, ``restart``, ``renew``, ``told``, ``pause``, ``resume``,
``extend``, ``delay``, ``stop``, ``lapse``, ``revive``, ``reopen``. They stand in the order of their days; an extension
alone may stand anywhere between the start and the end, because it only makes the period longer: it commutes with every
pause, going on, restart and other extension. Only two follow an end. ``revive`` takes a lapse back, because what was
waited for had come in time: all is as it was before. With ``reopen`` the count begins anew, and its ``days``, when a
review or a court named them, are working days that take the place of the length and cannot be extended.

Days that are stopped are those after the pause up to the going on, as the day of a start is left out; where first days
count they are those from the pause to the day before the going on. No database, no clock of the machine.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core.deadlines import lengths
from core.regimes.parsed import Correction, Extension, Words
from core.workdays import Calendar, Kind, Span

A_DAY = timedelta(days=1)
ENDS = frozenset({"stop", "lapse"})


class Entry(Protocol):
    """What the clock needs to know of an entry; the model ``ClockEntry`` is one."""

    act: str
    on: date
    days: int | None
    reason: str


@dataclass(frozen=True)
class Event:
    """An entry that no database holds."""

    act: str
    on: date
    days: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Limits:
    """What may happen to a clock, and where that is written. Without an extension there is none.

    ``article`` and ``requirements`` are the source of the clock itself; ``starting`` is that of the day it begins.
    ``correction`` says how often it may start again: as often as a correction may be asked for.
    """

    extension: Extension | None = None
    correction: Correction | None = None
    article: Words | None = None
    requirements: tuple[str, ...] = ()
    starting: Words | None = None


class Impossible(ValueError):
    """Entries that tell no possible story. ``source`` names the rule that they break; empty when none was given."""

    def __init__(self, fault: str, source: str = "") -> None:
        self.fault, self.source = fault, source
        super().__init__(_("%(fault)s (Rule: %(source)s)") % vars(self) if source else fault)


@dataclass(frozen=True)
class Row:
    """One day of an explanation: what it is, its number in the count (None: not counted), why it was stopped.

    ``moved`` says that the count was over, and that the last day moved on because nobody works on this one.
    """

    day: date
    kind: Kind
    name: str
    number: int | None
    stopped: bool = False
    why: str = ""
    moved: bool = False


@dataclass(frozen=True)
class Stop:
    """A time in which the clock stands still; without ``resumed`` it still does."""

    paused: date
    resumed: date | None
    reason: str

    def holds(self, day: date, *, count_first: bool) -> bool:
        """Whether ``day`` is stopped: the day of the pause still counts, unless first days count."""
        if count_first:
            return self.paused <= day and (self.resumed is None or day < self.resumed)
        return self.paused < day and (self.resumed is None or day <= self.resumed)


@dataclass(frozen=True)
class Story:
    """What the entries amount to since the clock last began; since ``ended`` nothing is owed any more."""

    began: date
    extra: int
    stops: tuple[Stop, ...]
    ended: date | None = None
    ordered: int | None = None  # the working days that a review or a court named

    @property
    def stands(self) -> bool:
        """Whether the clock stands still now."""
        return bool(self.stops) and self.stops[-1].resumed is None


@dataclass(frozen=True)
class Due:
    """The last day of a period, and on request every day that led to it.

    ``day`` is None while the clock stands still before its end. ``length`` are the days to count, extensions included.
    ``provisional`` says that the day lies beyond the published calendar, so that a notice may still move it.
    """

    day: date | None
    provisional: bool
    length: int
    story: Story = field(repr=False)
    working: bool = field(repr=False)
    count_first: bool = field(repr=False)
    calendar: Calendar = field(repr=False)

    @property
    def span(self) -> Span:
        """The days to count as a length: working days or days of the calendar."""
        return Span(self.length, working=self.working)

    @property
    def days(self) -> list[Row]:
        """The explanation, day by day up to the due day, or up to the day on which the clock was stopped."""
        return list(_explained(self))


def due(
    entries: Iterable[Entry],
    *,
    calendar: Calendar,
    length: Span,
    count_first: bool = False,
    last_day_moves: bool = True,
    limits: Limits | None = None,
) -> Due:
    """The day on which a period of ``length`` ends after all that happened to its clock.

    The day of the start is not counted (Civil Code art. 201) unless ``count_first``; a period in calendar days that
    would end on a day off ends on the next working day (art. 203), unless the rule says that it does not. The work
    grows with the entries, not with the days. Raises ``Impossible`` for a list of entries that tells no possible story
    or that goes beyond ``limits``.
    """
    story = read(entries, limits)
    if story.ordered:
        length = Span(story.ordered, working=True)
    total = length.days + story.extra
    day = _end(story, calendar, total, length.working, count_first)
    if day is not None and last_day_moves:
        day = calendar.next_working(day)
    provisional = day is not None and calendar.is_provisional(day)
    return Due(day, provisional, total, story, length.working, count_first, calendar)


def read(entries: Iterable[Entry], limits: Limits | None = None) -> Story:
    """The story that ``entries`` tell. Raises ``Impossible`` when they contradict each other or the ``limits``."""
    told = _Telling(limits)
    for entry in entries:
        told.hear(entry)
    if told.began is None:
        raise Impossible(_("This clock was never started."))
    return Story(told.began, told.extra, tuple(told.stops), told.ended, told.ordered)


class _Telling:
    """A story while it is being told: each entry is held against what stands already."""

    def __init__(self, limits: Limits | None) -> None:
        self.limits = limits
        self.began: date | None = None
        self.ended: date | None = None
        self.last: date | None = None
        self.before_lapse: date | None = None
        self.ordered: int | None = None
        self.extra = self.extended = self.extensions = self.restarts = 0
        self.stops: list[Stop] = []

    def hear(self, entry: Entry) -> None:
        """Take the next entry in, or refuse it."""
        if (self.began is None) != (entry.act == "start"):
            raise self._wrong(_("A clock starts once and first, not with “%(act)s” on %(day)s.") % _of(entry))
        if self.ended is not None and entry.act not in ("reopen", "revive"):
            raise self._wrong(_("This clock ended on %(day)s.") % {"day": self.ended.isoformat()})
        if self.began is not None and entry.on < self.began:
            fault = _("The clock began on %(began)s; %(day)s lies before that.")
            raise self._wrong(
                fault % {**_of(entry), "began": self.began.isoformat()}, self.limits and self.limits.starting
            )
        act = getattr(self, f"_{entry.act}", None) if entry.act in ACTS else None
        if act is None:
            raise self._wrong(_("A clock cannot “%(act)s”.") % _of(entry))
        act(entry)

    def _start(self, entry: Entry) -> None:
        self.began = self.last = entry.on

    def _restart(self, entry: Entry) -> None:
        self._in_order(entry)
        self.restarts += 1
        rule = self.limits and self.limits.correction
        if rule and rule.times and self.restarts > rule.times:
            fault = _("A correction is asked for at most %(times)s time(s); the clock cannot start again.")
            raise Impossible(fault % {"times": rule.times}, source_of(rule))
        self.began = self.last = entry.on
        self.stops = []

    def _renew(self, entry: Entry) -> None:
        """Begin again by another rule than that of corrections: a fee was paid."""
        self._in_order(entry)
        self.began = self.last = entry.on
        self.stops = []

    def _told(self, entry: Entry) -> None:
        """The notice that set this term came to the person: the term counts from here."""
        self._in_order(entry)
        self.began = self.last = entry.on

    def _reopen(self, entry: Entry) -> None:
        """Begin again after the end: a review or a court wants another answer, in its own term or the usual one."""
        if self.ended is None:
            raise self._wrong(_("This clock has not ended; it cannot be reopened on %(day)s.") % _of(entry))
        self._in_order(entry)
        self.began = self.last = entry.on
        self.ended, self.ordered, self.stops = None, entry.days, []
        self.extra = self.extended = self.extensions = 0

    def _pause(self, entry: Entry) -> None:
        if self._stands():
            raise self._wrong(
                _("The clock stands still since %(since)s; a pause from %(day)s would overlap.")
                % {**_of(entry), "since": self.stops[-1].paused.isoformat()}
            )
        if self.stops and entry.on < self.stops[-1].resumed:
            raise self._wrong(
                _("The pause from %(day)s overlaps the one up to %(until)s.")
                % {**_of(entry), "until": self.stops[-1].resumed.isoformat()}
            )
        self.stops.append(Stop(entry.on, None, entry.reason))
        self.last = entry.on

    def _resume(self, entry: Entry) -> None:
        if not self._stands():
            raise self._wrong(_("The clock does not stand still; it cannot go on on %(day)s.") % _of(entry))
        standing = self.stops[-1]
        if entry.on < standing.paused:
            raise self._wrong(
                _("The pause from %(since)s would end before it begins, on %(day)s.")
                % {**_of(entry), "since": standing.paused.isoformat()}
            )
        self.stops[-1] = Stop(standing.paused, entry.on, standing.reason)
        self.last = entry.on

    def _extend(self, entry: Entry) -> None:
        days = entry.days or 0
        if days < 1:
            raise self._wrong(_("An extension has at least one day."))
        if self.ordered:
            raise self._wrong(_("The term that a review or a court named is not extended."))
        self.extra, self.extensions = self.extra + days, self.extensions + 1
        self.extended += days
        if self.limits is None:
            return
        rule = self.limits.extension
        if rule is None:
            raise self._wrong(_("No rule lets this clock be extended."))
        if rule.times and self.extensions > rule.times:
            fault = _("It may be extended at most %(times)s time(s).")
            raise Impossible(fault % {"times": rule.times}, source_of(rule))
        if self.extended > rule.at_most.days:
            fault = _("It may be extended by at most %(most)s, not by %(days)s.")
            asked = Span(self.extended, rule.at_most.working)
            said = {"most": lengths.in_words(rule.at_most), "days": lengths.in_words(asked)}
            raise Impossible(fault % said, source_of(rule))

    def _delay(self, entry: Entry) -> None:
        """A day that the body sets itself, because that many cannot be answered in time (art. 35): no rule caps it."""
        if (entry.days or 0) < 1:
            raise self._wrong(_("An extension has at least one day."))
        if self.ordered:
            raise self._wrong(_("The term that a review or a court named is not extended."))
        self.extra += entry.days

    def _stop(self, entry: Entry) -> None:
        self._in_order(entry)
        self.ended = self.last = entry.on

    def _lapse(self, entry: Entry) -> None:
        before = self.last
        self._stop(entry)
        self.before_lapse = before

    def _revive(self, entry: Entry) -> None:
        """Take a lapse back: what was waited for came on this day, in time, and was found afterwards."""
        if self.ended is None or self.before_lapse is None:
            raise self._wrong(
                _("This clock did not lapse; nothing can be taken back on %(day)s.") % _of(entry)
            )
        self.ended, self.last, self.before_lapse = None, self.before_lapse, None

    def _in_order(self, entry: Entry) -> None:
        if entry.on < self.last:
            raise self._wrong(
                _("%(day)s lies before the last entry, of %(last)s.")
                % {**_of(entry), "last": self.last.isoformat()}
            )

    def _stands(self) -> bool:
        return bool(self.stops) and self.stops[-1].resumed is None

    def _wrong(self, fault: str, source: Words | None = None) -> Impossible:
        if source:
            return Impossible(fault, str(source))
        return Impossible(fault, source_of(self.limits) if self.limits else "")


ACTS = {
    "start": pgettext_lazy("act of a clock", "start"),
    "restart": pgettext_lazy("act of a clock", "start again"),
    "renew": pgettext_lazy("act of a clock", "start again after payment"),
    "told": pgettext_lazy("act of a clock", "begin with the delivery"),
    "pause": pgettext_lazy("act of a clock", "stand still"),
    "resume": pgettext_lazy("act of a clock", "go on"),
    "extend": pgettext_lazy("act of a clock", "be extended"),
    "delay": pgettext_lazy("act of a clock", "be put off for good reasons"),
    "stop": pgettext_lazy("act of a clock", "end"),
    "lapse": pgettext_lazy("act of a clock", "end without an answer"),
    "revive": pgettext_lazy("act of a clock", "go on after a lapse"),
    "reopen": pgettext_lazy("act of a clock", "be reopened"),
}


def source_of(rule: Extension | Correction | Limits) -> str:
    """Where a rule stands: its article and the requirements of the regime that it comes from."""
    requirements = ", ".join(rule.requirements)
    article = str(rule.article or "")
    return f"{article} [{requirements}]" if article and requirements else article or requirements


def _of(entry: Entry) -> dict[str, str]:
    return {"act": str(ACTS.get(entry.act, entry.act)), "day": entry.on.isoformat()}


def _end(story: Story, calendar: Calendar, total: int, working: bool, count_first: bool) -> date | None:
    """The day on which the count is full: from stop to stop, never from day to day."""
    if total == 0:
        return story.began
    back = A_DAY if count_first else timedelta(0)
    done, left = story.began - back, total
    for stop in story.stops:
        until = stop.paused - back
        ran = calendar.between(done, until) if working else (until - done).days
        if left <= ran:
            break
        if stop.resumed is None:
            return None
        done, left = stop.resumed - back, left - ran
    return calendar.add(done, left) if working else done + left * A_DAY


def _explained(found: Due) -> Iterator[Row]:
    story, calendar, number = found.story, found.calendar, 0
    if found.length == 0:
        return
    day = story.began if found.count_first else story.began + A_DAY
    last = found.day
    if last is None:
        last = story.stops[-1].paused - (A_DAY if found.count_first else timedelta(0))
    while day <= last:
        full = number == found.length
        stop = None if full else _stop_on(story, day, found.count_first)
        counts = not full and not stop and (not found.working or calendar.is_working(day))
        number += counts
        yield Row(
            day=day,
            kind=calendar.kind(day),
            name=calendar.name(day),
            number=number if counts else None,
            stopped=stop is not None,
            why=stop.reason if stop else "",
            moved=full,
        )
        day += A_DAY


def _stop_on(story: Story, day: date, count_first: bool) -> Stop | None:
    return next((stop for stop in story.stops if stop.holds(day, count_first=count_first)), None)
