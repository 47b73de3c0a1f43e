"""Proposing much at once: a table to take away, and the filled-in table back, checked cell by cell."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalog import bulk, bulk_forms, rules
from catalog.actions import bulk as verbs
from catalog.models import Obligation
from core import tables
from core.models import Department, User
from core.permissions import reach
from core.spreadsheets import Unreadable
from core.trail import trail

MOST_FAULTS = 100
WIDE, NARROW = 40, 16
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Both halves on one page; 403 for who proposes nothing. With one fault nothing is kept."""
    owed = _owed(request.user)
    form = bulk_forms.BulkForm(request.POST or None, request.FILES or None)
    table, begun, is_trial = None, None, "make" not in request.POST
    if request.method == "POST":
        form = bulk_forms.BulkForm(request.POST, request.FILES)
        if form.is_valid():
            table, begun = _taken(request.user, form, owed, is_trial)
        if begun and not table.faults and not is_trial:
            count = len(begun.made)
            words = ngettext("%(count)s draft was made.", "%(count)s drafts were made.", count)
            messages.success(request, words % {"count": count})
            return redirect("desk")
    is_wrong = form.is_bound and (not form.is_valid() or table is None or bool(table.faults))
    context = {
        "trail": trail((_("Desk of the department"), "desk")),
        "form": form,
        "departments": _departments(owed),
        "faults": table.faults[:MOST_FAULTS] if table else [],
        "more_faults": max(len(table.faults) - MOST_FAULTS, 0) if table else 0,
        "would_be": begun.made if begun and not table.faults else [],
    }
    return render(request, "catalog/bulk.html", context, status=422 if is_wrong else 200)


def _taken(
    user: User, form: bulk_forms.BulkForm, owed: QuerySet[Obligation], is_trial: bool
) -> tuple[bulk.Table | None, verbs.Begun | None]:
    """The table with its faults, and what was begun from it; a file that is no table is a fault of the form."""
    now = timezone.now()
    today = timezone.localdate(now)
    try:
        table = bulk_forms.read(form.cleaned_data["table"], owed, today)
    except Unreadable as unreadable:
        form.add_error("table", str(unreadable))
        return None, None
    if not table.faults and not table.lines:
        form.add_error("table", _("Nothing is filled in."))
        return None, None
    rows = list(bulk_forms.contents(table, today))
    if table.faults:
        table.faults.sort(key=lambda fault: (fault.row, fault.place or 0))
        return table, None
    begun = verbs.draft_all(rows, by=user, now=now, trial=is_trial)
    for row, reasons in begun.refused.items():
        for reason in reasons:
            table.blame(row, "item", reason)
    return table, begun


@login_required
@require_safe
def template(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The table of one department: a row for each duty that nobody has begun. 404 for who does not propose for it."""
    department = get_object_or_404(Department.objects.filter(pk__in=_departments(_owed(request.user))), pk=pk)
    owed = list(_owed(request.user).filter(item__department=department)[: bulk.MOST_ROWS])
    parts = bulk.parts_of({one.item_id: one.item for one in owed}.values(), timezone.localdate())
    rows = bulk.blank(owed, parts)
    if kind == "csv":
        response = HttpResponse("".join(tables.csv_lines(rows)), content_type=tables.CONTENT_TYPE)
    else:
        response = HttpResponse(_workbook(list(rows)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="proposals-{department.slug}.{kind}"'
    return response


def _workbook(rows: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = _("Proposals")
    for row in rows:
        sheet.append([tables.harmless(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "E2"
    for number in range(1, len(rows[0]) + 1):
        is_key = number <= len(bulk.KEYS)
        sheet.column_dimensions[get_column_letter(number)].width = NARROW if is_key else WIDE
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _owed(user: User) -> QuerySet[Obligation]:
    """What ``user`` may propose for and nobody has begun, the first day first. Raises ``PermissionDenied``."""
    mine = reach(user, rules.PROPOSE)
    if not mine:
        raise PermissionDenied
    found = Obligation.objects.filter(mine.q("item__agency_id", "item__department"), item__blocked="")
    found = found.open(timezone.localdate()).filter(live__isnull=True)
    found = found.select_related(
        "item__agency__regime", "item__agency__adopted", "item__department", "occurrence"
    )
    return found.order_by(Coalesce("propose_by", "publish_by"), "pk")


def _departments(owed: QuerySet[Obligation]) -> QuerySet[Department]:
    """Those that owe something, in the order of their trees."""
    counted = owed.order_by().values("item__department")
    found = Department.objects.filter(pk__in=counted).select_related("agency")
    return found.order_by("agency", "path")
