"""The desk of complaints: what waits, how urgent it is, and one screen for every step."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.deadlines import calendars
from core.models import Letter, User
from core.permissions import may, reaches
from core.scheduler import reminding
from core.transitions import open_steps
from core.web import pagination, refusals
from core.web.breadcrumbs import trail
from core.web.methods import require_POST
from requests_app.forms.privacy import NewCodeForm
from supervision import complaint_clock, complaint_standing
from supervision.access import agencies_in
from supervision.actions import complaints as actions
from supervision.forms import CloseForm
from supervision.forms.complaints import (
    AnswerForm,
    ChangeTierForm,
    DraftForm,
    ExplainForm,
    PassOnForm,
    TakeUpForm,
)
from supervision.forms.lists import ComplaintFilter
from supervision.models import Complaint
from supervision.models.complaints import WAITING, Status
from supervision.rules import DRAFT_COMPLAINT, HANDLE_COMPLAINTS

ROWS = 20
# Each step by its name in the address: what is done, and what is said when it is done.
STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "take_up": (actions.take_up, gettext_lazy("The complaint is taken up.")),
    "change_tier": (
        actions.change_tier,
        gettext_lazy("The tier is changed; the clock began anew, and the person is told."),
    ),
    "explain": (actions.explain, gettext_lazy("The answer is put off; the person is told.")),
    "draft": (actions.draft, gettext_lazy("The draft is kept for those who answer complaints.")),
    "answer": (actions.answer, gettext_lazy("The complaint is answered.")),
    "pass_on": (actions.pass_on, gettext_lazy("The complaint is passed on; the person is told.")),
    "close": (actions.close, gettext_lazy("The complaint is closed.")),
}


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The complaints that who asks looks into, most urgent first; without a filter those that wait for an answer."""
    today = timezone.localdate()
    handle, draft = reaches(request.user, HANDLE_COMPLAINTS, DRAFT_COMPLAINT, on=today)
    if not handle and not draft:
        raise PermissionDenied
    mine = Complaint.objects.readable_by(request.user, on=today)
    agencies = list((agencies_in(handle) | agencies_in(draft)).distinct().only("slug", "name", "name_en"))
    narrowing = ComplaintFilter(request.GET, queryset=mine, agencies=agencies)
    slug, chosen = narrowing.chosen.get("agency", ""), narrowing.chosen.get("status", "")
    if slug:
        mine = mine.filter(agency__slug=slug)
    counts = dict(mine.order_by().values_list("status").annotate(Count("pk")))
    rows = narrowing.qs if chosen else mine.waiting()
    page = Paginator(_listed(rows), ROWS).get_page(request.GET.get("page"))
    days = calendars.several(row.agency.calendar for row in page.object_list)
    near = {row.agency_id: reminding.soon_in(row.agency, today) for row in page.object_list}
    context = {
        "trail": trail(),
        "page": page,
        "rows": [
            (
                row,
                complaint_standing.light(
                    row, today=today, calendar=days[row.agency.calendar], soon=near[row.agency_id]
                ),
            )
            for row in page.object_list
        ],
        "chosen": chosen,
        "agencies": agencies,
        "agency_slug": slug,
        "tabs": [(status, status.label, counts.get(status, 0)) for status in Status],
        "waiting_count": sum(counts.get(status, 0) for status in WAITING),
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "supervision/complaints.html", context)


