"""Table three of the annual report from the register: 25 rows by who applied, each number with its cases.

国办公开办函〔2021〕30号: what came and what was carried in (rows 1, 2) is what ended (3 to 23, their sum 24) and
what is left (25), in each column. What ended before its row was kept counts as row 23.

Each application counts once, by its latest outcome: one that a review or a court had reopened is left (25) until it is
decided again, and then ends once, on the day and in the row of that decision. Its first answer is not counted beside
it; the dispute itself counts in table four.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from requests_app.models import ApplicantKind, Application
from requests_app.report_rows import CAME, CARRIED_IN, ENDED, HEADINGS, LEFT, NAMES, OTHER, SUMS
from supervision.application_figures import came, carried_in, until_its_end
from supervision.reports import Scope

KINDS = (
    ApplicantKind.PERSON,
    ApplicantKind.COMPANY,
    ApplicantKind.RESEARCH,
    ApplicantKind.PUBLIC_GOOD,
    ApplicantKind.LEGAL_SERVICE,
    ApplicantKind.OTHER,
)


@dataclass(frozen=True)
class Line:
    """A row of the table: its number, its name, one count for each kind of applicant and their sum."""

    row: int
    name: str
    counts: dict[str, int]
    heading: str = ""

    @property
    def total(self) -> int:
        """The column of the sum."""
        return sum(self.counts.values())


def table(scope: Scope) -> list[Line]:
    """The 25 rows for the applications of ``scope``; one query."""
    conditions = {row: _condition(scope, row) for row in (CAME, CARRIED_IN, *NAMES, ENDED, LEFT)}
    counts = {f"row_{row}": Count("pk", filter=condition) for row, condition in conditions.items()}
    grouped = _rows(scope).order_by().values("applicant_kind").annotate(**counts)
    by_kind = {found["applicant_kind"]: found for found in grouped}
    return list(_lines(by_kind))


def cases(scope: Scope, row: int, kind: str = "") -> QuerySet[Application]:
    """The applications that the number in ``row`` counts, those of one kind of applicant or all."""
    found = _rows(scope).filter(_condition(scope, row))
    return found.filter(applicant_kind=kind) if kind else found


def name_of(row: int) -> str:
    """What a row is called."""
    return str({**NAMES, **SUMS}[row])


def _rows(scope: Scope) -> QuerySet[Application]:
    return until_its_end(scope).annotate(counted_as=Coalesce("report_row", Value(OTHER)))


def _condition(scope: Scope, row: int) -> Q:
    inside = Q(ended_on__range=(scope.since, scope.until))
    sums = {
        CAME: came(scope),
        CARRIED_IN: carried_in(scope),
        ENDED: inside,
        LEFT: Q(ended_on__isnull=True) | Q(ended_on__gt=scope.until),
    }
    return sums[row] if row in sums else inside & Q(counted_as=row)


def _lines(by_kind: dict[str, dict]) -> Iterator[Line]:
    for row in (CAME, CARRIED_IN, *NAMES, ENDED, LEFT):
        counts = {kind.value: by_kind.get(kind.value, {}).get(f"row_{row}", 0) for kind in KINDS}
        yield Line(row, name_of(row), counts, str(HEADINGS.get(row, "")))
