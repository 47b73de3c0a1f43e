"""The pages of correction orders: written, reported on, closed or sent back."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Obligation
from core.bodies.renaming import called
from core.exports import pdf
from core.guests import form_once
from core.permissions import reach, reaches
from core.transitions import open_steps
from core.web import pagination, refusals
from core.web.breadcrumbs import trail
from core.web.methods import require_POST
from supervision import access, actions, order_clock
from supervision.forms import (
    CloseForm,
    CriticiseForm,
    ExtendForm,
    OrderForm,
    ReopenForm,
    ReportForm,
    SetDayForm,
)
from supervision.forms.lists import OrderFilter
from supervision.models import CorrectionOrder
from supervision.rules import ORDER, REPORT_CORRECTED, WATCH

ROWS = 30
OTHER_STEPS = {
    "issue": gettext_lazy("issue"),
    "remind": gettext_lazy("reminded"),
    "calendar": gettext_lazy("The last day moved with the calendar"),
}


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The correction orders that a person watches over or answers to, the newest first."""
    today = timezone.localdate()
    watch, report, ordering = reaches(request.user, WATCH, REPORT_CORRECTED, ORDER, on=today)
    if not watch and not report:
        raise PermissionDenied
    found = access.orders_readable_by(request.user, on=today).select_related("agency", "department")
    narrowing = OrderFilter(request.GET, queryset=found)
    page = Paginator(narrowing.qs, ROWS).get_page(request.GET.get("page"))
    context = {
        "trail": trail((_("Supervision"), "supervision:overview")) if watch else trail(),
        "page": page,
        "statuses": CorrectionOrder.Status.choices,
        "status": narrowing.chosen.get("status"),
        "today": today,
        "may_order": bool(ordering),
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "supervision/orders.html", context)


@login_required
def new_order(request: HttpRequest) -> HttpResponse:
    """Write a correction order, about an obligation when one was chosen."""
    found = reach(request.user, ORDER, on=timezone.localdate())
    if not found:
        raise PermissionDenied
    obligation = _obligation(request.GET.get("obligation", ""), found)
    department = obligation.department if obligation else None
    form = OrderForm(request.POST or None, found=found, initial={"department": department})
    if request.method == "POST" and form.is_valid():
        said, now = form.cleaned_data, timezone.now()

        def act() -> form_once.Answer:
            agency = said["department"].agency
            order = actions.issue_order(
                agency=agency, obligation=obligation, by=request.user, now=now, **said
            )
            told = _("The order %(number)s is issued.") % {"number": order}
            return form_once.Answer(order.get_absolute_url(), told)

        with refusals.said_in(form):
            return form_once.send(request, act, purpose="order", now=now)
    context = {
        "form": form,
        "obligation": obligation,
        "trail": trail((_("Supervision"), "supervision:overview")),
    }
    return render(request, "supervision/new_order.html", context, status=422 if form.is_bound else 200)


def _obligation(number: str, found) -> Obligation | None:
    """The chosen obligation, inside the reach of who orders."""
    if not number:
        return None
    inside = found.q("item__agency_id", "item__department")
    chosen = Obligation.objects.filter(inside).select_related("item__agency", "item__department")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404
    return get_object_or_404(chosen, pk=int(number))


@login_required
@require_safe
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order, its history, and what the person who looks can do with it."""
    return _order_page(request, _readable(request, pk))


def _issued(found: CorrectionOrder) -> datetime:
    """When it was issued: under the names of that day."""
    return found.events.values_list("at", flat=True).first() or timezone.now()


@login_required
@require_safe
def order_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The written order, to be printed and sealed."""
    found = _readable(request, pk)
    issued = _issued(found)
    return pdf.answer(
        request,
        "supervision/pdf/order.html",
        {
            "order": found,
            "agency": called(found.agency, issued),
            "department": called(found.department, issued),
        },
        name=f"{found.number}.pdf",
        lang=get_language(),
    )


