"""The numbers of supervision: computed from rows, never typed; each opens to the rows that it counts."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate, TruncMonth
from django.utils import timezone

from catalog.models import Disclosure, EmergencyReview, Filing, Obligation, State
from catalog.models.disclosures import OUT
from core.models import Agency, Department
from core.months import touched
from review import feedback_stage
from review.models import FeedbackStage, Opinion
from supervision.models import CorrectionOrder

CAME = (State.PUBLISHED, State.NIL)
SATISFIED = 4


@dataclass(frozen=True)
class Scope:
    """An agency, or some sub-trees of its departments, from one day to another; both days belong to it."""

    agency: Agency
    since: date
    until: date
    paths: tuple[str, ...] = ()

    def q(self, agency: str, path: str) -> Q:
        """The scope as a condition on the fields that lead to the agency and to the department's path."""
        inside = Q()
        for above in self.paths:
            inside |= Q(**{f"{path}__startswith": above})
        return Q(**{agency: self.agency}) & inside

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment of the period and the first one after it, by the clock of the portal's time zone."""
        day_after = self.until + timedelta(days=1)
        return tuple(timezone.make_aware(datetime.combine(day, time.min)) for day in (self.since, day_after))


@dataclass
class Score:
    """What was owed in a period and what came; what the public said and what it was answered."""

    came: int = 0
    in_time: int = 0
    late: int = 0
    excused: int = 0
    opinions: int = 0
    set_aside: int = 0
    answered: int = 0
    answered_in_time: int = 0
    rated: int = 0
    satisfied: int = 0
    published: int = 0
    orders: int = 0

    def add(self, other: "Score") -> None:
        """Count ``other`` in."""
        for part in fields(Score):
            setattr(self, part.name, getattr(self, part.name) + getattr(other, part.name))

    @property
    def owed(self) -> int:
        """What had to be disclosed: what came, and what is overdue. The excused and the not yet due do not count."""
        return self.came + self.late

    @property
    def coverage(self) -> int | None:
        """Published ÷ owed, in whole percent rounded down, so that 100 means all (D-114)."""
        return percent(self.came, self.owed)

    @property
    def timeliness(self) -> int | None:
        """Published by its day ÷ owed, in whole percent rounded down."""
        return percent(self.in_time, self.owed)

    @property
    def to_answer(self) -> int:
        """Opinions that deserve an answer."""
        return self.opinions - self.set_aside

    @property
    def answer_rate(self) -> int | None:
        """Answered ÷ received, without those set aside, in whole percent rounded down."""
        return percent(self.answered, self.to_answer)

    @property
    def satisfaction(self) -> int | None:
        """Ratings of four or five stars ÷ ratings, in whole percent rounded down (D-115)."""
        return percent(self.satisfied, self.rated)


def percent(part: int, whole: int) -> int | None:
    """``part`` of ``whole`` in whole percent, rounded down; None when there is nothing to divide by."""
    return part * 100 // whole if whole else None


@dataclass
class DepartmentScore:
    """The score of one department, and how fresh its pages are."""

    department: Department
    score: Score = field(default_factory=Score)
    latest_on: date | None = None
    days_since: int | None = None


@dataclass(frozen=True)
class Target:
    """What the regime promises in percent, beside what was reached."""

    wanted: int
    reached: int | None

    @property
    def met(self) -> bool | None:
        """Whether it was reached; None while nothing can be measured."""
        return None if self.reached is None else self.reached >= self.wanted


@dataclass(frozen=True)
class Overview:
    """The departments of a scope with their scores, the sum of them, the months, and the targets of the regime."""

    scope: Scope
    rows: list[DepartmentScore]
    total: Score
    months: dict[date, Score]
    coverage_target: Target | None
    satisfaction_target: Target | None

    @property
    def latest_on(self) -> date | None:
        """The day of the latest publication in the scope."""
        return max((row.latest_on for row in self.rows if row.latest_on), default=None)


