"""Table four of the annual report: reconsiderations and lawsuits of a period by route and result; and satisfaction."""

from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from requests_app.models import Dispute, Rating
from supervision.reports import Scope

Route, Result = Dispute.Route, Dispute.Result
PENDING = "pending"


@dataclass(frozen=True)
class Block:
    """One of the three blocks: the counts by result, those still pending, and their sum (I4)."""

    route: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All of the block."""
        return sum(self.counts.values())


def table(scope: Scope) -> list[Block]:
    """The blocks in the order of the table; one query.

    A case counts with its result in the period in which it ended; one that was accepted by the end of the period and
    had not ended then is pending.
    """
    rows = Dispute.objects.filter(scope.q("agency", "department__path"), filed_on__lte=scope.until)
    ended = Q(ended_on__range=(scope.since, scope.until))
    waiting = Q(ended_on__isnull=True) | Q(ended_on__gt=scope.until)
    counted = {
        f"{route}_{result}": Count("pk", filter=Q(route=route, result=result) & ended)
        for route in Route.values
        for result in Result.values
    }
    counted |= {f"{route}_{PENDING}": Count("pk", filter=Q(route=route) & waiting) for route in Route.values}
    found = rows.aggregate(**counted)
    return [
        Block(str(route.label), {name: found[f"{route}_{name}"] for name in (*Result.values, PENDING)})
        for route in (Route.REVIEW, Route.SUIT, Route.SUIT_AFTER_REVIEW)
    ]


def satisfaction(scope: Scope) -> tuple[int, float | None]:
    """How many applicants rated answers in the period, and their mean from one to five."""
    inside = scope.q("application__agency", "application__department__path")
    first, after = scope.moments
    rows = Rating.objects.filter(inside, given_at__gte=first, given_at__lt=after)
    found = rows.aggregate(count=Count("pk"), mean=Avg("stars"))
    return found["count"], found["mean"]
