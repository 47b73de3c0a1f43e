"""Beside the steps of a case: notes, messages with the applicant, working papers."""

from dataclasses import replace
from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.guests import form_once
from core.permissions import may
from core.web import refusals
from core.web.methods import require_POST
from requests_app import actions, rules
from requests_app.actions import case_files
from requests_app.forms.officers import AddFilesForm, NoteForm, SayForm, papers_of
from requests_app.models import CaseFile
from requests_app.views import desk, public

FORMS = {"note": NoteForm, "message": SayForm}
VERBS = {"note": actions.add_note, "message": actions.write_message}
TOLD = {
    "note": gettext_lazy("The note is kept."),
    "message": gettext_lazy("The message is on the applicant’s page."),
}


@login_required
@never_cache
@require_POST
def say(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Keep a note or write a message."""
    application, form = desk.case_of(request, pk), FORMS[what](request.POST)
    if form.is_valid():
        now, act = timezone.now(), partial(VERBS[what], application, by=request.user, **form.cleaned_data)

        def answer() -> form_once.Answer:
            act(now=now)
            return form_once.Answer(application.get_absolute_url(), TOLD[what])

        with refusals.said_in(form):
            return form_once.send(request, answer, purpose=what, now=now)
    return desk.case_page(request, desk.case_of(request, pk), bound={what: form}, status=422)


@login_required
@never_cache
@require_POST
def add_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep working papers with the case."""
    application, form = desk.case_of(request, pk), AddFilesForm(request.POST, request.FILES)
    if not may(request.user, rules.HANDLE, application, on=timezone.localdate()):
        raise PermissionDenied
    if not form.is_valid():
        return desk.case_page(request, application, bound={"files": form}, status=422)
    now = timezone.now()
    with refusals.said_in(form):
        with case_files.laid(papers_of(form.cleaned_data["papers"])) as papers:

            def act() -> form_once.Answer:
                for paper in papers:
                    working = replace(paper, purpose=CaseFile.Purpose.WORKING)
                    case_files.keep_paper(application, working, by=request.user, now=now)
                return form_once.Answer(
                    application.get_absolute_url(), _("The files are kept with the case.")
                )

            return form_once.send(request, act, purpose="files", now=now)
    return desk.case_page(request, application, bound={"files": form}, status=422)


@never_cache
@require_POST
def reply(request: HttpRequest, signed: str) -> HttpResponse:
    """Keep what the applicant writes."""
    application = public.behind_link(signed)
    if application is None:
        return public.ask_again(request)
    form = SayForm(request.POST)
    if form.is_valid():
        act = partial(actions.reply, application, **form.cleaned_data)
        if answer := public.sent(request, form, act, signed=signed, said=_("Your message was sent.")):
            return answer
    return public.status_page(request, public.behind_link(signed), signed, reply=form, status=422)
