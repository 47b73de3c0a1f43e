"""A new query code for a complaint: by the link that went to the mail address, or from who handles it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.guests import code_renewal, form_once
from core.transitions import Refused
from core.web import refusals
from core.web.methods import require_POST
from requests_app.forms.privacy import NewCodeForm
from requests_app.models import IdentityWay
from supervision.actions import complaints as actions
from supervision.models import Complaint
from supervision.views import complaint_desk
from supervision.views.complaints import RECEIPT


def _answer(complaint: Complaint, code: str) -> form_once.Answer:
    to = reverse("supervision:complaint_received", args=[complaint.number])
    return form_once.Answer(to, receipt=(RECEIPT, complaint.pk, code))


def _gone(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("This link is over. Ask for another one, or call the office."))
    return redirect("supervision:forgotten")


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to a new code. What is answered tells nothing of numbers and addresses."""
    form = code_renewal.ForgottenForm(request.POST or None)
    context, status = {"form": form, "phones": code_renewal.phones()}, 200
    if request.method == "POST":

        def address(signed: str) -> str:
            return reverse("supervision:new_code", args=[signed])

        rows, now = Complaint.objects.all(), timezone.now()
        context["asked"] = code_renewal.ask(request, form, rows, house=RECEIPT, address=address, now=now)
        status = 200 if context["asked"] else 422
    return render(request, "core/forgotten.html", context, status=status)


@never_cache
def new_code(request: HttpRequest, signed: str) -> HttpResponse:
    """The link of the letter: opening it changes nothing, the button gives the new code."""
    now, pk = timezone.now(), code_renewal.behind(signed, house=RECEIPT)

    def act() -> form_once.Answer:
        if pk is None:
            raise Refused
        complaint = get_object_or_404(Complaint, pk=pk)
        return _answer(complaint, code_renewal.renew(complaint, house=RECEIPT, now=now))

    if request.method == "POST":
        try:
            return form_once.send(request, act, purpose="new code", now=now)
        except Refused:
            return _gone(request)
    if pk is None:
        return _gone(request)
    return render(request, "core/new_code.html", {"matter": get_object_or_404(Complaint, pk=pk)})


@login_required
@never_cache
@require_POST
def give_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Who handles the complaint made sure who asks and gives a new code; how is on record."""
    found, now = complaint_desk.handled_by(request, pk), timezone.now()
    if actions.is_own_work(found, request.user):
        raise PermissionDenied
    form = NewCodeForm(request.POST)
    if form.is_valid():
        said = f"{IdentityWay(form.cleaned_data['how']).label} · {form.cleaned_data['paper']}"

        def act() -> form_once.Answer:
            return _answer(
                found, code_renewal.renew(found, house=RECEIPT, by=request.user, note=said, now=now)
            )

        with refusals.said_in(form):
            if not found.name:
                raise Refused(_("Who complained gave no name: nobody can check who asks."))
            return form_once.send(request, act, purpose="new code", now=now)
    return complaint_desk.page_of(request, found, bound={"new_code": form}, status=422)
