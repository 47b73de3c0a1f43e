"""Table three of the annual report as the register gives it, and the cases behind each of its numbers."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.permissions import reach, reaches
from core.web import narrowing, pagination
from core.web.breadcrumbs import trail
from requests_app.models import ApplicantKind, Objection
from requests_app.rules import READ
from supervision import application_table, dispute_figures
from supervision.forms.watching import CasesForm, OverviewForm
from supervision.reports import Scope
from supervision.rules import WATCH

ROWS = 30


@login_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The table for an agency and a period; each number opens to its cases."""
    today = timezone.localdate()
    found = reach(request.user, WATCH, on=today)
    if not found:
        raise PermissionDenied
    form = OverviewForm(request.GET, found=found, today=today)
    context = {"form": form, "trail": trail((_("Supervision"), "supervision:overview"))}
    context["errors"] = narrowing.unknown(request.GET, form.in_an_address)
    if not form.is_valid():
        return render(request, "supervision/applications.html", context, status=422)
    address = reverse("supervision:application_cases")
    lines = [
        (
            line,
            [
                (label, number, f"{address}?{_said(form.scope, line.row, kind)}")
                for kind, label, number in _cells(line)
            ],
        )
        for line in application_table.table(form.scope)
    ]
    context |= {
        "scope": form.scope,
        "lines": lines,
        "blocks": dispute_figures.table(form.scope),
        "satisfaction": dispute_figures.satisfaction(form.scope),
        "late_objections": Objection.objects.waiting()
        .filter(application__agency=form.scope.agency, due_on__lt=today)
        .count(),
        "kinds": [kind.label for kind in application_table.KINDS],
    }
    return render(request, "supervision/applications.html", context)


def _cells(line: application_table.Line) -> list[tuple[str, str, int]]:
    cells = [(kind.value, kind.label, line.counts[kind.value]) for kind in application_table.KINDS]
    return [*cells, ("", _("Total"), line.total)]


def _said(scope: Scope, row: int, kind: str) -> str:
    said = {"agency": scope.agency.slug, "from": scope.since, "to": scope.until, "row": row}
    return urlencode({**said, "kind": kind} if kind else said)


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases behind one number, those that the reader may read; how many there are is no secret."""
    today = timezone.localdate()
    found, reads = reaches(request.user, WATCH, READ, on=today)
    if not found:
        raise PermissionDenied
    form = CasesForm(request.GET, found=found, today=today)
    above = (
        (_("Supervision"), "supervision:overview"),
        (_("Table of applications"), "supervision:applications"),
    )
    said = narrowing.unknown(request.GET, form.in_an_address)
    context = {"form": form, "trail": trail(*above), "errors": said}
    if not form.is_valid():
        return render(request, "supervision/application_cases.html", context, status=422)
    row, kind = form.cleaned_data["row"], form.cleaned_data["kind"]
    counted = application_table.cases(form.scope, row, kind)
    readable = counted.filter(reads.q()).order_by("received_on", "pk")
    page = Paginator(readable.defer("description", "decision"), ROWS).get_page(request.GET.get("page"))
    context |= {
        "scope": form.scope,
        "heading": application_table.name_of(row),
        "kind": ApplicantKind(kind).label if kind else "",
        "page": page,
        "hidden": counted.count() - page.paginator.count,
        **pagination.links(page, request.GET, said=said),
    }
    return render(request, "supervision/application_cases.html", context)
