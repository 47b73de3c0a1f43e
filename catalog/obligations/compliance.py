"""The compliance calendar: what is owed on which day, and what became of it. Computed from rows and the day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber, TruncMonth
from django.utils.translation import gettext_lazy as _

from catalog.models import Obligation, State
from catalog.obligations import record
from core import months
from core.statuses import Tone, Toned
from core.workdays import FIRST_YEAR, LAST_YEAR, Calendar, Kind

IN_A_CELL = 3


class Outcome(Toned):
    """What became of an obligation: one of these six, so that their numbers add up to what was owed."""

    ON_TIME = "on_time", Tone.GOOD, _("Published on time")
    CAME_LATE = "came_late", Tone.WARN, _("Published late")
    LATE = "late", Tone.BAD, _("Late, not yet published")
    EXCUSED = "excused", _("Excused")
    NIL = "nil", _("Nothing to report")
    DUE = "due", Tone.WARN, _("Still due")


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year between 1990 and 2060. Raises ``ValueError`` for any other."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.number <= 12):
            raise ValueError(f"There is no calendar for {self.year}-{self.number}.")

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that holds ``day``."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return months.last_day(self.first)

    def moved(self, count: int) -> "Month | None":
        """The month so many months later, or None beyond the years that have a calendar."""
        try:
            return Month.of(months.later(self.first, count))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"


def watched(today: date) -> QuerySet[Obligation]:
    """The obligations that the public watches, judged on ``today``."""
    return judged(Obligation.objects.public(), today)


def judged(rows: QuerySet[Obligation], today: date) -> QuerySet[Obligation]:
    """``rows`` with ``last_day``, and ``state`` and ``outcome`` on ``today``."""
    came_late = Q(state=State.PUBLISHED) & (
        Q(publish_by__isnull=False, fulfilled_on__gt=F("publish_by"))
        | Q(publish_by__isnull=True, proposal_late=True)
    )
    outcome = Case(
        When(came_late, then=Value(Outcome.CAME_LATE.value)),
        When(state=State.PUBLISHED, then=Value(Outcome.ON_TIME.value)),
        When(state__in=[State.DUE, State.IN_PREPARATION], then=Value(Outcome.DUE.value)),
        default=F("state"),
        output_field=models.CharField(),
    )
    last_day = Coalesce("publish_by", "propose_by")
    return rows.with_state(today).annotate(last_day=last_day, outcome=outcome)


def within(first: date, last: date) -> Q:
    """What has its last day from ``first`` to ``last``; said of the columns themselves, which are indexed."""
    return Q(publish_by__range=(first, last)) | Q(publish_by__isnull=True, propose_by__range=(first, last))


def since(first: date) -> Q:
    """What has its last day on ``first`` or later."""
    return Q(publish_by__gte=first) | Q(publish_by__isnull=True, propose_by__gte=first)


@dataclass
class Counts:
    """How many obligations ended in which outcome."""

    of: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Outcome.values, 0))

    @property
    def owed(self) -> int:
        """All that was owed: the sum of the outcomes."""
        return sum(self.of.values())

    def add(self, outcome: str, number: int) -> None:
        """Count ``number`` more of ``outcome``."""
        self.of[outcome] += number


@dataclass
class Summary:
    """The numbers of a calendar by month and by body (an agency or department, by the name in its address)."""

    months: dict[Month, Counts]
    bodies: dict[str, Counts]


def summary(rows: QuerySet[Obligation], months: Iterable[Month], *, body: str) -> Summary:
    """Count ``rows`` (of ``watched``, within ``months``) by one query. ``body`` is the field with its address name."""
    counted = Summary({month: Counts() for month in months}, defaultdict(Counts))
    grouped = rows.order_by().annotate(month=TruncMonth("last_day")).values("month", body, "outcome")
    for row in grouped.annotate(count=Count("pk")):
        counted.months[Month.of(row["month"])].add(row["outcome"], row["count"])
        counted.bodies[row[body]].add(row["outcome"], row["count"])
    return counted


@dataclass
class DayOfMonth:
    """One day in the table of a month: what it is, what is owed on it, and how much more than is shown."""

    day: date
    kind: Kind
    name: str
    provisional: bool
    is_today: bool
    href: str = ""
    rows: list[dict] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    @property
    def lines(self) -> list[dict]:
        """The outcomes that occur on this day, with their numbers."""
        return [
            {"outcome": outcome, "count": self.counts.of[outcome]}
            for outcome in Outcome
            if self.counts.of[outcome]
        ]

    @property
    def more(self) -> int:
        """How many are owed on this day beyond those that are shown."""
        return self.counts.owed - len(self.rows)


def weeks(month: Month, calendar: Calendar, today: date) -> list[list[DayOfMonth | None]]:
    """The month as weeks from Monday to Sunday; days of the neighbouring months are None."""
    days: list[DayOfMonth | None] = [None] * month.first.weekday()
    for number in range((month.last - month.first).days + 1):
        day = month.first + timedelta(days=number)
        days.append(
            DayOfMonth(
                day, calendar.kind(day), calendar.name(day), calendar.is_provisional(day), day == today
            )
        )
    days += [None] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def days_of(table: list[list[DayOfMonth | None]]) -> Iterator[DayOfMonth]:
    """The days of a table of weeks, one after the other."""
    return (day for week in table for day in week if day)


def counts_by_day(rows: QuerySet[Obligation]) -> dict[date, Counts]:
    """How many of ``rows`` (of ``watched``) fall on which day, by their outcome, by one query."""
    counted: dict[date, Counts] = defaultdict(Counts)
    for row in rows.order_by().values("last_day", "outcome").annotate(count=Count("pk")):
        counted[row["last_day"]].add(row["outcome"], row["count"])
    return counted


def first_of_each_day(rows: QuerySet[Obligation]) -> QuerySet:
    """The first ``IN_A_CELL`` of ``rows`` (of ``watched``) on each day, what is open before what is done."""
    is_open = Case(When(outcome__in=[Outcome.LATE, Outcome.DUE], then=Value(0)), default=Value(1))
    place = Window(RowNumber(), partition_by=F("last_day"), order_by=[is_open, F("pk")])
    numbered = rows.annotate(place=place).filter(place__lte=IN_A_CELL)
    return listed(numbered).order_by("last_day", "place")


def listed(rows: QuerySet[Obligation]) -> QuerySet:
    """What a list shows of each of ``rows`` (of ``watched``)."""
    return rows.values(*record.OBLIGATION_FIELDS, "outcome", "opened_at")