def _listed(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """What a list needs, without a single encrypted column, and by urgency."""
    hidden = ("text", "name", "phone", "email", "answer")
    near = (
        "agency__regime",
        "agency__adopted",
        "department",
        "version",
        "disclosure",
        "obligation__item",
        "item",
    )
    urgent = F("answer_by").asc(nulls_last=True)
    return rows.defer(*hidden, "disclosure__body").select_related(*near).order_by(urgent, "received_at", "pk")


def found_by(request: HttpRequest, pk: int) -> Complaint:
    """The complaint, or 404 for everybody whose reach it is not in."""
    readable = Complaint.objects.readable_by(request.user, on=timezone.localdate())
    near = (
        "agency__regime",
        "agency__adopted",
        "department",
        "version",
        "disclosure",
        "obligation__item",
        "item",
        "answered_by",
    )
    return get_object_or_404(readable.select_related(*near), pk=pk)


def handled_by(request: HttpRequest, pk: int) -> Complaint:
    """The same for who handles complaints only: the department that drafts does not deal with who complained."""
    found = found_by(request, pk)
    if not may(request.user, HANDLE_COMPLAINTS, found, on=timezone.localdate()):
        raise Http404
    return found


@login_required
@never_cache
@require_safe
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint with everything that may be done with it."""
    return page_of(request, found_by(request, pk))


def _forms(found: Complaint, user: User) -> dict[str, Callable[..., forms.Form]]:
    """The forms of the steps that ``user`` may take now; nobody handles a complaint about their own work."""
    if actions.is_own_work(found, user):
        return {}
    makers = {
        "take_up": partial(TakeUpForm, complaint=found),
        "draft": partial(DraftForm, initial={"text": found.draft}),
        "answer": partial(AnswerForm, initial={"text": found.draft}),
        "explain": partial(ExplainForm, complaint=found),
        "change_tier": partial(ChangeTierForm, complaint=found),
        "pass_on": PassOnForm,
        "close": CloseForm,
    }
    offered = open_steps(found, user, on=timezone.localdate())
    if found.department_id is None:
        offered = [step for step in offered if step != "draft"]
    if not found.tiers:
        offered = [step for step in offered if step not in ("explain", "change_tier")]
    if any(actions.past(found, timezone.localdate())):
        offered = [step for step in offered if step != "explain"]
    if len(found.tiers) == 1:
        offered = [step for step in offered if step != "change_tier"]
    return {name: partial(maker, prefix=name) for name, maker in makers.items() if name in offered}


def _new_code(found: Complaint, user: User, bound: dict | None) -> NewCodeForm | None:
    """The form for a new query code, where somebody's name can be checked."""
    bound_form = (bound or {}).pop("new_code", None)
    may = found.name and not actions.is_own_work(found, user)
    return bound_form or (NewCodeForm() if may else None)


def page_of(
    request: HttpRequest, found: Complaint, *, bound: dict | None = None, status: int = 200
) -> HttpResponse:
    makers, today = _forms(found, request.user), timezone.localdate()
    handles = may(request.user, HANDLE_COMPLAINTS, found, on=today)
    tiers = {tier.code: tier.name for tier in found.tiers}
    context = {
        "undelivered": Letter.objects.troubled(timezone.now()).filter(about=found.number),
        "trail": trail((_("Complaints"), "supervision:complaints")),
        "complaint": found,
        "light": complaint_standing.light(
            found,
            today=today,
            calendar=calendars.of(found.agency),
            soon=reminding.soon_in(found.agency, today),
        ),
        "due": complaint_clock.due(found),
        "answer": found.chosen_tier,
        "counting": found.version.rules.counting,
        "entries": [(entry, tiers.get(entry.tier, "")) for entry in found.clock_entries.all()],
        "told": complaint_standing.full_story(found),
        "is_own_work": actions.is_own_work(found, request.user),
        "handles": handles,
        "new_code": _new_code(found, request.user, bound) if handles else None,
        "forms": {name: make() for name, make in makers.items()} | (bound or {}),
    }
    return render(request, "supervision/complaint.html", context, status=status)


@login_required
@never_cache
@require_POST
def take(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step. What was typed stays when something is wrong, and a refusal says why."""
    found = found_by(request, pk)
    if step not in STEPS:
        raise Http404
    maker = _forms(found, request.user).get(step)
    if maker is None:
        messages.error(request, _("This step cannot be taken now, or it is not yours."))
        return redirect(found)
    form = maker(request.POST)
    if form.is_valid():
        with refusals.said_in(form):
            act, said = STEPS[step]
            act(found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, said)
            return redirect(found)
    return page_of(request, found_by(request, pk), bound={step: form}, status=422)
