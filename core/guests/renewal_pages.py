"""The pages by which one gets a new query code: the same for every kind of matter that has one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from core.guests import code_renewal, form_once
from core.transitions import Refused
from core.web import refusals


@dataclass(frozen=True)
class Renewal:
    """One kind of matter: the kind of its receipts, its page behind the link, its receipt, what an old link says."""

    model: type[Model]
    house: str
    link: str
    receipt: Callable[[Model, str], form_once.Answer]
    gone: Callable[[HttpRequest], HttpResponse]

    def forgotten(self, request: HttpRequest) -> HttpResponse:
        """Ask for a link to a new code. What is answered tells nothing of numbers and addresses."""
        form = code_renewal.ForgottenForm(request.POST or None)
        context, status = {"form": form, "phones": code_renewal.phones()}, 200
        if request.method == "POST":

            def address(signed: str) -> str:
                return reverse(self.link, args=[signed])

            rows, now = self.model._default_manager.all(), timezone.now()
            context["asked"] = code_renewal.ask(
                request, form, rows, house=self.house, address=address, now=now
            )
            status = 200 if context["asked"] else 422
        return render(request, "core/forgotten.html", context, status=status)

    def new_code(self, request: HttpRequest, signed: str) -> HttpResponse:
        """The link of the letter: opening it changes nothing, the button gives the new code."""
        now, pk = timezone.now(), code_renewal.behind(signed, house=self.house)

        def act() -> form_once.Answer:
            if pk is None:
                raise Refused
            matter = get_object_or_404(self.model, pk=pk)
            return self.receipt(matter, code_renewal.renew(matter, house=self.house, now=now))

        if request.method == "POST":
            try:
                return form_once.send(request, act, purpose="new code", now=now)
            except Refused:
                return self.gone(request)
        if pk is None:
            return self.gone(request)
        return render(request, "core/new_code.html", {"matter": get_object_or_404(self.model, pk=pk)})

    def given(self, request: HttpRequest, matter: Model, form: Form, note: str) -> HttpResponse | None:
        """A new code from who made sure who asks, with a ``note`` how; None when it is refused, said in ``form``."""
        now = timezone.now()

        def act() -> form_once.Answer:
            code = code_renewal.renew(matter, house=self.house, by=request.user, note=note, now=now)
            return self.receipt(matter, code)

        with refusals.said_in(form):
            return form_once.send(request, act, purpose="new code", now=now)
        return None
