"""Filing an application: type, look at what is public already, keep a draft, file. No account, no script needed."""

from datetime import datetime, timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from catalog.models import Disclosure
from core.bodies.doors import closed_page, of_open_body
from core.client_ip import visitor
from core.crypto import fingerprint
from core.guests import access, attempts, form_once, rates
from core.models import Agency
from core.transitions import Refused
from core.web import cookies, refusals
from core.web.methods import require_POST
from requests_app import actions
from requests_app.actions import case_files, clocks, drafts, identity_papers
from requests_app.actions.case_files import Paper
from requests_app.desk import rule_words, status_words
from requests_app.forms.submission import TOO_MANY, ContinueForm, FilingForm
from requests_app.intake import already_public, rules_in_force
from requests_app.views.public import receipt_of

TOO_MANY_DRAFTS = gettext_lazy("Many drafts came from your connection. Please wait a quarter of an hour.")
DRAFT, LOOKED = "requests_app.draft", "looked"
REMEMBERED = timedelta(days=1)
LOOKS_A_MINUTE = 30
LOOKED_UP = 300  # characters of the text that are looked up while it is typed


def _form(agency: Agency, *args, now: datetime, **kwargs) -> FilingForm:
    version, rules = rules_in_force.of_agency(agency, timezone.localdate(now))
    form = FilingForm(*args, agency=agency, now=now, proof=rules.proof.asked, **kwargs)
    form.terms = (version, rules)
    return form


@never_cache
@sensitive_post_parameters()
@of_open_body
def apply_to(request: HttpRequest, agency: Agency) -> HttpResponse:
    """File an application: first typed, then, where something is public on the subject, shown that, then filed."""
    now = timezone.now()
    if request.method != "POST":
        return _page(request, agency, _form(agency, now=now))
    form = _form(agency, request.POST, request.FILES, now=now)
    if "keep" in request.POST:
        return _keep(request, agency, form)
    if "look" in request.POST:
        return _look(request, agency, form)
    return _file(request, agency, form)


def _file(request: HttpRequest, agency: Agency, form: FilingForm) -> HttpResponse:
    source = visitor(request)
    if attempts.must_wait("apply", source, now=form.now) and not form_once.is_again(request, purpose="file"):
        form.add_error(None, TOO_MANY)
        return _page(request, agency, form, status=429)
    if not form.is_valid():
        return _page(request, agency, form, status=422)
    subject = form.cleaned_data["subject"]
    looked_at = fingerprint(f"{agency.pk}:{subject}")
    if form.cleaned_data["seen"] != looked_at and (public := already_public.matches(subject, agency)):
        form.data = form.data.copy()
        form.data["seen"] = looked_at
        _count_shown(request, agency, form.now)
        return _page(request, agency, form, public=public)
    paper = form.paper or drafts.paper_of(drafts.draft_of(form.cleaned_data["draft"], now=form.now))
    with refusals.said_in(form):
        with case_files.laid([paper] if paper else []) as papers:
            return form_once.send(
                request, partial(_filed, agency, form, papers, source), purpose="file", now=form.now
            )
    return _page(request, agency, form, status=422)


def _filed(agency: Agency, form: FilingForm, papers: list[Paper], source: str) -> form_once.Answer:
    """File what was typed: the way to its receipt."""
    if not attempts.claim("apply", source, now=form.now):
        raise Refused(TOO_MANY)
    application, code = actions.receive(agency=agency, now=form.now, **form.application)
    for paper in papers if application.wants_proof else ():
        identity_papers.add(application, paper=paper, by=None, now=form.now)
    drafts.drop_draft(form.cleaned_data["draft"])
    return receipt_of(application, code)


def _look(request: HttpRequest, agency: Agency, form: FilingForm) -> HttpResponse:
    """Show what is public on what was typed so far; nothing is filed, nothing need be complete."""
    typed = form.typed
    public = already_public.matches(f"{typed['subject']} {typed['description'][:LOOKED_UP]}", agency)
    if public:
        _count_shown(request, agency, form.now)
    form.is_valid()
    carried = {
        "draft": form.data.get("draft", "")[:40],
        "identity_paper": request.FILES.get("identity_paper"),
    }
    again = _form(agency, now=form.now, initial={**typed, **carried})
    return _page(request, agency, again, public=public, looked=True)


def _keep(request: HttpRequest, agency: Agency, form: FilingForm) -> HttpResponse:
    """Keep a draft, and show its code once; a page that is sent again leads to the draft that it made."""
    code, source, now = form.data.get("draft", "")[:40], visitor(request), form.now
    is_new = drafts.draft_of(code, now=now) is None
    if (
        is_new
        and attempts.must_wait("draft", source, now=now)
        and not form_once.is_again(request, purpose="draft")
    ):
        form.add_error(None, TOO_MANY_DRAFTS)
        return _page(request, agency, form, status=429)
    form.is_valid()  # what is not right yet is kept all the same, but no paper that cannot be taken

    def act(*papers: Paper) -> form_once.Answer:
        if is_new and not attempts.claim("draft", source, now=now):
            raise Refused(TOO_MANY_DRAFTS)
        paper = next(iter(papers), None)
        draft, known = drafts.keep_draft(agency, content=form.typed, now=now, code=code, paper=paper)
        return form_once.Answer(reverse("requests_app:continue_draft"), receipt=(DRAFT, draft.pk, known))

    with refusals.said_in(form):
        with case_files.laid([form.paper] if form.paper else []) as papers:
            return form_once.send(
                request, partial(act, *papers), purpose="draft", now=now, takes_doubtful=True
            )
    return _page(request, agency, form, status=422)