def obligations(scope: Scope, today: date) -> QuerySet[Obligation]:
    """The obligations whose last day lies in the period, with ``state`` on ``today``, ``last_day`` and ``kept``."""
    found = Obligation.objects.with_state(today).annotate(
        last_day=Coalesce("publish_by", "propose_by"), proposed_on=TruncDate("live__proposed_at")
    )
    return found.filter(
        scope.q("item__agency", "item__department__path"), last_day__range=(scope.since, scope.until)
    )


# A regime that names only a day of proposal (X1) is kept by proposing in time.
KEPT = Q(publish_by__isnull=False, fulfilled_on__lte=F("publish_by")) | Q(
    publish_by__isnull=True, proposed_on__lte=F("propose_by")
)
# What each number of obligations counts; the page with its rows uses the same words.
COUNTED = {
    "owed": Q(state__in=(*CAME, State.LATE)),
    "came": Q(state__in=CAME),
    "in_time": Q(state__in=CAME) & KEPT,
    "late": Q(state=State.LATE),
    "excused": Q(state=State.EXCUSED),
}


def opinions(scope: Scope) -> QuerySet[Opinion]:
    """The opinions that came in the period."""
    first, after = scope.moments
    return Opinion.objects.filter(
        scope.q("disclosure__agency", "disclosure__department__path"),
        received_at__gte=first,
        received_at__lt=after,
    )


ANSWERED = Q(status=Opinion.Status.ANSWERED)
WEIGHS = ~Q(status__in=[Opinion.Status.SET_ASIDE, Opinion.Status.HELD])  # a flood moves no satisfaction
HEARD = {
    "opinions": Q(),
    "set_aside": Q(status=Opinion.Status.SET_ASIDE),
    "answered": ANSWERED,
    "answered_in_time": ANSWERED & Q(answered_on__lte=F("answer_by")),
    "rated": Q(rating__isnull=False) & WEIGHS,
    "satisfied": Q(rating__gte=SATISFIED) & WEIGHS,
}


def publications(scope: Scope) -> QuerySet[Disclosure]:
    """What was published in the period and still is, whatever item it belongs to."""
    inside = scope.q("agency", "department__path")
    return Disclosure.objects.filter(inside, status__in=OUT, published_on__range=(scope.since, scope.until))


def emergencies(scope: Scope, today: date) -> dict[str, int]:
    """How much was published in an emergency in the period, and what of it waits for its review or missed its day."""
    urgent = emergency_conditions(today)
    counts = {name: Count("pk", filter=wanted) for name, wanted in urgent.items()}
    return emergency_reviews(scope).order_by().aggregate(**counts)


def emergency_reviews(scope: Scope) -> QuerySet[EmergencyReview]:
    """The reviews of what was published in an emergency in the period."""
    first, last = scope.moments
    found = EmergencyReview.objects.filter(scope.q("disclosure__agency", "disclosure__department__path"))
    return found.filter(published_at__gte=first, published_at__lt=last)


def emergency_conditions(today: date) -> dict[str, Q]:
    """Which reviews are counted: all, those not done yet, and of these the ones whose day has passed."""
    waits = Q(pk__in=EmergencyReview.objects.waiting().values("pk"))
    return {"all": Q(), "waiting": waits, "missed": waits & Q(due_on__lt=today)}


def orders(scope: Scope) -> QuerySet[CorrectionOrder]:
    """The correction orders that were issued in the period."""
    return CorrectionOrder.objects.filter(
        scope.q("agency", "department__path"),
        kind=CorrectionOrder.Kind.CORRECTION,
        issued_on__range=(scope.since, scope.until),
    )


def filings(scope: Scope, today: date) -> dict[str, int]:
    """Of what was approved in the period and is to be filed: how much there is, waits, and was or is late (H-200)."""
    late = Q(sent_on__gt=F("due_on")) | Q(sent_on__isnull=True, due_on__lt=today)
    inside = scope.q("disclosure__agency", "disclosure__department__path")
    found = Filing.objects.standing().filter(inside, approved_on__range=(scope.since, scope.until))
    counted = {"all": Q(), "waiting": Q(sent_on__isnull=True), "late": late}
    return found.order_by().aggregate(**{name: Count("pk", filter=one) for name, one in counted.items()})


