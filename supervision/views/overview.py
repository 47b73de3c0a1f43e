"""The numbers of supervision, and the rows behind each."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Disclosure, Obligation, State
from core.permissions import reaches
from core.web import narrowing, pagination
from core.web.breadcrumbs import trail
from requests_app.models import CaseKind
from supervision import application_figures, reports
from supervision.forms import OBLIGATIONS, OPINIONS, OTHERS, OverviewForm, RecordsForm
from supervision.rules import ORDER, WATCH

ROWS = 30


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Coverage, timeliness, answers and satisfaction of an agency and its departments in a period."""
    today = timezone.localdate()
    found, ordering = reaches(request.user, WATCH, ORDER, on=today)
    if not found:
        raise PermissionDenied
    form = OverviewForm(request.GET, found=found, today=today)
    context = {"form": form, "trail": trail(), "may_order": bool(ordering)}
    context["errors"] = narrowing.unknown(request.GET, form.in_an_address)
    if not form.is_valid():
        return render(request, "supervision/overview.html", context, status=422)
    numbers = reports.overview(form.scope, today)
    period = {"agency": form.scope.agency.slug, "from": form.scope.since, "to": form.scope.until}
    context["applications"] = application_figures.of(form.scope)
    context["requests"] = application_figures.of(form.scope, CaseKind.RECTIFICATION)
    if context["requests"].answered:
        context["corrected"] = application_figures.corrected(form.scope)
    context["feedback"] = reports.feedback(form.scope, today)
    context["filings"] = reports.filings(form.scope, today)
    context["criticisms"] = reports.criticisms(form.scope, today)
    context["emergencies"] = reports.emergencies(form.scope, today)
    context |= {"overview": numbers, "period": period, "is_whole": not form.scope.paths}
    return render(request, "supervision/overview.html", context)


@login_required
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The rows that one number of the overview counts."""
    today = timezone.localdate()
    found, ordering = reaches(request.user, WATCH, ORDER, on=today)
    if not found:
        raise PermissionDenied
    form = RecordsForm(request.GET, found=found, today=today)
    context = {"form": form, "trail": trail((_("Supervision"), "supervision:overview"))}
    context["may_order"] = bool(ordering)
    context["errors"] = said = narrowing.unknown(request.GET, form.in_an_address)
    if not request.GET.get("of"):
        context["numbers"] = _numbers(request)
        return render(request, "supervision/records.html", context)
    if not form.is_valid():
        return render(request, "supervision/records.html", context, status=422)
    of, scope = form.cleaned_data["of"], form.scope
    kind, rows = _counted(request, of, scope, today)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context |= {
        "heading": {**OBLIGATIONS, **OPINIONS, **OTHERS}[of],
        "kind": kind,
        "page": page,
        "rows": _named(request, page.object_list) if kind == "obligations" else page.object_list,
        "scope": scope,
        "department": form.cleaned_data["department"],
        **pagination.links(page, request.GET, said=said),
    }
    return render(request, "supervision/records.html", context)


def _numbers(request: HttpRequest) -> list[dict]:
    """The numbers that can be opened, each with its address in the same agency and period."""
    named = {**OBLIGATIONS, **OPINIONS, **OTHERS}
    chosen = request.GET.copy()
    found = []
    for of, label in named.items():
        chosen["of"] = of
        found.append({"label": label, "address": f"?{chosen.urlencode()}"})
    return found


def _counted(request: HttpRequest, of: str, scope: reports.Scope, today):
    """The kind and the rows of the number ``of``, in the order of their days."""
    if of in OBLIGATIONS:
        owed = reports.obligations(scope, today).filter(reports.COUNTED[of])
        owed = owed.select_related("item__department", "item__agency", "live")
        return "obligations", owed.order_by("last_day", "pk")
    if of in OPINIONS:
        heard = (
            reports.opinions(scope).annotate(answered_on=TruncDate("answered_at")).filter(reports.HEARD[of])
        )
        # Staff speak of what is for the staff, too: who may not read it is not told what was said.
        heard = heard.filter(
            disclosure__in=Disclosure.objects.readable_by(request.user, on=today).values("pk")
        )
        return "opinions", heard.select_related("disclosure__department", "disclosure__agency").order_by(
            "received_at", "pk"
        )
    if of == "orders" or of.startswith("criticism_"):
        wanted = Q() if of == "orders" else reports.criticism_conditions(today)[of.removeprefix("criticism_")]
        return "orders", reports.orders(scope).filter(wanted).select_related("department").order_by(
            "issued_on", "pk"
        )
    published = reports.publications(scope)
    if of.startswith("emergency_"):
        wanted = reports.emergency_conditions(today)[of.removeprefix("emergency_")]
        reviews = reports.emergency_reviews(scope).filter(wanted)
        published = Disclosure.objects.filter(pk__in=reviews.values("disclosure"))
    published = published.filter(pk__in=Disclosure.objects.readable_by(request.user, on=today).values("pk"))
    return "disclosures", published.select_related("department", "item").order_by("published_at", "pk")


def _named(request: HttpRequest, owed: list[Obligation]) -> list[dict]:
    """Obligations with their names; those of the leadership's circle only for who may know of them (I-230)."""
    return [
        {
            "obligation": one,
            "state": State(one.state),
            "is_named": one.item.is_named_to(request.user, on=timezone.localdate()),
            "disclosure": one.live if one.fulfilled_on else None,
        }
        for one in owed
    ]