@never_cache
@sensitive_post_parameters()
def continue_draft(request: HttpRequest) -> HttpResponse:
    """Open a kept draft by its code, or delete it. The code never stands in an address."""
    now, code = timezone.now(), next(iter(access.kept_receipts(request, DRAFT).values()), "")
    shown = drafts.draft_of(code, now=now)
    context = {"kept": shown, "code": code if shown else "", "form": ContinueForm()}
    if request.method != "POST":
        return render(request, "requests_app/continue.html", context)
    form, source = ContinueForm(request.POST), visitor(request)
    context["form"], status = form, 422
    if not attempts.claim("open draft", source, now=now):
        form.add_error(None, _("That was wrong too often. Please wait a quarter of an hour."))
        status = 429
    elif form.is_valid():
        code = form.cleaned_data["code"]
        draft = drafts.draft_of(code, now=now)
        if draft is not None:
            attempts.give_back("open draft", source, now=now)
        if draft is not None and "drop" in request.POST:
            drafts.drop_draft(code)
            messages.success(request, _("The draft is deleted."))
            return redirect("requests_app:apply")
        if draft is not None and not draft.agency.is_open:
            return closed_page(request, draft.agency)
        if draft is not None:
            initial = {**drafts.content_of(draft), "draft": code}
            return _page(request, draft.agency, _form(draft.agency, now=now, initial=initial))
        form.add_error(
            "code",
            _("No draft has this code. Drafts are kept for %(days)s days.") % {"days": drafts.KEPT_FOR.days},
        )
    return render(request, "requests_app/continue.html", context, status=status)


@never_cache
@require_POST
@of_open_body
def public_already(request: HttpRequest, agency: Agency) -> HttpResponse:
    """What is public on what is being typed, as a part of a page; the text is looked up and forgotten."""
    if rates.too_often("looks", visitor(request), at_most=LOOKS_A_MINUTE, now=timezone.now()):
        words = _("Many questions came from your connection. Please wait a minute.")
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=429)
    public = already_public.matches(request.POST.get("about", "").replace("\x00", "")[:LOOKED_UP], agency)
    if not public:
        return HttpResponse(status=204)
    _count_shown(request, agency, timezone.now())
    return render(request, "requests_app/_already.html", {"public": public})


@never_cache
@require_POST
@of_open_body
def answered(request: HttpRequest, agency: Agency) -> HttpResponse:
    """The visitor says that a disclosure answers them: counted without their name, and they are led to it."""
    number = request.POST.get("disclosure", "")
    known = number.isascii() and number.isdigit() and len(number) < 10
    disclosure = get_object_or_404(Disclosure.objects.public(), pk=int(number) if known else 0)
    now, source = timezone.now(), visitor(request)
    if _is_first(request, f"answered {disclosure.pk}") and attempts.claim("answered", source, now=now):
        drafts.count_looking(agency, on=timezone.localdate(now), answered=True)
    messages.success(request, _("Here it is. No application was filed."))
    return redirect(disclosure.get_absolute_url())


def _count_shown(request: HttpRequest, agency: Agency, now: datetime) -> None:
    """Count that this visitor was shown what is public, once a day for each body."""
    day = timezone.localdate(now)
    if _is_first(request, f"shown {agency.pk} {day}"):
        drafts.count_looking(agency, on=day, answered=False)


def _is_first(request: HttpRequest, what: str) -> bool:
    """Whether this visitor is counted for ``what`` the first time; a cookie remembers it, in words of no meaning.

    Never the session: what is sent while somebody types would overwrite what another request keeps there.
    """
    mark, said = fingerprint(what)[:8], request.COOKIES.get(LOOKED, "")[:400].split(".")
    if mark in said:
        return False
    cookies.give(request, LOOKED, ".".join([*said, mark][-40:]), lasts=REMEMBERED)
    return True


def _page(
    request: HttpRequest,
    agency: Agency,
    form: FilingForm,
    *,
    status: int = 200,
    public=(),
    looked: bool = False,
) -> HttpResponse:
    version, rules = form.terms
    draft = drafts.draft_of(str(form["draft"].value() or "")[:40], now=form.now)
    context = {
        "has_paper": bool(draft and draft.paper),
        "agency": agency,
        "form": form,
        "public": public,
        "looked": looked,
        "regime": version.rules,
        "answer": rules.clocks[clocks.ANSWER],
        "answer_length": rule_words.length_in_words(rules.clocks[clocks.ANSWER].length),
        "extension": rules.extension,
        "extension_length": rule_words.length_in_words(rules.extension.at_most),
        "ways": status_words.ways(rules),
        "takes_forms": "web" in rules.channels,
        "corrects": rules.rectification is not None,
    }
    return render(request, "requests_app/apply_to.html", context, status=status)
