"""The registers of what is not public: withheld, and given on application only. For staff and supervisors."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import rules
from catalog.actions import disclosures, withholding
from catalog.forms.withheld import ReassessForm
from catalog.models import Disclosure
from catalog.sources import Source
from core.permissions import reach
from core.web import pagination, refusals
from core.web.breadcrumbs import trail

ROWS = 20
CARRIED = {Source.WITHHELD: rules.READ_WITHHELD, Source.ON_APPLICATION: rules.READ_ON_APPLICATION}


@login_required
@require_safe
def register(request: HttpRequest, source: str) -> HttpResponse:
    """One register, the next day of assessment first; 403 for who reads nothing of its kind anywhere."""
    today = timezone.localdate()
    source = Source(source)
    mine = reach(request.user, CARRIED[source], on=today)
    if not mine:
        raise PermissionDenied
    found = Disclosure.objects.readable_by(request.user, on=today).kept(source).filter(mine.q())
    found = found.select_related("agency", "department", "item").order_by(
        F("assess_by").asc(nulls_last=True), "-published_on", "-pk"
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    proposes = reach(request.user, rules.PROPOSE, on=today)
    rows = [
        {
            "disclosure": one,
            "is_due": one.assess_by is not None and one.assess_by <= today,
            "may_assess": one.assess_by is not None and proposes.covers(one),
        }
        for one in page
    ]
    context = {"rows": rows, "page": page, "is_withheld": source == Source.WITHHELD, "title": source.label}
    return render(request, "withheld/register.html", {**context, **pagination.links(page, request.GET)})


@login_required
def reassess(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at something withheld again; what one may not read does not exist."""
    today = timezone.localdate()
    found = get_object_or_404(
        Disclosure.objects.readable_by(request.user, on=today)
        .kept(Source.WITHHELD)
        .filter(reach(request.user, rules.PROPOSE, on=today).q()),
        pk=pk,
    )
    form = ReassessForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals.said_in(form):
            done = withholding.reassess(
                found, by=request.user, now=timezone.now(), begin=disclosures.draft, **form.cleaned_data
            )
            if done.draft:
                messages.success(request, _("A draft is begun with its text: complete and propose it."))
                return redirect("admin:catalog_disclosure_change", done.draft.pk)
            found.refresh_from_db()
            words = _("It stays withheld, and comes back by %(day)s.")
            messages.success(request, words % {"day": date_format(found.assess_by)})
            return redirect("withheld")
    context = {
        "trail": trail((_("What is withheld"), "withheld")),
        "disclosure": found,
        "form": form,
        "earlier": found.reassessments.select_related("by"),
    }
    return render(request, "withheld/reassess.html", context, status=422 if form.is_bound else 200)
