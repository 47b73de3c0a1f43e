"""The review queue, verdicts on several matters at once, and deputies."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.rules import REVIEW, REVIEWERS
from core.models import Agency, RoleAssignment, User
from core.permissions import reach
from core.web import narrowing, pagination, refusals
from core.web.addresses import number_in
from core.web.breadcrumbs import trail
from core.web.methods import require_POST
from requests_app.actions import extending
from requests_app.rules import EXTEND
from review import batch, deputies, page_context, queue
from review.forms import ApproveForm, DelegationForm, QueueForm, ReturnForm
from review.models import Delegation, Verdict

ROWS = 20


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The review queue: for me, for my group, waiting for others; the most urgent first."""
    today = timezone.localdate()
    mine = queue.Queue(request.user, on=today)
    extensions = extending.waiting_for(request.user, on=today)
    if not (mine.decides or mine.reviews or reach(request.user, EXTEND, on=today)):
        raise PermissionDenied
    form = QueueForm(request.GET, agencies=mine.agencies)
    matters = queue.narrowed(mine.readable(), form.wanted, today=today, agencies=mine.agencies)
    counts = mine.counts(matters)
    chosen = request.GET.get("view")
    view = chosen if chosen in counts else queue.View.MINE
    paginator = Paginator(matters.filter(mine.part(view)), form.wanted.get("size") or ROWS)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    said = [*narrowing.wrong(form), *narrowing.unknown(request.GET, [*QueueForm.base_fields, "view"])]
    decisions = mine.decisions()[:ROWS] if mine.decides else []
    context = {
        "trail": trail(),
        "form": form,
        "view": view,
        "tabs": [(one.value, one.label, counts[one.value]) for one in queue.View],
        "is_narrowed": any(value for name, value in form.wanted.items() if name != "size"),
        "page": page,
        "rows": page_context.queue_rows(mine.shown(page.object_list), today, mine.terms, mine.handed),
        "may_pick": view != queue.View.OTHERS,
        "may_delegate": bool(mine.reviews),
        "stands_in_for": [hand.giver for hand in mine.hands if hand.giver],
        "may_decide": bool(mine.decides),
        "extensions": extensions,
        "decisions": page_context.decision_rows(decisions, today),
        **pagination.links(page, request.GET, said=said),
    }
    return render(request, "review/queue.html", context)


@login_required
def judge_several(request: HttpRequest) -> HttpResponse:
    """The same verdict on what was picked in the queue; the page then says for each what came of it."""
    today = timezone.localdate()
    mine = queue.Queue(request.user, on=today)
    if not mine.reviews:
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    seen = dict(_picked(sent.getlist("pick")))
    matters = list(mine.readable().filter(pk__in=seen))
    rows = page_context.queue_rows(matters, today, mine.terms, mine.handed)
    forms = {
        "approving": ApproveForm(steps=[row["step"] for row in rows]),
        "returning": ReturnForm(prefix="return"),
    }
    outcomes, failed = None, None
    if request.method == "POST":
        says = request.POST.get("says")
        if says == Verdict.Says.SEND_BACK:
            form = forms["returning"] = ReturnForm(request.POST, prefix="return")
        else:
            says = Verdict.Says.APPROVE
            form = forms["approving"] = ApproveForm(request.POST, steps=[row["step"] for row in rows])
        if form.is_valid():
            said = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
            picked = [(one, seen[one.pk]) for one in (*matters, *mine.gone(seen))]
            outcomes = batch.give_verdicts(picked, by=request.user, now=timezone.now(), says=says, **said)
        else:
            failed = form
    context = {
        "trail": trail((_("Review queue"), "review:queue")),
        "rows": rows,
        "picks": [
            f"{one.pk}={seen[one.pk] or page_context.seen_of(row)}"
            for one, row in zip(matters, rows, strict=True)
        ],
        "outcomes": outcomes,
        "gone": mine.gone(seen) if outcomes is None else [],
        **forms,
    }
    return render(request, "review/several.html", context, status=422 if failed else 200)


def _picked(values: list[str]) -> list[tuple[int, str]]:
    """The matters that were picked, each with what the page showed of it when it said so; the first hundred."""
    found = []
    for value in values[: batch.MOST]:
        number, _equals, seen = value.partition("=")
        if (pk := number_in(number)) is not None:
            found.append((pk, seen[:60]))
    return found


@login_required
def delegations(request: HttpRequest) -> HttpResponse:
    """One's deputies, past and to come, those one stands in for, and the form to name one."""
    today = timezone.localdate()
    if not reach(request.user, REVIEW, on=today):
        raise PermissionDenied
    held = RoleAssignment.objects.in_force(today).filter(role__in=REVIEWERS)
    agencies = Agency.objects.filter(pk__in=held.filter(user=request.user).values("agency"))
    reviewers = held.filter(agency__in=agencies).exclude(user=request.user).values("user")
    sent = request.POST if request.method == "POST" else None
    form = DelegationForm(
        sent,
        agencies=agencies,
        deputies=User.objects.filter(is_active=True, pk__in=reviewers).order_by("name", "pk"),
    )
    if form.is_bound and form.is_valid():
        with refusals.said_in(form):
            deputies.delegate(**form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("Your deputy is named. It ends by itself after the last day."))
            return redirect("review:delegations")
    given = request.user.delegations.select_related("deputy", "agency")
    held_for = request.user.deputised.filter(until__gte=today, ended_on__isnull=True)
    context = {
        "trail": trail((_("Review queue"), "review:queue")),
        "form": form,
        "given": [(one, one.ended_on is None and one.until >= today) for one in given[:ROWS]],
        "held_for": held_for.select_related("giver", "agency"),
    }
    return render(request, "review/delegations.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def end_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """End one's delegation early."""
    delegation = get_object_or_404(Delegation, pk=pk, giver=request.user)
    with refusals.told(request):
        deputies.end(delegation, by=request.user, now=timezone.now())
        messages.success(request, _("The delegation has ended."))
    return redirect("review:delegations")
