"""Applications of a period in numbers: what came and was carried in, how it ended, what is left (table 三)."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from requests_app.intake import rules_in_force
from requests_app.models import Application, ApplicationEvent, CaseKind
from requests_app.report_rows import GIVEN_UP
from supervision.reports import Scope, percent

ENDINGS = ("withdraw", "enter_withdrawal", "lapse", "lapse_fee", "lapse_by_clock", "lapse_fee_by_clock")


@dataclass(frozen=True)
class ApplicationFigures:
    """What came and what was carried in is what ended and what is left: row 1 + row 2 = row 24 + row 25."""

    came: int
    carried_in: int
    answered: int
    with_day: int
    in_time: int
    given_up: int

    @property
    def left(self) -> int:
        """What is carried into the next period (row 25)."""
        return self.came + self.carried_in - self.answered - self.given_up

    @property
    def timeliness(self) -> int | None:
        """Answered by the day of answer ÷ answered with a known day, in whole percent rounded down."""
        return percent(self.in_time, self.with_day)


def of(scope: Scope, kind: str = CaseKind.DISCLOSURE) -> ApplicationFigures:
    """The applications of ``scope``, those of an old ledger included; one query.

    An application ends with its decision, or with the day it was withdrawn or given up.
    """
    rows, inside = until_its_end(scope, kind), Q(ended_on__range=(scope.since, scope.until))
    given_up = Q(report_row__isnull=False, report_row__in=GIVEN_UP)
    answered = inside & Q(decided_on__isnull=False) & ~given_up
    return ApplicationFigures(
        **rows.aggregate(
            came=Count("pk", filter=came(scope)),
            carried_in=Count("pk", filter=carried_in(scope)),
            answered=Count("pk", filter=answered),
            with_day=Count("pk", filter=answered & Q(answer_by__isnull=False)),
            in_time=Count("pk", filter=answered & Q(decided_on__lte=F("answer_by"))),
            given_up=Count("pk", filter=inside & ~answered),
        )
    )


def until_its_end(scope: Scope, kind: str = CaseKind.DISCLOSURE) -> QuerySet[Application]:
    """The applications of ``scope`` that came until its end, each with ``ended_on``: the day on which it ended.

    Requests to correct records are another kind: no table of applications counts them (art. 41, 50).
    """
    last = ApplicationEvent.objects.filter(application=OuterRef("pk"), action__in=ENDINGS)
    ended = Subquery(last.order_by("-pk").annotate(day=TruncDate("at")).values("day")[:1])
    until = Application.objects.filter(scope.q("agency", "department__path"), received_on__lte=scope.until)
    return until.filter(kind=kind).annotate(ended_on=Coalesce("decided_on", ended))


def came(scope: Scope) -> Q:
    """What came in the period (row 1)."""
    return Q(received_on__gte=scope.since)


def carried_in(scope: Scope) -> Q:
    """What came before the period and had not ended when it began (row 2)."""
    not_before = Q(ended_on__isnull=True) | Q(ended_on__gte=scope.since)
    return Q(received_on__lt=scope.since) & not_before


def corrected(scope: Scope) -> list[tuple[str, int]]:
    """How requests to correct records ended in the period: the name of each outcome, and how many; two queries.

    Names are those of the rules of today; an outcome that they no longer know goes by its code.
    """
    rows = until_its_end(scope, CaseKind.RECTIFICATION).filter(ended_on__range=(scope.since, scope.until))
    counts = rows.exclude(outcome="").order_by("outcome").values_list("outcome").annotate(count=Count("pk"))
    own = rules_in_force.of_agency(scope.agency, scope.until)[1].rectification
    known = own.outcomes if own else {}
    return [(str(known[code].name) if code in known else code, count) for code, count in counts]