def feedback(scope: Scope, today: date) -> dict[str, int]:
    """Of the feedback stages opened in the period: how many there are, wait to be handled, and are or were late."""
    waits = Q(feedback_stage.spoken(), handled_on__isnull=True)
    late = Q(handled_on__gt=F("handle_by")) | waits & Q(handle_by__lt=today)
    inside = scope.q("disclosure__agency", "disclosure__department__path")
    found = FeedbackStage.objects.filter(inside, opened_on__range=(scope.since, scope.until))
    counted = {"all": Q(), "waiting": waits, "late": late}
    return found.order_by().aggregate(**{name: Count("pk", filter=one) for name, one in counted.items()})


def criticism_conditions(today: date) -> dict[str, Q]:
    """Which orders are counted for their circular criticism: all on which one was issued or is owed, those on which
    it is still owed, and those on which it came after its day or has not come (J2-263).
    """
    waits = Q(pk__in=CorrectionOrder.objects.to_criticise(today).values("pk"))
    late = Q(criticised_on__gt=F("criticise_by")) | waits & Q(criticise_by__lt=today)
    return {"all": Q(criticised_on__isnull=False) | waits, "waiting": waits, "missed": late}


def criticisms(scope: Scope, today: date) -> dict[str, int]:
    """How many orders of the period led to a circular criticism or owe one, and what of it waits or is late."""
    counts = {name: Count("pk", filter=wanted) for name, wanted in criticism_conditions(today).items()}
    return orders(scope).order_by().aggregate(**counts)


def overview(scope: Scope, today: date) -> Overview:
    """The numbers of ``scope`` as they stand on ``today``; as many queries for one department as for fifty."""
    departments = scope.agency.departments.filter(scope.q("agency", "path"))
    rows = {row.pk: DepartmentScore(row) for row in departments}
    months = {month: Score() for month in touched(scope.since, scope.until)}
    for row in _obligation_counts(scope, today):
        department, month = row.pop("item__department"), row.pop("month")
        rows[department].score.add(Score(**row))
        months[month].add(Score(**row))
    for row in _opinion_counts(scope):
        rows[row.pop("disclosure__department")].score.add(Score(**row))
    for row in publications(scope).order_by().values("department").annotate(published=Count("pk")):
        rows[row.pop("department")].score.add(Score(**row))
    for row in orders(scope).order_by().values("department").annotate(orders=Count("pk")):
        rows[row.pop("department")].score.add(Score(**row))
    for department, latest in _latest(scope):
        rows[department].latest_on = latest
        rows[department].days_since = (min(today, scope.until) - latest).days
    total = Score()
    for row in rows.values():
        total.add(row.score)
    targets = scope.agency.regime.version_on(scope.until).rules.targets
    return Overview(
        scope=scope,
        rows=list(rows.values()),
        total=total,
        months=months,
        coverage_target=_target(targets.coverage_percent, total.coverage),
        satisfaction_target=_target(targets.satisfaction_percent, total.satisfaction),
    )


def _obligation_counts(scope: Scope, today: date):
    counts = {name: Count("pk", filter=COUNTED[name]) for name in ("came", "in_time", "late", "excused")}
    month = obligations(scope, today).order_by().annotate(month=TruncMonth("last_day"))
    return month.values("item__department", "month").annotate(**counts)


def _opinion_counts(scope: Scope):
    counts = {name: Count("pk", filter=counted) for name, counted in HEARD.items() if counted}
    received = opinions(scope).order_by().annotate(answered_on=TruncDate("answered_at"))
    return received.values("disclosure__department").annotate(opinions=Count("pk"), **counts)


def _latest(scope: Scope):
    """The department and the day of its latest publication up to the end of the period."""
    until_then = Disclosure.objects.filter(scope.q("agency", "department__path"), status__in=OUT)
    until_then = until_then.filter(published_on__lte=scope.until).order_by()
    return until_then.values_list("department").annotate(latest=Max("published_on"))


def _target(wanted: int | None, reached: int | None) -> Target | None:
    return None if wanted is None else Target(wanted, reached)
