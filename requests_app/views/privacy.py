"""Personal data: what an applicant takes home, what holds a purge, and what the supervision sees of all that."""

from datetime import timedelta
from functools import partial
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from core.client_ip import visitor
from core.guests import attempts, query_codes
from core.models import Agency
from core.permissions import Reach, may, reach
from core.transitions import Refused
from core.web import pagination, refusals
from core.web.methods import require_POST
from requests_app import own_data as own
from requests_app import rules
from requests_app.actions import case_files, identity_papers, retention
from requests_app.forms.privacy import HoldForm, IdentityPaperForm, LookForm, OwnDataForm
from requests_app.models import Application, ApplicationEvent, CaseFile, FilingDay, Hold, Purge
from requests_app.views.desk import case_of, case_page
from requests_app.views.entering import download
from requests_app.views.public import ask_again, behind_link, sent, status_page

ROWS, DAYS, PROOFS = 20, timedelta(days=60), 20
LOOKS = ("see_identity", "see_identity_paper")


@never_cache
@sensitive_post_parameters()
@require_POST
def own_data(request: HttpRequest, signed: str) -> HttpResponse:
    """Everything kept about the applicant as one file; beside the link of this hour the query code is needed."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    form, now, source = OwnDataForm(request.POST, auto_id="own_%s"), timezone.now(), visitor(request)
    if not attempts.claim("own data", source, now=now):
        form.add_error(None, _("That was wrong too often. Please wait a quarter of an hour."))
        return status_page(request, application, signed, own=form, status=429)
    if not form.is_valid():
        attempts.give_back("own data", source, now=now)
        return status_page(request, application, signed, own=form, status=422)
    if not query_codes.is_code(application.number, form.cleaned_data["code"], application.code_hash):
        form.add_error("code", _("This is not the query code of this application."))
        return status_page(request, application, signed, own=form, status=422)
    attempts.give_back("own data", source, now=now)
    response = HttpResponse(own.packed(application), content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(application.number)}.zip"
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@sensitive_post_parameters()
@require_POST
def add_identity_paper(request: HttpRequest, signed: str) -> HttpResponse:
    """Take a proof of identity from the applicant, where the rules ask for one."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    form = IdentityPaperForm(request.POST, request.FILES, auto_id="identity_%s")
    if form.is_valid():
        said = _("Your identity paper was received. It is kept encrypted.")
        with case_files.laid([form.cleaned_data["paper"]]) as (paper,):
            act = partial(identity_papers.add, application, paper=paper, by=None)
            if answer := sent(request, form, act, signed=signed, said=said):
                return answer
    return status_page(request, application, signed, proof=form, status=422)


@login_required
@never_cache
@require_POST
def identity_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """An identity paper as a file, for the application officer; the look is recorded first, with its reason."""
    today = timezone.localdate()
    kept = get_object_or_404(
        CaseFile.objects.select_related("application__department"),
        pk=pk,
        purpose=identity_papers.PURPOSE,
        application__in=Application.objects.readable_by(request.user, on=today),
    )
    form = LookForm(request.POST, auto_id="look_%s")
    if may(request.user, rules.SEE_IDENTITY, kept.application, on=today) and not form.is_valid():
        return case_page(request, case_of(request, kept.application_id), bound={"look": form}, status=422)
    reason = request.POST.get("reason", "")
    try:
        content = identity_papers.see(kept, reason=reason, by=request.user, now=timezone.now())
    except Refused as refusal:
        raise PermissionDenied(*refusal.reasons) from refusal
    except (FileNotFoundError, ValueError) as error:
        raise Http404(_("This file is missing from the storage or damaged.")) from error
    response = download(content, name=kept.name, media_type=kept.media_type)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@never_cache
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an application beyond its years."""
    application, form = case_of(request, pk), HoldForm(request.POST, auto_id="hold_%s")
    if form.is_valid():
        with refusals.said_in(form):
            retention.hold(
                application, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
            messages.success(request, _("It is held: nothing of it is purged."))
            return redirect(application)
    return case_page(request, application, bound={"hold": form}, status=422)


@login_required
@never_cache
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the years of an application go on."""
    application = case_of(request, pk)
    with refusals.told(request):
        retention.lift(application, by=request.user, now=timezone.now())
        messages.success(request, _("The hold is lifted."))
    return redirect(application)


@login_required
@never_cache
@require_safe
def oversight(request: HttpRequest) -> HttpResponse:
    """For the supervision: who looked at identity numbers and why, what is held or purged, what looking saved."""
    today = timezone.localdate()
    found = reach(request.user, rules.OVERSEE, on=today)
    if not found:
        raise PermissionDenied
    mine = Application.objects.filter(found.q())
    looks = ApplicationEvent.objects.filter(action__in=LOOKS, application__in=mine)
    page = Paginator(
        looks.select_related("application__agency", "actor").only(
            "at", "note", "actor__name", "actor__username",
            "application__number", "application__agency__name", "application__agency__name_en",
        ).order_by("-at", "-pk"),
        ROWS,
    ).get_page(request.GET.get("page"))  # fmt: skip
    days = _of_bodies(FilingDay.objects.filter(day__gte=today - DAYS), found).select_related("agency")
    purges = _of_bodies(Purge.objects.all(), found)
    context = {
        "page": page,
        "days": days.order_by("-day", "agency__name"),
        "sums": days.aggregate(shown=Sum("shown"), answered=Sum("answered")),
        "holds": Hold.objects.filter(lifted_at=None, application__in=mine).select_related(
            "application", "set_by"
        ),
        "purges": purges.select_related("application")[:PROOFS],
        "purge_count": purges.count(),
        "without_years": retention.without_rule(_bodies(found)),
        **pagination.links(page, request.GET),
    }
    return render(request, "requests_app/oversight.html", context)


def _bodies(found: Reach):
    return Agency.objects.all() if found.everywhere else Agency.objects.filter(pk__in=found.agencies)


def _of_bodies(rows, found: Reach):
    return rows if found.everywhere else rows.filter(agency__in=found.agencies)
