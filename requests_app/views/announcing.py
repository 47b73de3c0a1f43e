"""Notices that are announced publicly: the page that everybody reads, and what an officer enters."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.guests import form_once
from core.models.people import of_public_bodies
from core.web import pagination, refusals
from requests_app.actions import announcing
from requests_app.forms.postings import AnnounceForm, FetchedForm
from requests_app.models import Posting
from requests_app.views.posting import mine

ROWS = 20
SHOWN_AFTER = timedelta(days=30)  # for so long it stands there that its days are over


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """What is announced now, and what has counted as delivered for a month; no person is named."""
    since = timezone.localdate() - SHOWN_AFTER
    public = of_public_bodies("notice__application__agency__")
    rows = Posting.objects.filter(
        public, way=Posting.Way.ANNOUNCED, notice__replaced_by=None, counts_on__gte=since
    )
    related = ("notice__application__agency", "notice__application__version")
    ordered = rows.select_related(*related).order_by("-posted_on", "-pk")
    page = Paginator(ordered, ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.addressee = announcing.addressee(one)
    context = {"page": page, **pagination.links(page, request.GET)}
    return render(request, "requests_app/announcements.html", context)


@login_required
@never_cache
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce one notice that waits to be posted."""
    one, now = get_object_or_404(mine(request).waiting(), pk=pk), timezone.now()
    form = AnnounceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():

        def act() -> form_once.Answer:
            sheet = announcing.announce(one, by=request.user, now=now, **form.cleaned_data)
            to = reverse("requests_app:notice_page", args=[sheet.pk])
            return form_once.Answer(to, _("It is announced. Print this sheet for the notice board."))

        with refusals.said_in(form):
            return form_once.send(request, act, purpose="announce", now=now)
    application = one.notice.application
    context = {
        "one": one,
        "form": form,
        "rule": application.rules.announced,
        "counts_on": announcing.counts_as_delivered_on(application, timezone.localdate(now)),
        "came_back": announcing.came_back(one),
    }
    return render(request, "requests_app/announce.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
def fetched(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that what is announced was fetched."""
    one, now = get_object_or_404(mine(request).announced(), pk=pk), timezone.now()
    form = FetchedForm(
        request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()}
    )
    if form.is_valid():

        def act() -> form_once.Answer:
            announcing.fetched(one, by=request.user, now=now, **form.cleaned_data)
            return form_once.Answer(
                reverse("requests_app:to_post"), _("It was fetched, and is delivered by that.")
            )

        with refusals.said_in(form):
            return form_once.send(request, act, purpose="fetched", now=now)
    return render(
        request, "requests_app/fetched.html", {"one": one, "form": form}, status=422 if form.errors else 200
    )
