"""Tasks of channel keepers: what goes on a board, a screen, into a paper, by when, and the proof that it did."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog import rules
from catalog.actions import placing
from catalog.disclosures import authenticity
from catalog.disclosures.visibility import WITHDRAWN
from catalog.forms.placements import DoneForm, TaskFilter, TaskState
from catalog.models import Placement, PlacementPhoto
from core.exports import pdf
from core.files.types import download
from core.models.people import in_language
from core.permissions import reach
from core.text import richtext
from core.web import pagination, refusals
from core.web.breadcrumbs import trail

ROWS = 20
SIZES = ("A4", "A3")


def _mine(request: HttpRequest) -> QuerySet[Placement]:
    """The tasks of this person; 403 for those who keep no channel."""
    today = timezone.localdate()
    if not reach(request.user, rules.KEEP_CHANNEL, on=today):
        raise PermissionDenied
    near = (
        "disclosure__agency",
        "disclosure__department",
        "disclosure__item",
        "keeper",
        "confirmed_by",
        "photo",
    )
    return Placement.objects.tasks_of(request.user, on=today).select_related(*near)


@login_required
@never_cache
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What is to be done on channels, the oldest day first; what is done, the newest first."""
    mine, today = _mine(request), timezone.localdate()
    names = mine.order_by("name").values_list("channel", "name", "name_en").distinct()
    channels = {code: in_language(name, english) for code, name, english in names}
    narrowing = TaskFilter(request.GET, queryset=mine, channels=list(channels.items()))
    mine = narrowing.qs
    waiting = Q(pk__in=Placement.objects.waiting().values("pk"))
    parts = {
        TaskState.WAITING: waiting,
        TaskState.LATE: waiting & Q(due_on__lt=today),
        TaskState.DONE: Q(confirmed_at__isnull=False),
    }
    counts = mine.order_by().aggregate(
        **{state.value: Count("pk", filter=part) for state, part in parts.items()}
    )
    state = TaskState(narrowing.chosen.get("state", TaskState.WAITING))
    is_done = state == TaskState.DONE
    order = ("-confirmed_at", "-pk") if is_done else (F("due_on").asc(nulls_first=True), "pk")
    page = Paginator(mine.filter(parts[state]).order_by(*order), ROWS).get_page(request.GET.get("page"))
    context = {
        "trail": trail(),
        "form": narrowing.form,
        "state": state,
        "is_done": is_done,
        "tabs": [(one, one.label, counts[one.value]) for one in TaskState],
        "page": page,
        "rows": [_row(one, today) for one in page.object_list],
        "is_narrowed": bool(narrowing.chosen.keys() - {"state"}),
        **pagination.links(page, request.GET, said=narrowing.said),
    }
    return render(request, "catalog/channel_tasks.html", context)


def _row(one: Placement, today) -> dict:
    return {"task": one, "name": in_language(one.name, one.name_en), "is_late": one.is_late_on(today)}


@login_required
@never_cache
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what is to be put where, the sheets to print, and the form that says it is done."""
    found, today = get_object_or_404(_mine(request), pk=pk), timezone.localdate()
    form, status = DoneForm(initial=_last_place(found, today)), 200
    if request.method == "POST":
        form, status = DoneForm(request.POST, request.FILES), 422
        if form.is_valid() and _done(request, found, form):
            return redirect("catalog:channel_tasks")
        found = get_object_or_404(_mine(request), pk=pk)
    is_open = Placement.objects.waiting().filter(pk=pk).exists()
    context = {
        **_row(found, today),
        "trail": trail((_("Tasks on channels"), "catalog:channel_tasks")),
        "form": form if is_open else None,
        "photo": getattr(found, "photo", None),
        "sizes": SIZES,
        "has_sheet": found.task != Placement.Task.TAKE_DOWN and found.disclosure.status != WITHDRAWN,
    }
    return render(request, "catalog/channel_task.html", context, status=status)


def _last_place(found: Placement, today) -> dict:
    """Today, and the place where this channel was last used: boards do not move."""
    before = Placement.objects.filter(disclosure__agency=found.disclosure.agency_id, channel=found.channel)
    before = before.filter(confirmed_by__isnull=False).order_by("-confirmed_at")
    return {"placed_on": today, "place": before.values_list("place", flat=True).first() or ""}


def _done(request: HttpRequest, found: Placement, form: DoneForm) -> bool:
    with refusals.said_in(form):
        placing.confirm_placement(found, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("It is done and on record."))
        return True
    return False


@login_required
@never_cache
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photograph of a place, for those whose task it is or was. It is saved, never shown inside this site's pages."""
    found = get_object_or_404(PlacementPhoto.objects.filter(placement__in=_mine(request).values("pk")), pk=pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("This file is missing from the storage.")) from error
    return download(content, name=found.name, media_type=found.media_type, sha256=found.sha256)


@login_required
@never_cache
@require_safe
def sheet(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """What is to be hung up, as a PDF of ``size``: A4, or A3 in larger type. Its code leads to the public page."""
    hung = _mine(request).exclude(disclosure__status=WITHDRAWN)  # of that no sheet is printed any more
    found = get_object_or_404(hung.exclude(task=Placement.Task.TAKE_DOWN), pk=pk)
    disclosure = found.disclosure
    differs = authenticity.differing([disclosure.pk]).get(disclosure.pk)
    if (
        differs and not differs.is_text_whole
    ):  # what is hung up cannot carry a warning that is taken back later
        return render(request, "pages/differs.html", {"disclosure": disclosure, "trail": []}, status=409)
    address = f"{settings.SITE_URL}{disclosure.get_absolute_url()}" if disclosure.is_public else ""
    parts = [
        (part.name, richtext.shown(str(disclosure.elements[part.code])))
        for part in disclosure.item.elements_on(disclosure.formed_on)
        if disclosure.elements.get(part.code)
    ]
    context = {
        "placement": found,
        "disclosure": disclosure,
        "size": size,
        "body": richtext.shown(disclosure.body),
        "parts": parts,
        "files": disclosure.attachments.all(),
        "address": address,
        "code": segno.make(address, error="m").svg_data_uri(scale=4, border=2) if address else "",
    }
    name = f"{disclosure.index_number.replace('/', '-')}-{found.channel}-{size}.pdf"
    return pdf.answer(request, "catalog/pdf/sheet.html", context, name=name)