@login_required
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The department reports what it has put right."""
    return _step(request, pk, "report", actions.report, _("The report is sent to the supervision group."))


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervision group accepts the report."""
    return _step(request, pk, "close", actions.close, _("The order is closed."))


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervision group does not accept the report."""
    return _step(
        request, pk, "reopen", actions.reopen, _("The report is not accepted; the department is told.")
    )


@login_required
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervision group puts the order off."""
    return _step(request, pk, "extend", actions.extend, _("The order is put off; the department is told."))


@login_required
@require_POST
def criticise(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervision group criticises a missed order in a circular."""
    said = _("The circular criticism is sent to the heads of all departments.")
    return _step(request, pk, "criticise", actions.criticise, said)


@login_required
@require_POST
def set_day(request: HttpRequest, pk: int) -> HttpResponse:
    """The supervision group sets another day by hand."""
    return _step(request, pk, "set_day", actions.set_day, _("The day is set; the department is told."))


FORMS = {
    "criticise": CriticiseForm,
    "report": ReportForm,
    "close": CloseForm,
    "reopen": ReopenForm,
    "extend": ExtendForm,
    "set_day": SetDayForm,
}


def _form(name: str, found: CorrectionOrder, *data) -> Form:
    """The form of a step; that of putting off knows by how many days."""
    more = {"order": found} if name == "extend" else {}
    return FORMS[name](*data, prefix=name, **more)


def _step(request: HttpRequest, pk: int, name: str, act: Callable, said: str) -> HttpResponse:
    """One step of an order. On a refusal what was typed stays, with the reasons beside it."""
    found = _readable(request, pk)
    form = _form(name, found, request.POST)
    if form.is_valid():
        with refusals.said_in(form):
            act(found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, said)
            return redirect(found)
    return _order_page(request, _readable(request, pk), bound={name: form})


def _readable(request: HttpRequest, pk: int) -> CorrectionOrder:
    found = access.orders_readable_by(request.user, on=timezone.localdate())
    return get_object_or_404(
        found.select_related("agency__regime", "department", "obligation__item__agency", "issued_by"), pk=pk
    )


def _order_page(request: HttpRequest, found: CorrectionOrder, bound: dict | None = None) -> HttpResponse:
    today = timezone.localdate()
    steps = open_steps(found, request.user, on=today)
    if not order_clock.days_to_extend(found) or today > found.due_on:
        steps = [name for name in steps if name != "extend"]
    is_overdue = CorrectionOrder.objects.overdue(today).filter(pk=found.pk).exists()
    if not is_overdue or found.criticised_on:
        steps = [name for name in steps if name != "criticise"]
    forms = {name: _form(name, found) for name in FORMS if name in steps}
    forms |= bound or {}
    labels = {name: step.label for name, step in CorrectionOrder.STEPS.items()}
    history = [
        {
            "at": event.at,
            "actor": event.actor,
            "note": event.note,
            "label": labels.get(event.action) or OTHER_STEPS[event.action],
        }
        for event in found.events.select_related("actor")
    ]
    context = {
        "order": found,
        "agency": called(found.agency, _issued(found)),
        "department": called(found.department, _issued(found)),
        "due": order_clock.due(found),
        "answer": order_clock.term(found),
        "counting": order_clock.version_of(found).rules.counting,
        "entries": found.clock_entries.all(),
        "by_hand": order_clock.set_by_hand(found.clock_entries.all()),
        "forms": forms,
        "failed": next(iter((bound or {}).values()), None),
        "history": history,
        "criticism_late": found.criticise_by is not None
        and (is_overdue or found.criticised_on is not None)
        and (found.criticised_on or today) > found.criticise_by,
        "owes_criticism": is_overdue and found.criticise_by is not None and found.criticised_on is None,
        "is_overdue": found.status == CorrectionOrder.Status.ISSUED and found.due_on < today,
        "sees_item": found.obligation and found.obligation.item.is_named_to(request.user, on=today),
        "trail": trail((_("Correction orders"), "supervision:orders")),
    }
    return render(request, "supervision/order.html", context, status=422 if bound else 200)
