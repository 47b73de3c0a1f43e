"""Subscribing by mail: the form, the link that confirms, the link that ends it. Opening a link changes nothing."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.actions import subscribing
from catalog.forms.consultations import SubscribeForm
from core.client_ip import visitor
from core.guests import form_once
from core.web import refusals

TEMPLATE = "catalog/subscription.html"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take an address; whoever owns it confirms. The answer is the same whether it had subscribed before or not."""
    if request.method != "POST":
        form = SubscribeForm(initial={"agency": request.GET.get("agency", "")[:50]})
        return render(request, TEMPLATE, {"form": form, **_around("ask")})
    form = SubscribeForm(request.POST)
    if form.is_valid():
        now = timezone.now()

        def act() -> form_once.Answer:
            wish = {name: form.cleaned_data[name] for name in ("email", "agency", "wants_disclosures")}
            subscribing.ask(**wish, language=get_language(), source=visitor(request), now=now)
            return form_once.Answer("")

        with refusals.said_in(form):
            form_once.once(request, act, purpose="subscribe", now=now)
            return render(request, TEMPLATE, _around("asked"))
    context = {"form": form, **_around("ask")}
    return render(request, TEMPLATE, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, link: str) -> HttpResponse:
    """The owner of the address says yes by a button: programs that look at every link of a mail confirm nothing."""
    found = subscribing.behind(link, subscribing.CONFIRM)
    if found is None:
        raise Http404(_("This link is no longer valid. Please subscribe again."))
    if request.method != "POST":
        return render(request, TEMPLATE, {"subscription": found, **_around("confirm")})
    subscribing.confirm(found, now=timezone.now())
    return render(request, TEMPLATE, {"subscription": found, **_around("confirmed")})


@csrf_exempt  # the mail program itself sends it (RFC 8058); the link is the secret
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, link: str) -> HttpResponse:
    """No letters any more. A link of what has ended says so too, for ever."""
    found = subscribing.behind(link, subscribing.END)
    if request.method != "POST" and found:
        return render(request, TEMPLATE, {"subscription": found, **_around("end")})
    if found:
        subscribing.end(found)
    return render(request, TEMPLATE, _around("ended"))


def _around(step: str) -> dict:
    return {"step": step, "trail": [(_("Consultations"), reverse("catalog:consultations"))]}
