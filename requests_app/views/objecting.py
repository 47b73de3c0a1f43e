"""Objections: the list of those that wait, the page on which one is given to somebody and answered, the applicant's."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from core.client_ip import visitor
from core.guests import attempts, form_once
from core.permissions import may, reach
from core.web import refusals
from core.web.methods import require_POST
from requests_app import rules
from requests_app.actions import objecting
from requests_app.forms.objections import AnswerObjectionForm, GiveObjectionForm, PartyObjectionForm
from requests_app.forms.officers import SayForm
from requests_app.models import Objection
from requests_app.views import public

ROWS = 50
PARTY_PAGE = "requests_app/party_object.html"
TOLD = {
    "give": gettext_lazy("It is with this person now."),
    "answer": gettext_lazy("The answer is issued as a numbered notice."),
}


@login_required
@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Those that wait for an answer, the most urgent first, for everybody who reads the cases."""
    today = timezone.localdate()
    if not reach(request.user, rules.READ, on=today):
        raise PermissionDenied
    rows = Objection.objects.readable_by(request.user, on=today).waiting().order_by("due_on", "pk")
    found = rows.select_related("application__agency", "owner")[:ROWS]
    return render(request, "requests_app/objections.html", {"rows": found, "today": today})


@login_required
@never_cache
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection: what was said, who answers it until when, and its answer."""
    now, today = timezone.now(), timezone.localdate()
    mine = Objection.objects.readable_by(request.user, on=today)
    related = ("application__agency", "application__version", "event", "owner", "answered_by")
    found = get_object_or_404(mine.select_related(*related), pk=pk)
    handles = may(request.user, rules.HANDLE, found.application, on=today)
    is_open = handles and found.answered_at is None
    says = request.POST.get("says", "") if request.method == "POST" else ""
    forms = _forms(request, found, says, today) if is_open else {}
    if says and not handles:
        raise PermissionDenied
    if says in forms and forms[says].is_valid():
        act = {"give": objecting.give, "answer": objecting.answer}[says]

        def done() -> form_once.Answer:
            act(found, by=request.user, now=now, **forms[says].cleaned_data)
            return form_once.Answer(found.get_absolute_url(), str(TOLD[says]))

        with refusals.said_in(forms[says]):
            return form_once.send(request, done, purpose=f"objection {says}", now=now)
    wrong = says in forms and forms[says].errors
    context = {"objection": found, "application": found.application, "forms": forms, "today": today}
    return render(request, "requests_app/objection.html", context, status=422 if wrong else 200)


def _forms(request: HttpRequest, found: Objection, says: str, today) -> dict:
    people = objecting.officers(found.application, today)
    sent = {says: request.POST} if says else {}
    return {
        "answer": AnswerObjectionForm(sent.get("answer"), auto_id="answer_%s"),
        "give": GiveObjectionForm(
            sent.get("give"), people=people, initial={"owner": found.owner_id}, auto_id="give_%s"
        ),
    }


@never_cache
@require_POST
def object_to(request: HttpRequest, signed: str) -> HttpResponse:
    """Take the applicant's objection."""
    application = public.behind_link(signed)
    if application is None:
        return public.ask_again(request)
    form = SayForm(request.POST, auto_id="object_%s")
    if form.is_valid():
        act = partial(objecting.object_to, application, text=form.cleaned_data["text"])
        said = _("Your objection was received; it is answered by a notice of its own.")
        if answer := public.sent(request, form, act, signed=signed, said=said):
            return answer
    return public.status_page(request, public.behind_link(signed), signed, objects=form, status=422)


@never_cache
@sensitive_post_parameters()
def party_object(request: HttpRequest) -> HttpResponse:
    """Take the objection of a third party, known by number and answer code of the letter that asked it.

    A wrong pair tells nothing, and guessing becomes slow.
    """
    now, source = timezone.now(), visitor(request)
    form = PartyObjectionForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, PARTY_PAGE, {"form": form})
    if not form.is_valid():
        return render(request, PARTY_PAGE, {"form": form}, status=422)
    if not attempts.claim("party", source, now=now):
        form.add_error(None, _("That was wrong too often. Please wait a quarter of an hour."))
        return render(request, PARTY_PAGE, {"form": form}, status=429)
    said = form.cleaned_data
    found = objecting.party_of(said["number"], said["code"])
    if found is None:
        form.add_error(None, form.unknown)
        return render(request, PARTY_PAGE, {"form": form}, status=422)
    attempts.give_back("party", source, now=now)
    application, party = found

    def done() -> form_once.Answer:
        objecting.object_as_party(application, party=party, text=said["text"], now=now)
        to = reverse("requests_app:party_object")
        return form_once.Answer(to, _("Your objection was received; it is answered by a notice of its own."))

    with refusals.said_in(form):
        return form_once.send(request, done, purpose="party", now=now)
    return render(request, PARTY_PAGE, {"form": form}, status=422)
