"""Opinions that were held back: by matter, a page of each, and what becomes of many at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from catalog.rules import ANSWER_CONSULTATION
from core.permissions import reaches
from core.web import pagination, refusals
from core.web.addresses import number_in
from core.web.breadcrumbs import trail
from review import queue, rules
from review.actions import held_opinions
from review.forms import HeldForm

MATTERS, ROWS = 50, 50
ABOUT = {"disclosure": 0, "draft": 1}
LINK = {"disclosure": "disclosure", "draft": "consultation"}


@login_required
@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """The matters on which opinions are held back, with how many and since when; those with most come first."""
    today = timezone.localdate()
    if not any(reaches(request.user, rules.ANSWER_OPINION, ANSWER_CONSULTATION, on=today)):
        raise PermissionDenied
    found = queue.held_for(request.user, on=today)
    groups = [group for kind, place in ABOUT.items() for group in _groups(found[place], kind)]
    context = {
        "trail": trail((_("Opinions to answer"), "review:opinions")),
        "groups": sorted(groups, key=lambda group: -group["held"])[:MATTERS],
        "left_out": max(len(groups) - MATTERS, 0),
    }
    return render(request, "review/held.html", context)


def _groups(held: QuerySet, kind: str) -> list[dict]:
    link = LINK[kind]
    rows = held.order_by().values(number=F(f"{link}_id"), title=F(f"{link}__title"))
    rows = rows.annotate(
        held=Count("pk"), first=Min("received_at"), flood=Count("pk", filter=Q(doubt="flood"))
    )
    return [
        {**row, "href": reverse("review:held_of", args=[kind, row["number"]]), "is_draft": kind == "draft"}
        for row in rows.order_by("-held")[: MATTERS + 1]
    ]


@login_required
def of_matter(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What is held back on one matter, page by page, and the form that lets in or sets aside the picked or all."""
    if kind not in ABOUT:
        raise Http404
    link = LINK[kind]
    held = (
        queue.held_for(request.user, on=timezone.localdate())[ABOUT[kind]]
        .filter(**{link: pk})
        .select_related(link)
    )
    page = Paginator(held, ROWS).get_page(request.GET.get("page"))
    form = HeldForm(request.POST if request.method == "POST" else None, initial={"do": "let_in"})
    if request.method == "POST" and form.is_valid():
        number = _done(request, held, form)
        if number:
            return redirect("review:held_of", kind, pk) if held.exists() else redirect("review:held")
    elif not page.paginator.count:
        return redirect("review:held")
    context = {
        "trail": trail((_("Opinions to answer"), "review:opinions"), (_("Held back"), "review:held")),
        "page": page,
        "matter": getattr(page.object_list[0], link) if page.object_list else None,
        "form": form,
        "picked": request.POST.getlist("pick"),
        **pagination.links(page, request.GET),
    }
    return render(request, "review/held_of.html", context, status=422 if form.is_bound else 200)


def _done(request: HttpRequest, held: QuerySet, form: HeldForm) -> int:
    """Let in or set aside what was picked; 0, with a sentence in the form, when nothing came of it."""
    said, now = form.cleaned_data, timezone.now()
    chosen = held
    if not said["all"]:
        numbers = [number_in(text) for text in request.POST.getlist("pick")]
        chosen = held.filter(pk__in=[number for number in numbers[:ROWS] if number is not None])
    with refusals.said_in(form):
        if said["do"] == "let_in":
            number = held_opinions.let_in(chosen, by=request.user, now=now)
            words = ngettext("%(number)d opinion is let in.", "%(number)d opinions are let in.", number)
        else:
            number = held_opinions.put_aside(chosen, reason=said["reason"], by=request.user, now=now)
            words = ngettext("%(number)d opinion is set aside.", "%(number)d opinions are set aside.", number)
        if not number:
            form.add_error(None, _("Pick at least one opinion, or all of them."))
        else:
            messages.success(request, words % {"number": number})
        return number
    return 0
