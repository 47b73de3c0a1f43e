"""The disclosure log: its public pages and feed, and the desk pages on which answers are masked and let out."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.disclosures import authenticity
from catalog.models.screening import Kind
from core.exports.atom import CleanAtom
from core.models import Agency
from core.permissions import may, reach
from core.scanning.findings import Found
from core.transitions import open_steps
from core.web import pagination, refusals
from requests_app import anonymous, rules
from requests_app.actions import logging_answers
from requests_app.forms.disclosure_log import AnswerForm, ReleaseForm, SayWhyForm
from requests_app.forms.lists import AnswerFilter, LogFilter
from requests_app.models import LoggedAnswer
from requests_app.views.desk import case_of

ROWS = 20
NEWEST = 30
MOST_WORDS = 6


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The published answers, the newest first, by body and words."""
    said = request.GET.get("q", "").replace("\0", "").strip()[:100]
    agencies = Agency.objects.filter(logged_answers__status=LoggedAnswer.Status.PUBLISHED).distinct()
    public = LoggedAnswer.objects.public().select_related("agency")
    narrowing = LogFilter(request.GET, queryset=public, agencies=agencies)
    page = Paginator(_containing(narrowing.qs, said), ROWS).get_page(request.GET.get("page"))
    _mark(page.object_list)
    context = {
        "page": page,
        "said": said,
        "agencies": agencies,
        "chosen": narrowing.chosen.get("agency"),
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "requests_app/answers.html", context)


def _containing(rows: QuerySet[LoggedAnswer], said: str) -> QuerySet[LoggedAnswer]:
    """Those in which each of the words stands somewhere."""
    for word in said.split()[:MOST_WORDS]:
        rows = rows.filter(Q(title__icontains=word) | Q(question__icontains=word) | Q(answer__icontains=word))
    return rows


def _mark(rows: Iterable[LoggedAnswer]) -> None:
    """Say of each of ``rows`` what differs from what was published."""
    differing = logging_answers.differing(rows)
    for one in rows:
        one.differs = differing.get(one.pk)


@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One published answer."""
    rows = LoggedAnswer.objects.public().select_related("agency", "application__points_to")
    found = get_object_or_404(rows, pk=pk)
    context = {"answer": found, "differs": logging_answers.differing([found]).get(pk)}
    if pointed := found.application.points_to:
        context["pointed_differs"] = authenticity.differing([pointed.pk]).get(pointed.pk)
    return render(request, "requests_app/answer.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest published answers as an Atom feed."""
    made = CleanAtom(
        title=_("Disclosure log: answers to applications"),
        link=settings.SITE_URL + request.path,
        description=_("Answers to applications, published for everybody without who asked."),
        language=get_language(),
    )
    newest = list(LoggedAnswer.objects.public().select_related("agency")[:NEWEST])
    _mark(newest)
    for one in newest:
        made.add_item(
            title=_("Not as it was published") if one.differs else one.title,
            link=settings.SITE_URL + one.get_absolute_url(),
            description="" if one.differs else one.answer[:400],
            author_name="" if one.differs else one.agency_then,
            pubdate=one.published_at,
            updateddate=one.published_at,
            unique_id=f"{settings.SITE_URL}/answers/{one.pk}/",
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@login_required
@require_safe
def preparing(request: HttpRequest) -> HttpResponse:
    """The answers of one's bodies on their way into the log, those that wait first."""
    mine = reach(request.user, rules.READ, on=timezone.localdate())
    if not mine:
        raise PermissionDenied
    rows = LoggedAnswer.objects.filter(mine.q()).select_related("agency", "written_by")
    narrowing = AnswerFilter(request.GET, queryset=rows)
    chosen = narrowing.chosen.get("status", LoggedAnswer.Status.PROPOSED)
    page = Paginator(narrowing.qs.filter(status=chosen).order_by("pk"), ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "tabs": [(status, status.label) for status in LoggedAnswer.Status],
        "chosen": chosen,
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "requests_app/answers_waiting.html", context)


@login_required
@never_cache
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Mask the answer to an application for the log."""
    application = case_of(request, pk)
    if not may(request.user, rules.HANDLE, application, on=timezone.localdate()):
        raise PermissionDenied
    if not logging_answers.may_log(application):
        messages.error(request, _("It is not decided yet, or it is on its way into the log already."))
        return redirect(application)
    now = timezone.now()
    typed = request.POST if request.method == "POST" else None
    form = AnswerForm(typed, initial=logging_answers.suggested(application, now=now))
    if request.method == "POST" and form.is_valid():
        with refusals.said_in(form):
            made = logging_answers.propose(application, by=request.user, now=now, **form.cleaned_data)
            messages.success(request, _("It waits for somebody else to let it out."))
            return redirect("requests_app:release_answer", made.pk)
    words = form.data if form.is_bound else form.initial
    context = {"application": application, "form": form, "findings": _found(words)}
    return render(request, "requests_app/prepare_answer.html", context, status=422 if form.errors else 200)


def _found(words: dict) -> list[tuple[str, Found]]:
    """What the finders find in the words, each with the name of its kind."""
    texts = [str(words.get(name, "")) for name in logging_answers.FIELDS]
    names = dict(Kind.choices)
    found = anonymous.findings(*texts, today=timezone.localdate())
    return [(str(names.get(one.kind, one.kind)), one) for one in found]


@login_required
@never_cache
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer on its way: changed by the officers, let out or returned by somebody else, taken out again."""
    today = timezone.localdate()
    rows = LoggedAnswer.objects.filter(reach(request.user, rules.READ, on=today).q())
    logged = get_object_or_404(
        rows.select_related("agency", "application", "department", "written_by"), pk=pk
    )
    steps = open_steps(logged, request.user, on=today)
    if logged.written_by_id == request.user.pk:
        steps = [step for step in steps if step not in ("publish", "send_back")]
    makers = {"revise": AnswerForm, "publish": ReleaseForm, "send_back": SayWhyForm, "withdraw": SayWhyForm}
    words = {name: getattr(logged, name) for name in logging_answers.FIELDS}
    forms = {step: makers[step](initial=words, auto_id=f"{step}_%s") for step in steps}
    says = request.POST.get("says", "")
    if request.method == "POST":
        if says not in forms:
            messages.error(request, _("This step cannot be taken now, or it is not yours."))
            return redirect("requests_app:release_answer", pk)
        form = forms[says] = makers[says](request.POST, auto_id=f"{says}_%s")
        if form.is_valid() and _act(request, logged, says, form):
            return redirect("requests_app:release_answer", pk)
    context = {
        "logged": logged,
        "forms": forms,
        "findings": _found(words),
        "events": logged.events.select_related("actor"),
        "names": {"propose": _("Masked"), **{name: step.label for name, step in LoggedAnswer.STEPS.items()}},
    }
    failed = any(form.errors for form in forms.values())
    return render(request, "requests_app/release_answer.html", context, status=422 if failed else 200)


def _act(request: HttpRequest, logged: LoggedAnswer, says: str, form) -> bool:
    """Take the step; False with the reasons in the form when it is refused."""
    typed = dict(form.cleaned_data)
    if says in ("send_back", "withdraw"):
        typed = {"opinion" if says == "send_back" else "reason": typed["text"]}
    with refusals.said_in(form):
        getattr(logging_answers, says)(logged, by=request.user, now=timezone.now(), **typed)
        messages.success(request, _("Done: %(step)s.") % {"step": LoggedAnswer.STEPS[says].label})
        return True
    return False
