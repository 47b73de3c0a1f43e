"""Proposing several drafts at once: they are ticked, attested together, and each gets its own result."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.actions import batch, disclosures
from catalog.forms.disclosures import SeveralForm
from catalog.models import Disclosure
from core.permissions import reach
from core.web.breadcrumbs import trail

MOST = 50


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The drafts of the reader's departments, the first day first; 403 for who proposes nothing."""
    today = timezone.localdate()
    mine = reach(request.user, rules.PROPOSE, on=today)
    if not mine:
        raise PermissionDenied
    drafts = Disclosure.objects.readable_by(request.user, on=today).filter(
        mine.q(), status__in=disclosures.EDITABLE
    )
    drafts = drafts.select_related(
        "department__agency", "agency", "item", "obligation__version", "created_by"
    )
    first = Coalesce("obligation__propose_by", "obligation__publish_by", "formed_on")
    drafts = list(drafts.order_by(first, "pk")[:MOST])
    form = SeveralForm(request.POST or None, drafts=drafts)
    outcomes = None
    if request.method == "POST" and form.is_valid():
        outcomes = batch.propose_each(form.cleaned_data["picked"], by=request.user, now=timezone.now())
    context = {
        "trail": trail((_("Desk of the department"), "desk")),
        "drafts": drafts,
        "form": form,
        "picked": request.POST.getlist("picked"),
        "outcomes": outcomes,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "catalog/propose_several.html", context, status=status)
