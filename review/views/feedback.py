"""The feedback stage: what is to be opened, what is collected, what waits for the leading group, and one stage."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog import rules
from catalog.models import Disclosure
from core.models import Agency, User
from core.permissions import reach
from core.transitions import open_steps
from core.web import pagination, refusals
from core.web.breadcrumbs import trail
from core.web.narrowing import ByState
from review import feedback_stage, page_context
from review.actions import feedback
from review.forms import EndFeedbackForm, HandleForm, HandOverForm, NameCollectorForm, OpenFeedbackForm
from review.models import FeedbackStage

ROWS = 30
SAID = 200  # opinions on one page of a stage
PLACES = ("disclosure__agency_id", "disclosure__department")


def _readable(user: User) -> QuerySet[Disclosure]:
    """What ``user`` may read in departments where they work or watch; 403 for others."""
    today = timezone.localdate()
    found = reach(user, rules.READ_UNPUBLISHED, on=today)
    if not found:
        raise PermissionDenied
    return Disclosure.objects.readable_by(user, on=today).filter(found.q())


@login_required
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The stages by state, the nearest day first; and what is published without the stage that its rules want."""
    today, user = timezone.localdate(), cast(User, request.user)
    readable = _readable(user)
    bodies = Agency.objects.filter(pk__in=readable.order_by().values("agency")).select_related(
        "regime", "adopted"
    )
    to_open = readable.filter(feedback_stage.to_open(list(bodies), today))
    stages = FeedbackStage.objects.filter(disclosure__in=readable.values("pk"))
    is_late = Q(handled_on__gt=F("handle_by")) | Q(handled_on__isnull=True, handle_by__lt=today) & Q(
        feedback_stage.spoken(), disclosure__status=Disclosure.Status.FEEDBACK
    )
    parts = {
        "collecting": (pgettext("feedback", "Collecting"), Q(ended_on__isnull=True, handed_over_on=None)),
        "group": (
            pgettext("feedback", "With the leading group"),
            Q(handed_over_on__isnull=False, handled_on__isnull=True),
        ),
        "done": (pgettext("feedback", "Handled"), Q(handled_on__isnull=False)),
        "ended": (
            pgettext("feedback", "Ended, not handed over"),
            Q(ended_on__isnull=False, handed_over_on__isnull=True),
        ),
        "late": (pgettext("feedback", "Late"), is_late),
    }
    counts = stages.order_by().aggregate(
        **{name: Count("pk", filter=part) for name, (_label, part) in parts.items()}
    )
    states = [
        ("open", pgettext("feedback", "To open")),
        *((name, label) for name, (label, _part) in parts.items()),
    ]
    narrowing = ByState(request.GET, queryset=stages, states=states)
    state = narrowing.chosen.get("state", "collecting")
    rows: QuerySet = to_open if state == "open" else stages.filter(parts[state][1])
    near = ("agency", "department") if state == "open" else (
        "disclosure__agency", "disclosure__department", "collector",
    )  # fmt: skip
    order = "published_on" if state == "open" else "handle_by"
    page = Paginator(rows.select_related(*near).order_by(order, "pk"), ROWS).get_page(request.GET.get("page"))
    context = {
        "trail": trail(),
        "page": page,
        "state": state,
        "today": today,
        "tabs": [
            (name, label, counts[name] if name in counts else to_open.count()) for name, label in states
        ],
        "may_open": reach(user, rules.NAME_COLLECTOR, on=today),
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "review/feedback.html", context)


