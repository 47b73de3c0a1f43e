"""What a watcher may see: for one order and for many, and the part of an agency that their numbers cover."""

from datetime import date

from django.db.models import Q, QuerySet

from core.models import Agency, Department, User
from core.permissions import Reach, reaches
from supervision.models import CorrectionOrder
from supervision.reports import Scope
from supervision.rules import REPORT_CORRECTED, WATCH


def agencies_in(found: Reach) -> QuerySet[Agency]:
    """The agencies of which ``found`` covers at least one department."""
    if found.everywhere:
        return Agency.objects.all()
    in_part = Department.objects.filter(path__in=found.paths).values("agency_id")
    return Agency.objects.filter(Q(pk__in=found.agencies) | Q(pk__in=in_part))


def departments_in(found: Reach) -> QuerySet[Department]:
    """The departments that ``found`` covers."""
    if found.everywhere:
        return Department.objects.all()
    inside = Q(agency__in=found.agencies)
    for path in found.paths:
        inside |= Q(path__startswith=path)
    return Department.objects.filter(inside)


def scope_in(
    found: Reach, agency: Agency, since: date, until: date, department: Department | None = None
) -> Scope:
    """The part of ``agency`` that ``found`` covers, or one department of it, from ``since`` to ``until``."""
    if department is not None:
        return Scope(agency, since, until, (department.path,))
    if found.covers(agency):
        return Scope(agency, since, until)
    return Scope(
        agency, since, until, tuple(path for path in found.paths if path.startswith(f"/{agency.pk}/"))
    )


def orders_readable_by(user: User, *, on: date) -> QuerySet[CorrectionOrder]:
    """The correction orders that ``user`` watches over, or has to report on."""
    watch, report = reaches(user, WATCH, REPORT_CORRECTED, on=on)
    if watch.everywhere:
        return CorrectionOrder.objects.all()
    return CorrectionOrder.objects.filter(watch.q() | report.q())
