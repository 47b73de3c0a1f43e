"""Notices on paper: the list of those to be posted, their envelopes and files, posting and delivery."""

import io

import pikepdf
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.database import outside
from core.exports import pdf
from core.permissions import reach
from core.web import refusals
from core.web.methods import require_POST
from requests_app import rules
from requests_app.actions import notice_files, notices, posting
from requests_app.forms.postings import ArrivedForm, PostForm
from requests_app.models import Posting

ROWS = 50  # notices on the list, and in one file
ENVELOPE = "requests_app/pdf/envelope.html"


def mine(request: HttpRequest):
    """The notices on paper of applications that the person handles; 403 for who handles none."""
    today = timezone.localdate()
    if not reach(request.user, rules.HANDLE, on=today):
        raise PermissionDenied
    rows = Posting.objects.handled_by(request.user, on=today)
    return rows.select_related(
        "notice__application__agency", "notice__application__version", "notice__application__department"
    )


def _lists(request: HttpRequest) -> tuple[list[Posting], list[Posting]]:
    own = mine(request)
    return list(own.waiting()[:ROWS]), list(own.under_way()[:ROWS])


@login_required
@never_cache
@require_safe
def to_post(request: HttpRequest) -> HttpResponse:
    """What waits to be posted, and what was posted and is not known to be delivered."""
    return _page(request, *_lists(request))


def _page(
    request: HttpRequest,
    waiting: list[Posting],
    under_way: list[Posting],
    *,
    post: PostForm | None = None,
    arrived: ArrivedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    initial = {"way": Posting.Way.POST, "on": timezone.localdate()}
    context = {
        "post": post or PostForm(waiting=waiting, initial=initial),
        "arrived": arrived or ArrivedForm(under_way=under_way),
        "all_waiting": mine(request).waiting().count(),
        "announced": mine(request).announced().order_by("counts_on", "pk")[:ROWS],
        "rows": ROWS,
    }
    return render(request, "requests_app/to_post.html", context, status=status)


@login_required
@never_cache
@require_POST
def went_out(request: HttpRequest) -> HttpResponse:
    """Enter those that were posted or handed over; all or none."""
    waiting, under_way = _lists(request)
    form, now = PostForm(request.POST, waiting=waiting), timezone.now()
    if form.is_valid():
        how = {"way": form.cleaned_data["way"], "on": form.cleaned_data["on"], "by": request.user, "now": now}
        with refusals.said_in(form):
            with transaction.atomic():
                for one, proof in form.went_out:
                    posting.post(one, proof=proof, **how)
            count = len(form.went_out)
            said = ngettext("%(count)s notice went out.", "%(count)s notices went out.", count)
            messages.success(request, said % {"count": count})
            return redirect("requests_app:to_post")
    return _page(request, waiting, under_way, post=form, status=422)


@login_required
@never_cache
@require_POST
def arrived(request: HttpRequest) -> HttpResponse:
    """Enter the days of delivery; all or none. Or that one came back."""
    waiting, under_way = _lists(request)
    now, back = timezone.now(), request.POST.get("back", "")
    if back:
        return _came_back(request, back)
    form = ArrivedForm(request.POST, under_way=under_way)
    if form.is_valid():
        with refusals.said_in(form):
            with transaction.atomic():
                for one, day in form.delivered:
                    posting.arrived(one, on=day, by=request.user, now=now)
            messages.success(request, _("The delivery is entered; the terms run from it."))
            return redirect("requests_app:to_post")
    return _page(request, waiting, under_way, arrived=form, status=422)


def _came_back(request: HttpRequest, chosen: str) -> HttpResponse:
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        raise Http404
    one = get_object_or_404(mine(request), pk=chosen)
    with refusals.told(request):
        posting.came_back(one, by=request.user, now=timezone.now())
        messages.success(request, _("It came back and waits to be posted again."))
    return redirect("requests_app:to_post")


@login_required
@never_cache
@require_safe
def envelope(request: HttpRequest, pk: int) -> HttpResponse:
    """The envelope of one notice."""
    one = get_object_or_404(mine(request), pk=pk)
    return pdf.answer(request, ENVELOPE, _envelope(one), name=f"{one.notice.number}-envelope.pdf")


@login_required
@never_cache
@require_safe
def batch(request: HttpRequest) -> HttpResponse:
    """All that waits in one file: of each its envelope, then the notice."""
    waiting, _under_way = _lists(request)
    if not waiting:
        messages.info(request, _("Nothing waits to be posted."))
        return redirect("requests_app:to_post")
    try:
        content = _joined(waiting)
    except pdf.PdfUnavailable as reason:
        return pdf.unavailable(request, reason)
    return pdf.file(content, name=f"{timezone.localdate().isoformat()}-post.pdf")


@outside.transactions("joining the post")
def _joined(waiting: list[Posting]) -> bytes:
    """Envelope and notice of each, one after the other, as one file. Raises ``PdfUnavailable``."""
    whole = pikepdf.new()
    for one in waiting:
        for content in (pdf.render(ENVELOPE, _envelope(one)), notice_files.pdf_of(one.notice)):
            with pikepdf.open(io.BytesIO(content)) as part:
                whole.pages.extend(part.pages)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _envelope(one: Posting) -> dict:
    """Who it goes to, from whom: the address of the applicant; of others the name alone is known."""
    application = one.notice.application
    return {
        "to": notices.text_of(one.notice).to,
        "address": application.address if one.notice.to_applicant else "",
        "phone": application.phone if one.notice.to_applicant else "",
        "agency": application.agency,
        "number": one.notice.number,
    }
