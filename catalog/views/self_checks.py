"""Self-checks: the campaigns of the bodies where one works, and one of them with its marks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from catalog import rules
from catalog.actions import self_checking
from catalog.forms.self_checks import LEFT, BeginForm, MarkedFilter, MarkForm, TellForm
from catalog.models import Disclosure, DisclosureEvent, DisclosureItem, SelfCheck, SelfCheckMark
from core.models import Agency
from core.permissions import Reach, reaches
from core.transitions import Refused
from core.web import pagination, refusals
from core.web.addresses import number_in
from core.web.breadcrumbs import trail

ROWS = 50
Mark = SelfCheckMark.Mark


def _allowed(request: HttpRequest) -> tuple[Reach, Reach]:
    propose, keep = reaches(request.user, rules.PROPOSE, rules.KEEP_CATALOGUE, on=timezone.localdate())
    if not (propose or keep):
        raise PermissionDenied
    return propose, keep


@login_required
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """The campaigns, the newest first, and for the disclosure office the form that begins one."""
    propose, keep = _allowed(request)
    begins = Agency.objects.all() if keep.everywhere else Agency.objects.filter(pk__in=keep.agencies)
    today = timezone.localdate()
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        agencies=begins,
        initial={"published_until": today, "agency": begins.first()},
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        with refusals.said_in(form):
            made = self_checking.begin(said.pop("agency"), by=request.user, now=timezone.now(), **said)
            messages.success(request, _("The self-check is begun: the departments mark what they published."))
            return redirect(made)
    page = Paginator(_seen(propose, keep).select_related("agency"), ROWS).get_page(request.GET.get("page"))
    context = {
        "trail": trail(),
        "page": page,
        "form": form if keep else None,
        "today": today,
        **pagination.links(page, request.GET),
    }
    return render(request, "catalog/self_checks.html", context, status=422 if form.is_bound else 200)


def _seen(propose: Reach, keep: Reach) -> QuerySet[SelfCheck]:
    """Those of the bodies in which one proposes or keeps the catalogue."""
    return SelfCheck.objects.filter(propose.whole.q() | keep.whole.q())


@login_required
@never_cache
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the departments are, and one's own matters by their mark; what is picked is marked with one reason."""
    propose, keep = _allowed(request)
    check = get_object_or_404(_seen(propose, keep).select_related("agency", "begun_by", "closed_by"), pk=pk)
    office = keep.covers(check)
    items = DisclosureItem.objects.filter(propose.q(), agency=check.agency_id, blocked="").order_by(
        "position"
    )
    forms = {"marking": MarkForm(), "telling": TellForm(items=items)}
    if request.method == "POST":
        name, form, act = _asked(request, check, items)
        if (form is None or form.is_valid()) and (going := _done(request, check, form, act)):
            return going
        if form is not None:
            forms[name] = form
    mine = check.covered.filter(Q() if office else propose.q())
    narrowing = MarkedFilter(request.GET, queryset=mine, check=check)
    state = narrowing.state_shown
    shown = narrowing.qs.select_related("department").order_by("published_on", "pk")
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    counts = self_checking.counts(check)
    context = {
        "trail": trail((_("Self-checks"), "catalog:self_checks")),
        "check": check,
        "counts": counts,
        "too_early": self_checking.too_early(sum(row["left"] for row in counts)),
        "rows": _dressed(page.object_list, check),
        "page": page,
        "state": state,
        "tabs": narrowing.filters["state"].extra["choices"],
        "is_office": office,
        "may_mark": bool(propose) and not check.closed_at and state == LEFT,
        "is_late": not check.closed_at and check.due_on < timezone.localdate(),
        **forms,
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(
        request, "catalog/self_check.html", context, status=422 if request.method == "POST" else 200
    )


def _dressed(found, check: SelfCheck) -> list[dict]:
    """Rows with their mark, and whether what was marked to be updated or withdrawn came to it since."""
    rows = list(found)
    marks = {one.disclosure_id: one for one in check.marks.filter(disclosure__in=rows).select_related("by")}
    since = DisclosureEvent.objects.filter(disclosure__in=rows, at__gte=check.begun_at)
    acts = {"correct": Mark.UPDATE, "withdraw": Mark.WITHDRAW, "repeal": Mark.WITHDRAW}
    came = {(pk, acts[act]) for pk, act in since.filter(action__in=acts).values_list("disclosure", "action")}
    return [
        {
            "matter": row,
            "mark": (mark := marks.get(row.pk)),
            "is_done": bool(mark) and (row.pk, mark.mark) in came,
        }
        for row in rows
    ]


def _asked(request: HttpRequest, check: SelfCheck, items: QuerySet[DisclosureItem]) -> tuple:
    """Which form was sent, and what it does."""
    by, now = request.user, timezone.now()
    if "close" in request.POST:
        return "", None, lambda said: self_checking.close(check, by=by, now=now)
    if "tell" in request.POST:
        return (
            "telling",
            TellForm(request.POST, items=items),
            lambda said: self_checking.tell(check, by=by, now=now, **said),
        )

    def mark(said: dict) -> int:
        chosen = Disclosure.objects.filter(agency=check.agency_id)
        if not said["all"]:
            numbers = [number_in(text) for text in request.POST.getlist("pick")[:ROWS]]
            chosen = chosen.filter(pk__in=[number for number in numbers if number is not None])
        number = self_checking.mark(
            check, chosen=chosen, mark=said["mark"], reason=said["reason"], by=by, now=now
        )
        if not number:
            raise Refused(_("Pick at least one disclosure of yours that is not marked yet."))
        return number

    return "marking", MarkForm(request.POST), mark


def _done(request: HttpRequest, check: SelfCheck, form: Form | None, act) -> HttpResponse | None:
    """Where it goes on after the act; None when it was refused, and then the reasons are said."""
    with refusals.said_in(form) if form else refusals.told(request):
        done = act(form.cleaned_data if form else {})
        if isinstance(done, Disclosure):
            messages.success(request, _("The draft of the result is begun."))
            return redirect("admin:catalog_disclosure_change", done.pk)
        if isinstance(done, SelfCheck):
            messages.success(request, _("The self-check is closed."))
        else:
            words = ngettext("%(number)d disclosure is marked.", "%(number)d disclosures are marked.", done)
            messages.success(request, words % {"number": done})
        return redirect(check)
    return None
