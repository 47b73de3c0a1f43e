"""Notices on the desk: look at one, issue one beside the steps after a preview, replace a wrong one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.permissions import may
from core.web import refusals
from requests_app import rules
from requests_app.actions import clocks, notices
from requests_app.forms.notices import NoticeForm, ReissueForm
from requests_app.models import Application, Notice
from requests_app.notices import templates
from requests_app.views.desk import case_of
from requests_app.views.public import notice_pdf, notice_word

BY_REASONS = ("reasons", "delay")


def notice_for(request: HttpRequest, pk: int) -> Notice:
    """The notice, or 404 for everybody who may not read its application."""
    rows = Notice.objects.select_related(
        "application__agency",
        "application__version",
        "application__department",
        "replaces",
        "replaced_by",
        "posting",
    )
    return get_object_or_404(
        rows, pk=pk, application__in=Application.objects.readable_by(request.user, on=timezone.localdate())
    )


@login_required
@never_cache
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice as it was sent, with its files and what became of it."""
    found = notice_for(request, pk)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Notice, *, form: ReissueForm | None = None, status: int = 200
) -> HttpResponse:
    text = notices.text_of(found)
    may_reissue = found.replacement is None and notices.may_reissue(
        found, request.user, on=timezone.localdate()
    )
    context = {
        "notice": found,
        "application": found.application,
        "text": text,
        "form": form or (ReissueForm(text=text) if may_reissue else None),
        "kept": getattr(found, "made", None),
        "posting": getattr(found, "posting", None),
    }
    return render(request, "requests_app/notice.html", context, status=status)


@login_required
@never_cache
@require_safe
def notice_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice as a PDF file."""
    return notice_pdf(request, notice_for(request, pk))


@login_required
@never_cache
@require_safe
def notice_document(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice as a Word file."""
    return notice_word(notice_for(request, pk))


@login_required
@never_cache
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace a wrong notice by a new one with a number of its own."""
    found = notice_for(request, pk)
    if request.method != "POST":
        return redirect("requests_app:notice_page", pk)
    form = ReissueForm(request.POST, text=notices.text_of(found))
    if form.is_valid():
        with refusals.said_in(form):
            made = notices.reissue(
                found,
                paragraphs=form.paragraphs,
                why=form.cleaned_data["why"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("Notice %(number)s replaces it.") % {"number": made.number})
            return redirect("requests_app:notice_page", made.pk)
    return _page(request, notice_for(request, pk), form=form, status=422)


@login_required
@never_cache
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a notice beside the steps: choose its form, fill in what it asks, look at it, send it."""
    today = timezone.localdate()
    application = case_of(request, pk)
    if not may(request.user, rules.HANDLE, application, on=today):
        raise PermissionDenied
    code = request.GET.get("form", "")
    offered = {chosen.code: chosen for chosen in templates.by_hand() if not _has_a_step(chosen, application)}
    if code and code not in offered:
        raise Http404
    context = {"application": application, "offered": offered.values(), "chosen": offered.get(code)}
    if not code:
        return render(request, "requests_app/issue.html", context)
    form = NoticeForm(request.POST if request.method == "POST" else None, chosen=offered[code])
    context["form"] = form
    if request.method != "POST":
        return render(request, "requests_app/issue.html", context)
    if form.is_valid():
        typed = {"by": request.user, "said": form.said, "to": form.cleaned_data.get("to", "")}
        if "send" in request.POST:
            with refusals.said_in(form):
                made = notices.issue_by_hand(code, application, now=timezone.now(), **typed)
                messages.success(request, _("Notice %(number)s is sent.") % {"number": made.number})
                return redirect("requests_app:notice_page", made.pk)
        else:
            text = notices.compose(code, application, today=today, **typed)
            context |= {"text": text, "faults": list(offered[code].faults(text, form.said))}
    status = 422 if form.errors else 200
    return render(request, "requests_app/issue.html", context, status=status)


def _has_a_step(chosen: templates.Form, application: Application) -> bool:
    """Whether the rules of ``application`` issue this notice by a step: then it is not written beside it."""
    return chosen.code in BY_REASONS and clocks.REASONS in application.rules.clocks
