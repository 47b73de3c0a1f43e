"""What was approved and is to be filed with the disclosure office: handed in by departments, filed by the office."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog import rules
from catalog.actions import filing
from catalog.models import Disclosure, Filing
from core.models import User
from core.permissions import reach, reaches
from core.web import pagination, refusals
from core.web.breadcrumbs import trail
from core.web.methods import require_POST
from core.web.narrowing import ByState

ROWS = 30
PLACES = ("disclosure__agency_id", "disclosure__department")


def _seen(request: HttpRequest) -> QuerySet[Filing]:
    """The filings of what who asks may read, in departments where they work or watch; 403 for others."""
    today, user = timezone.localdate(), cast(User, request.user)
    found = reach(user, rules.READ_UNPUBLISHED, on=today)
    if not found:
        raise PermissionDenied
    readable = Disclosure.objects.readable_by(user, on=today).values("pk")
    return Filing.objects.standing().filter(found.q(*PLACES), disclosure__in=readable)


@login_required
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The filings by state, the nearest day first, each with the step that who asks may take."""
    today = timezone.localdate()
    seen = _seen(request)
    late = Q(sent_on__isnull=True, due_on__lt=today) | Q(sent_on__gt=F("due_on"))
    parts = {
        "waiting": (pgettext("filings", "To hand in"), Q(sent_on__isnull=True)),
        "sent": (pgettext("filings", "Handed in"), Q(sent_on__isnull=False, received_on__isnull=True)),
        "filed": (pgettext("filings", "Filed"), Q(received_on__isnull=False)),
        "late": (pgettext("filings", "Late"), late),
    }
    counts = seen.order_by().aggregate(
        **{name: Count("pk", filter=part) for name, (_l, part) in parts.items()}
    )
    states = [(name, label) for name, (label, _part) in parts.items()]
    narrowing = ByState(request.GET, queryset=seen, states=states)
    state = narrowing.chosen.get("state", "waiting")
    rows = seen.filter(parts[state][1]).select_related(
        "disclosure__agency", "disclosure__department", "sent_by", "received_by"
    )
    order = "pk" if state == "waiting" else "-pk"
    page = Paginator(rows.order_by(Coalesce("received_on", "due_on"), order), ROWS).get_page(
        request.GET.get("page")
    )
    propose, keep = reaches(cast(User, request.user), rules.PROPOSE, rules.KEEP_CATALOGUE, on=today)
    context = {
        "trail": trail(),
        "page": page,
        "state": state,
        "tabs": [(name, label, counts[name]) for name, (label, _part) in parts.items()],
        "rows": [
            {
                "filing": one,
                "is_late": one.is_late_on(today),
                "may_hand_in": one.sent_on is None and propose.covers(one.disclosure),
                "may_receive": one.sent_on is not None
                and one.received_on is None
                and keep.covers(one.disclosure),
            }
            for one in page.object_list
        ],
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "catalog/filings.html", context)


@login_required
@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The department hands one in."""
    return _step(request, pk, filing.hand_in, _("It is handed in to the disclosure office."))


@login_required
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """The disclosure office files one."""
    return _step(request, pk, filing.receive, _("It is filed."))


def _step(request: HttpRequest, pk: int, act: Callable, said: str) -> HttpResponse:
    found = get_object_or_404(_seen(request), pk=pk)
    with refusals.told(request):
        act(found, by=request.user, now=timezone.now())
        messages.success(request, said)
    return redirect("catalog:filings")
