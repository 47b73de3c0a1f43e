"""A new query code for an application: by the link that went to the mail address, or from the officer."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core.guests import code_renewal, form_once
from core.permissions import may
from core.transitions import Refused
from core.web import refusals
from core.web.methods import require_POST
from requests_app import rules
from requests_app.forms.privacy import NewCodeForm
from requests_app.models import Application, IdentityWay
from requests_app.views import desk
from requests_app.views.public import RECEIPT, ask_again, receipt_of


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to a new code. What is answered tells nothing of numbers and addresses."""
    form = code_renewal.ForgottenForm(request.POST or None)
    context, status = {"form": form, "phones": code_renewal.phones()}, 200
    if request.method == "POST":

        def address(signed: str) -> str:
            return reverse("requests_app:new_code", args=[signed])

        rows, now = Application.objects.all(), timezone.now()
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
        application = get_object_or_404(Application, pk=pk)
        return receipt_of(application, code_renewal.renew(application, house=RECEIPT, now=now))

    if request.method == "POST":
        try:
            return form_once.send(request, act, purpose="new code", now=now)
        except Refused:
            return ask_again(request)
    if pk is None:
        return ask_again(request)
    return render(request, "core/new_code.html", {"matter": get_object_or_404(Application, pk=pk)})


@login_required
@never_cache
@require_POST
def give_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer made sure who asks and gives a new code; how is on record."""
    application, now = desk.case_of(request, pk), timezone.now()
    if not may(request.user, rules.HANDLE, application, on=timezone.localdate(now)):
        raise PermissionDenied
    form = NewCodeForm(request.POST)
    if form.is_valid():
        said = f"{IdentityWay(form.cleaned_data['how']).label} · {form.cleaned_data['paper']}"

        def act() -> form_once.Answer:
            code = code_renewal.renew(application, house=RECEIPT, by=request.user, note=said, now=now)
            return receipt_of(application, code)

        with refusals.said_in(form):
            return form_once.send(request, act, purpose="new code", now=now)
    return desk.case_page(request, application, bound={"new_code": form}, status=422)