@login_required
@never_cache
def open_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who collects feedback on a published disclosure, and until when."""
    today, user = timezone.localdate(), cast(User, request.user)
    mine = _readable(user).filter(reach(user, rules.NAME_COLLECTOR, on=today).q())
    about = get_object_or_404(mine.select_related("agency__regime", "department", "item"), pk=pk)
    if stage := feedback_stage.of(about):
        return redirect("review:feedback_stage", stage.pk)
    people = feedback.collectors(about, on=today)
    form = OpenFeedbackForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_bound and form.is_valid():
        with refusals.said_in(form):
            made = feedback.open_stage(about, by=user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The feedback stage is open; who collects is told by letter."))
            return redirect("review:feedback_stage", made.pk)
    context = {
        "trail": trail((_("Feedback stage"), "review:feedback")),
        "about": about,
        "form": form,
        "may_open": about.status == Disclosure.Status.PUBLISHED and feedback_stage.fits(about),
    }
    return render(request, "review/open_feedback.html", context, status=422 if form.is_bound else 200)


ACTS: dict[str, Callable] = {
    "hand_over": feedback.hand_over,
    "handle_feedback": feedback.handle,
    "name_collector": feedback.name_collector,
    "end_feedback": feedback.end_early,
}
OF_THE_STAGE = (*ACTS, "open_feedback", "feedback_over")


@login_required
@never_cache
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """One stage: who collects until when, what was said, what the leading group makes of it, and the steps open now."""
    user = cast(User, request.user)
    found = _stage(user, pk)
    forms = _forms(found, user)
    failed = None
    if request.method == "POST":
        name = next((one for one in ACTS if one in request.POST), "")
        if name not in forms:
            messages.error(request, _("This step cannot be taken now."))
            return redirect("review:feedback_stage", pk)
        failed = forms[name] = _form(name, found, request.POST)
        if failed.is_valid():
            with refusals.said_in(failed):
                ACTS[name](found, by=user, now=timezone.now(), **failed.cleaned_data)
                messages.success(request, _said(name))
                return redirect("review:feedback_stage", pk)
            found = _stage(user, pk)
    today = timezone.localdate()
    heard = feedback_stage.said(found.disclosure)
    context = {
        "trail": trail((_("Feedback stage"), "review:feedback")),
        "stage": found,
        "disclosure": found.disclosure,
        "is_late": (found.handled_on or today) > found.handle_by and heard.exists(),
        "said": [(one, one.shown_text) for one in heard.select_related("disclosure__agency")[:SAID]],
        "tells": found.disclosure.agency.regime.version_on(found.opened_on).rules.feedback.republish,
        "told": found.disclosure.back_relations.filter(kind="handles").select_related("later").first(),
        "may_tell": found.handled_on is not None
        and reach(user, rules.PROPOSE, on=today).covers(found.disclosure),
        "events": page_context.history(found.disclosure, only=OF_THE_STAGE),
        "failed": failed,
        **{f"form_{name}": form for name, form in forms.items()},
    }
    return render(request, "review/feedback_stage.html", context, status=422 if failed else 200)


def _stage(user: User, pk: int) -> FeedbackStage:
    stages = FeedbackStage.objects.filter(disclosure__in=_readable(user).values("pk"))
    near = (
        "disclosure__agency__regime",
        "disclosure__department",
        "disclosure__item",
        "collector",
        "handled_by",
    )
    return get_object_or_404(stages.select_related(*near), pk=pk)


def _forms(found: FeedbackStage, user: User) -> dict[str, Form]:
    """The forms of the steps that ``user`` can take now."""
    today = timezone.localdate()
    steps = set(open_steps(found.disclosure, user, on=today))
    is_with_group = found.handed_over_on is not None
    fitting = {
        "hand_over": not is_with_group
        and found.collector_id == user.pk
        and feedback_stage.said(found.disclosure).exists(),
        "handle_feedback": is_with_group and found.handled_on is None and found.collector_id != user.pk,
        "name_collector": not is_with_group,
        "end_feedback": found.ended_on is None,
    }
    return {name: _form(name, found) for name in ACTS if name in steps and fitting[name]}


def _form(name: str, found: FeedbackStage, data: QueryDict | None = None) -> Form:
    if name == "name_collector":
        people = feedback.collectors(found.disclosure, on=timezone.localdate())
        return NameCollectorForm(data, prefix=name, people=people)
    kinds = {"hand_over": HandOverForm, "handle_feedback": HandleForm, "end_feedback": EndFeedbackForm}
    return kinds[name](data, prefix=name)


def _said(name: str) -> str:
    return {
        "hand_over": _("It is handed to the leading group, whose members are told by letter."),
        "handle_feedback": _("The handling is recorded; who collected is told by letter."),
        "name_collector": _("Another collector is named."),
        "end_feedback": _("The collecting has ended."),
    }[name]
