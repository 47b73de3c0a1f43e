"""After an answer: one page for each case, a list of what is pending, and the applicant's rating."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.deadlines import calendars
from core.models import RegimeVersion
from core.permissions import may, reach
from core.transitions import open_steps
from core.web import pagination, refusals
from core.web.methods import require_POST
from requests_app import rules
from requests_app.actions import disputes as afterwards
from requests_app.actions import reopening
from requests_app.forms.disputes import (
    DisputeForm,
    EndForm,
    EntryForm,
    RatingForm,
    ReopenForm,
    ReportForm,
    StateForm,
)
from requests_app.forms.lists import DUE, MADE, DisputeFilter, ReportFilter
from requests_app.models import Application, Dispute
from requests_app.views.desk import case_of
from requests_app.views.public import ask_again, behind_link, sent, status_page

ROWS = 20
ACTS = {
    "open": afterwards.open_dispute,
    "report": afterwards.report_upward,
    "reopen": reopening.reopen,
}
STEP_FORMS = {"state": StateForm, "note": EntryForm, "end": EndForm, "reopen": EntryForm}


@login_required
@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """The reconsiderations and lawsuits of one's bodies with their days, those that go on longest first."""
    today = timezone.localdate()
    mine = reach(request.user, rules.READ, on=today)
    if not mine:
        raise PermissionDenied
    narrowing = DisputeFilter(request.GET, queryset=Dispute.objects.filter(mine.q()))
    chosen = narrowing.chosen.get("status", Dispute.Status.PENDING)
    rows = narrowing.qs.filter(status=chosen).select_related("agency", "application__agency")
    rows = rows.only(
        "route", "body", "number", "filed_on", "notified_on", "stated_on", "status", "result", "ended_on",
        "agency__name", "agency__name_en", "application__number", "application__subject",
        "application__agency__name",
    )  # fmt: skip
    page = Paginator(rows.order_by("filed_on", "pk"), ROWS).get_page(request.GET.get("page"))
    listed = [
        {
            "dispute": one,
            "days": ((one.ended_on or today) - one.filed_on).days,
            "is_late": one.stated_on is None and one.status == "pending" and one.state_by < today,
        }
        for one in page
    ]
    context = {
        "rows": listed,
        "page": page,
        "tabs": [(status, status.label) for status in Dispute.Status],
        "chosen": chosen,
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "requests_app/disputes.html", context)


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports to the superior office of one's bodies: those that are due, the first due first, and those made."""
    today = timezone.localdate()
    mine = reach(request.user, rules.READ, on=today)
    if not mine:
        raise PermissionDenied
    owed = afterwards.to_report(Application.objects.filter(mine.q()))
    narrowing = ReportFilter(request.GET, queryset=owed)
    chosen = narrowing.chosen.get("status", DUE)
    rows = narrowing.qs.filter(upward_report__isnull=chosen == DUE).select_related("agency", "upward_report")
    rows = rows.defer("description", "decision").order_by(
        "decided_on" if chosen == DUE else "-decided_on", "pk"
    )
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    versions = RegimeVersion.objects.in_bulk({one.version_id for one in page})
    days = calendars.several({one.agency.calendar for one in page})
    listed = []
    for one in page:
        one.version = versions[one.version_id]
        made = getattr(one, "upward_report", None)
        by = made.due_on if made else afterwards.report_by(one, days[one.agency.calendar])
        listed.append(
            {
                "application": one,
                "report": made,
                "by": by,
                "is_late": (made.reported_on if made else today) > by,
            }
        )
    context = {
        "rows": listed,
        "page": page,
        "tabs": [(DUE, _("To be reported")), (MADE, _("Reported"))],
        "chosen": chosen,
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "requests_app/reports_upward.html", context)


@login_required
@never_cache
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """What came after one answer; entering a dispute, a step of one, or the report to the superior office."""
    application = case_of(request, pk)
    handles = may(request.user, rules.HANDLE, application, on=timezone.localdate())
    forms = {
        "open": DisputeForm(application=application, auto_id="open_%s"),
        "report": ReportForm(auto_id="report_%s"),
        "reopen": ReopenForm(application=application, auto_id="reopen_%s"),
    }
    if request.method == "POST":
        says = request.POST.get("says", "")
        if not handles or says not in forms:
            raise PermissionDenied
        more = {"application": application} if says in ("open", "reopen") else {}
        form = forms[says] = type(forms[says])(request.POST, auto_id=f"{says}_%s", **more)
        act = ACTS[says]
        if form.is_valid() and _done(request, form, act, application):
            return redirect("requests_app:afterwards", pk)
    return _page(request, application, forms if handles else {})


def _page(
    request: HttpRequest, application: Application, forms: dict, bound: dict | None = None
) -> HttpResponse:
    today, entered = timezone.localdate(), []
    for one in application.disputes.prefetch_related("events__actor"):
        steps = {
            step: STEP_FORMS[step](auto_id=f"{one.pk}_{step}_%s")
            for step in open_steps(one, request.user, on=today)
        }
        entered.append(
            {"dispute": one, "events": one.events.all(), "forms": steps | (bound or {}).get(one.pk, {})}
        )
    report_by = afterwards.report_by(application)
    context = {
        "application": application,
        "disputes": entered,
        "forms": forms,
        "names": {"open": _("Entered"), **{name: step.label for name, step in Dispute.STEPS.items()}},
        "may_reopen": bool(forms) and reopening.may_reopen(application),
        "report_by": report_by,
        "report": getattr(application, "upward_report", None),
        "report_is_late": report_by is not None and report_by < today,
        "rating": getattr(application, "rating", None),
    }
    every = [*forms.values(), *(form for steps in (bound or {}).values() for form in steps.values())]
    status = 422 if any(form.errors for form in every) else 200
    return render(request, "requests_app/afterwards.html", context, status=status)


@login_required
@never_cache
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one step of a dispute."""
    today = timezone.localdate()
    rows = Dispute.objects.filter(reach(request.user, rules.READ, on=today).q()).select_related(
        "application", "department"
    )
    dispute = get_object_or_404(rows, pk=pk)
    says, application = request.POST.get("says", ""), case_of(request, dispute.application_id)
    if says not in open_steps(dispute, request.user, on=today):
        messages.error(request, _("This step cannot be taken now, or it is not yours."))
        return redirect("requests_app:afterwards", application.pk)
    form = STEP_FORMS[says](request.POST, auto_id=f"{dispute.pk}_{says}_%s")
    if form.is_valid() and _done(request, form, getattr(afterwards, says), dispute):
        return redirect("requests_app:afterwards", application.pk)
    handles = may(request.user, rules.HANDLE, application, on=today)
    fresh = {"open": DisputeForm(application=application, auto_id="open_%s")} if handles else {}
    return _page(request, application, fresh, {dispute.pk: {says: form}})


def _done(request: HttpRequest, form, act, thing) -> bool:
    """Call ``act``; False with the reasons in the form when it is refused."""
    with refusals.said_in(form):
        act(thing, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Entered."))
        return True
    return False


@never_cache
@require_POST
def rate(request: HttpRequest, signed: str) -> HttpResponse:
    """The applicant rates the answer, once."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    form = RatingForm(request.POST, auto_id="rating_%s")
    if form.is_valid():
        act = partial(afterwards.rate, application, **form.cleaned_data)
        if answer := sent(request, form, act, signed=signed, said=_("Thank you for your rating.")):
            return answer
    return status_page(request, behind_link(signed), signed, rating=form, status=422)
