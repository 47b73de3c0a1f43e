"""Proposing much at once: a table to take away, the filled-in table back, its check, and what became of its rows."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalog import rules
from catalog.actions import bulk as verbs
from catalog.bulk import bulk_table, row_forms
from catalog.models import BulkRow, BulkTable, Obligation
from core.exports import csv_tables
from core.exports.spreadsheets import Fault
from core.models import Department, User
from core.permissions import reach
from core.web import refusals
from core.web.breadcrumbs import trail

DESK = (gettext_lazy("Desk of the department"), "desk")
SHOWN = 20
WIDE, NARROW = 40, 16
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The table to take, the form to send it back, and the tables that were sent; 403 for who proposes nothing."""
    owed = _owed(request.user)
    form = row_forms.BulkForm()
    if request.method == "POST":
        form = row_forms.BulkForm(request.POST, request.FILES)
        if form.is_valid() and (table := _sent(request, form)):
            return redirect(table)
    context = {
        "trail": trail(DESK),
        "form": form,
        "departments": _departments(owed),
        "sent": BulkTable.objects.filter(by=request.user)[:SHOWN],
    }
    return render(request, "catalog/bulk.html", context, status=422 if form.is_bound else 200)


def _sent(request: HttpRequest, form: row_forms.BulkForm) -> BulkTable | None:
    upload = form.cleaned_data["table"]
    with refusals.said_in(form, "table"):
        return verbs.send(upload=upload, by=request.user, language=get_language(), now=timezone.now())
    return None


@login_required
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """A table that the reader sent: waiting, its faults, its rows to be confirmed, or what became of them."""
    table = _mine(request.user, pk)
    form = row_forms.OrderForm()
    if request.method == "POST":
        if "discard" in request.POST:
            if verbs.discard(table):
                messages.success(request, _("The table is thrown away."))
                return redirect("catalog:bulk")
            messages.error(request, _("Its drafts are being made; wait until that is done."))
            return redirect(table)
        form = row_forms.OrderForm(request.POST, proposing="propose" in request.POST)
        if form.is_valid() and _ordered(table, form):
            return redirect(table)
        table.refresh_from_db()
    rows = list(table.rows.select_related("disclosure", "obligation__item"))
    context = {
        "trail": trail(DESK, (_("Propose from a table"), "catalog:bulk")),
        "table": table,
        "state": table.state,
        "faults": [Fault(**fault) for fault in table.faults],
        "rows": rows,
        "complete": sum(not row.lacks for row in rows),
        "drafts": sum(row.outcome == BulkRow.Outcome.DRAFTED for row in rows),
        "says": _says(table),
        "form": form,
    }
    return render(request, "catalog/bulk_sent.html", context, status=422 if form.is_bound else 200)


def _ordered(table: BulkTable, form: row_forms.OrderForm) -> bool:
    with refusals.said_in(form):
        verbs.order(table, proposes=form.proposing, now=timezone.now())
        return True
    return False


@login_required
@require_safe
def state(request: HttpRequest, pk: int) -> JsonResponse:
    """How far a table is, for the script of its page."""
    table = _mine(request.user, pk)
    return JsonResponse({"state": table.state.value, "says": _says(table)})


def _mine(user: User, pk: int) -> BulkTable:
    return get_object_or_404(BulkTable, pk=pk, by=user)


def _says(table: BulkTable) -> str:
    """How far it is, in words."""
    if table.state != BulkTable.State.MAKING:
        return str(table.state.label)
    settled = Count("pk", filter=Q(settled_at__isnull=False))
    counted = table.rows.aggregate(done=settled, all=Count("pk"))
    words = ngettext("%(done)s of %(all)s row is done.", "%(done)s of %(all)s rows are done.", counted["all"])
    return words % counted


@login_required
@require_safe
def template(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The table of one department: a row for each duty that nobody has begun. 404 for who does not propose for it."""
    department = get_object_or_404(Department.objects.filter(pk__in=_departments(_owed(request.user))), pk=pk)
    owed = list(_owed(request.user).filter(item__department=department)[: bulk_table.MOST_ROWS])
    parts = bulk_table.parts_of({one.item_id: one.item for one in owed}.values(), timezone.localdate())
    rows = bulk_table.blank(owed, parts)
    if kind == "csv":
        response = HttpResponse("".join(csv_tables.csv_lines(rows)), content_type=csv_tables.CONTENT_TYPE)
    else:
        response = HttpResponse(_workbook(list(rows)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="proposals-{department.slug}.{kind}"'
    return response


def _workbook(rows: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = _("Proposals")
    for row in rows:
        sheet.append([csv_tables.harmless(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "E2"
    for number in range(1, len(rows[0]) + 1):
        is_key = number <= len(bulk_table.KEYS)
        sheet.column_dimensions[get_column_letter(number)].width = NARROW if is_key else WIDE
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _owed(user: User) -> QuerySet[Obligation]:
    """What ``user`` may propose for and nobody has begun. Raises ``PermissionDenied`` for who proposes nothing."""
    today = timezone.localdate()
    if not reach(user, rules.PROPOSE, on=today):
        raise PermissionDenied
    return bulk_table.owed_by(user, today)


def _departments(owed: QuerySet[Obligation]) -> QuerySet[Department]:
    """Those that owe something, in the order of their trees."""
    counted = owed.order_by().values("item__department")
    found = Department.objects.filter(pk__in=counted).select_related("agency")
    return found.order_by("agency", "path")
