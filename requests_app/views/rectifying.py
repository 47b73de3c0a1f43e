"""Asking a body to correct its records about oneself: the form of everybody, and that of the desk."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.bodies.doors import of_open_body
from core.client_ip import visitor
from core.guests import attempts, form_once
from core.models import Agency
from core.transitions import Refused
from core.web import refusals
from requests_app import actions
from requests_app.actions import case_files, clocks
from requests_app.desk import rule_words
from requests_app.forms.rectification import RectifyEntryForm, RectifyForm
from requests_app.forms.submission import TOO_MANY
from requests_app.intake import rules_in_force
from requests_app.views.entering import agencies_of, entered
from requests_app.views.public import receipt_of


@never_cache
@sensitive_post_parameters()
@of_open_body
def ask(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Ask for a correction by the web form; the receipt with number and query code follows at once."""
    now = timezone.now()
    _version, rules = rules_in_force.of_agency(agency, timezone.localdate(now))
    if rules.rectification is None:
        raise Http404(_("The rules of this body name no such request."))
    if request.method != "POST":
        return _page(request, agency, rules, RectifyForm(now=now))
    form, source = RectifyForm(request.POST, request.FILES, now=now), visitor(request)
    if attempts.must_wait("apply", source, now=now) and not form_once.is_again(request, purpose="rectify"):
        form.add_error(None, TOO_MANY)
        return _page(request, agency, rules, form, status=429)
    if not form.is_valid():
        return _page(request, agency, rules, form, status=422)

    entry = form.application
    with refusals.said_in(form):
        with case_files.laid(entry.pop("papers", ())) as papers:

            def act() -> form_once.Answer:
                if not attempts.claim("apply", source, now=now):
                    raise Refused(TOO_MANY)
                made = actions.receive(agency=agency, now=now, papers=papers, **entry)
                return receipt_of(*made)

            return form_once.send(request, act, purpose="rectify", now=now)
    return _page(request, agency, rules, form, status=422)


def _page(request: HttpRequest, agency: Agency, rules, form: RectifyForm, *, status=200) -> HttpResponse:
    answer = rules.for_rectification().clocks[clocks.ANSWER]
    context = {
        "agency": agency,
        "form": form,
        "answer": answer,
        "answer_length": rule_words.length_in_words(answer.length),
        "rule": rules.rectification,
        "outcomes": rules.rectification.outcomes.values(),
        "takes_forms": "web" in rules.channels,
    }
    return render(request, "requests_app/rectify.html", context, status=status)


@login_required
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a request that came by another way; the receipt follows at once."""
    agencies = agencies_of(request)
    if request.method != "POST":
        initial = {"arrived_on": timezone.localdate(), "agency": agencies.first()}
        form = RectifyEntryForm(agencies=agencies, initial=initial)
        return render(request, "requests_app/rectify_enter.html", {"form": form})
    form = RectifyEntryForm(request.POST, request.FILES, agencies=agencies)
    if form.is_valid() and (answer := entered(request, form)):
        return answer
    return render(request, "requests_app/rectify_enter.html", {"form": form}, status=422)
