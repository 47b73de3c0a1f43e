"""The gate of one disclosure: what was found, who lets it stand, who signed the secrecy review."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.actions import metadata_removal, screening
from catalog.forms.screening import OverruleForm, SecrecyForm
from catalog.models import Attachment, Disclosure
from catalog.rules import PROPOSE, READ_UNPUBLISHED
from catalog.screening import checks, showing
from core.permissions import reach
from core.web import refusals
from core.web.methods import require_POST


@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Findings with their places; the forms are for reviewers who did not propose it themselves."""
    today = timezone.localdate()
    found = Disclosure.objects.readable_by(request.user, on=today).filter(
        reach(request.user, READ_UNPUBLISHED, on=today).q()
    )
    found = found.select_related("agency__regime", "department", "proposed_by", "created_by")
    disclosure = get_object_or_404(found, pk=pk)
    standing = checks.standing(disclosure).select_related("scan")
    forms = {"overruling": OverruleForm(standing=standing), "signing": SecrecyForm(prefix="secrecy")}
    failed = None
    if request.method == "POST":
        signs = "sign" in request.POST
        form = (
            SecrecyForm(request.POST, prefix="secrecy")
            if signs
            else OverruleForm(request.POST, standing=standing)
        )
        if form.is_valid() and _done(request, disclosure, signs, form):
            return redirect("catalog:gate", pk)
        disclosure = get_object_or_404(found, pk=pk)
        forms["signing" if signs else "overruling"] = failed = form
    context = {
        "trail": [(_("Workplace"), reverse("workplace"))],
        "disclosure": disclosure,
        "blockers": list(checks.blockers(disclosure)),
        "failed": failed,
        **showing.gate(disclosure),
        **showing.may_act(disclosure, request.user, on=today),
        **forms,
    }
    return render(request, "catalog/gate.html", context, status=422 if failed else 200)


@login_required
@require_POST
def clean(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a copy of one file without names and places; the clock makes it."""
    mine = Disclosure.objects.filter(reach(request.user, PROPOSE, on=timezone.localdate()).q())
    attachment = get_object_or_404(Attachment.objects.filter(disclosure__in=mine), pk=pk)
    with refusals.told(request):
        metadata_removal.ask(attachment, by=request.user, now=timezone.now())
        messages.success(request, _("A cleaned copy is being made; it takes the place of the file."))
    return redirect("catalog:gate", attachment.disclosure_id)


def _done(request: HttpRequest, disclosure: Disclosure, signs: bool, form: Form) -> bool:
    """Overrule or sign; on a refusal its sentences join the form, which keeps what was typed."""
    act = screening.sign_secrecy if signs else screening.overrule
    with refusals.said_in(form):
        act(disclosure, by=request.user, now=timezone.now(), **form.cleaned_data)
        said = (
            _("The secrecy review is signed.")
            if signs
            else _("The findings may stand; your reason is on record.")
        )
        messages.success(request, said)
        return True
    return False
