"""Proposals to publish what was applied for: the disclosure office weighs them, applicants suggest (article 44)."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.permissions import may, reach
from core.web import pagination, refusals
from core.web.methods import require_POST
from requests_app import rules
from requests_app.actions import proposing
from requests_app.forms.disclosure_log import ACCEPT, WeighForm
from requests_app.forms.lists import ProposalFilter
from requests_app.forms.officers import SayForm
from requests_app.intake import already_public
from requests_app.models import Proposal
from requests_app.views.public import ask_again, behind_link, sent, status_page

ROWS = 20


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The proposals of one's bodies, those to be weighed first."""
    mine = reach(request.user, rules.READ, on=timezone.localdate())
    if not mine:
        raise PermissionDenied
    narrowing = ProposalFilter(request.GET, queryset=Proposal.objects.filter(mine.q()))
    chosen = narrowing.chosen.get("status", Proposal.Status.WAITING)
    rows = narrowing.qs.filter(status=chosen).select_related("agency", "item")
    page = Paginator(rows.annotate(count=Count("sources")).order_by("-pk"), ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "tabs": [(status, status.label) for status in Proposal.Status],
        "chosen": chosen,
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "requests_app/proposals.html", context)


@login_required
@never_cache
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal with the applications behind it and what is public on it; whoever may weighs it."""
    today = timezone.localdate()
    readable = Proposal.objects.filter(reach(request.user, rules.READ, on=today).q()).select_related(
        "agency__regime", "department", "item", "occurrence", "weighed_by"
    )
    found = get_object_or_404(readable, pk=pk)
    weighs = found.status == Proposal.Status.WAITING and may(request.user, rules.WEIGH, found, on=today)
    form = (
        WeighForm(request.POST if request.method == "POST" else None, agency=found.agency) if weighs else None
    )
    if request.method == "POST" and form is None:
        messages.error(request, _("This step cannot be taken now, or it is not yours."))
        return redirect(found)
    if request.method == "POST" and form.is_valid():
        typed = {"by": request.user, "now": timezone.now(), "reason": form.cleaned_data["reason"]}
        with refusals.said_in(form):
            if form.cleaned_data["says"] == ACCEPT:
                proposing.accept(found, item=form.cleaned_data["item"], **typed)
                messages.success(request, _("It is owed now; its department finds it on its desk."))
            else:
                proposing.decline(found, **typed)
                messages.success(request, _("It is declined; who suggested it is told."))
            return redirect(found)
    context = {
        "proposal": found,
        "sources": found.sources.select_related("application")
        .only("suggestion", "application__number", "application__subject", "application__received_on")
        .order_by("application__received_on", "pk"),
        "owed": found.occurrence.obligations.all() if found.occurrence_id else [],
        "public": already_public.matches(found.title, found.agency) if weighs else [],
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "requests_app/proposal.html", context, status=status)


@never_cache
@require_POST
def suggest(request: HttpRequest, signed: str) -> HttpResponse:
    """An applicant suggests that everybody may read what was applied for."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    form = SayForm(request.POST, auto_id="suggestion_%s")
    if form.is_valid():
        act = partial(proposing.suggest, application, text=form.cleaned_data["text"])
        said = _("Your suggestion is with the disclosure office.")
        if answer := sent(request, form, act, signed=signed, said=said):
            return answer
    return status_page(request, behind_link(signed), signed, suggestion=form, status=422)
