"""Calendar changes: an administrator drafts the days of a notice, another sees what moves and approves."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Audience, CalendarChange, ChangedDay, DueChange, Obligation
from core.transitions import Refused
from core.web.reach_admin import Administered, AdministratorAdmin, HelpedRows, ReadOnlyAdmin, Tool
from core.web.widgets import DayInput
from disclosure_portal import agency_admin as _agency_admin  # noqa: F401 registers its pages
from disclosure_portal import calendar_change

CASES = (
    gettext_lazy("Days of answer that move"),
    gettext_lazy("Days of answer to complaints that move"),
    gettext_lazy("Last days of correction orders that move"),
    gettext_lazy("Days of answer to opinions that move"),
    gettext_lazy("Last days of third parties that move"),
)
SHOWN = 200


class ChangedDayInline(HelpedRows, Administered, admin.TabularInline):
    """The days of a notice; they can be written as long as nobody has decided about them."""

    helps = {
        "day": gettext_lazy("A day of the notice."),
        "is_working": gettext_lazy("Ticked: people work on it; else it is free."),
    }

    model = ChangedDay
    fields = ["day", "is_working", "name"]
    formfield_overrides = {models.DateField: {"widget": DayInput}}
    extra = 3

    def has_add_permission(self, request: HttpRequest, obj: CalendarChange | None = None) -> bool:
        return super().has_add_permission(request, obj) and _is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: CalendarChange | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: CalendarChange | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_open(obj)


@admin.register(CalendarChange)
class CalendarChangeAdmin(AdministratorAdmin):
    """Only administrators come here: roles of agencies carry no right to the days of a country."""

    helps = {
        "calendar": gettext_lazy("The country whose days are changed."),
        "notice_number": gettext_lazy("Of the notice that changes them."),
        "reason": gettext_lazy("Why they are changed; it stands in the history."),
    }

    list_display = ["notice_number", "calendar", "publishes", "reason", "status", "drafted_by", "approved_by"]
    list_filter = ["status"]
    list_select_related = ["drafted_by", "approved_by"]
    search_fields = ["notice_number", "reason"]
    fields = [
        *["calendar", "notice_number", "reason", "publishes"],
        *["status", "drafted_by", "drafted_at", "approved_by"],
    ]
    readonly_fields = ["status", "drafted_by", "drafted_at", "approved_by"]
    inlines = [ChangedDayInline]
    change_form_template = "admin/tools_change_form.html"
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: CalendarChange | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: CalendarChange | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: CalendarChange, form, change: bool) -> None:
        # The days belong to whoever wrote them last, so that nobody approves days of their own.
        obj.drafted_by, obj.drafted_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        is_open = obj is not None and obj.status == CalendarChange.Status.DRAFTED
        address = reverse("admin:catalog_calendarchange_preview", args=[obj.pk]) if is_open else ""
        context["tools"] = [Tool(address, _("Preview and decide"), is_main=True)] if is_open else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        address = path("<int:pk>/preview/", wrap(self.preview_view), name="catalog_calendarchange_preview")
        return [address, *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Which open days would move, from when to when; and the decision."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        change = get_object_or_404(CalendarChange.objects.select_related("drafted_by"), pk=pk)
        if change.status != CalendarChange.Status.DRAFTED and request.method != "POST":
            return redirect("admin:catalog_calendarchange_change", pk)
        reasons: list[str] = []
        if request.method == "POST":
            try:
                said = _decide(request, change)
            except Refused as refusal:
                reasons = refusal.reasons
                change.refresh_from_db()
            else:
                self.log_change(request, change, said)
                messages.success(request, said)
                return redirect("admin:catalog_calendarchange_change", pk)
        context = {
            **self.admin_site.each_context(request),
            **_shown(calendar_change.preview(change, today=timezone.localdate())),
            "opts": self.opts,
            "change": change,
            "reasons": reasons,
            "is_own": change.drafted_by_id == request.user.pk,
            "title": _("Preview of a calendar change"),
        }
        return TemplateResponse(
            request, "admin/calendar_change.html", context, status=422 if reasons else 200
        )


@admin.register(DueChange)
class DueChangeAdmin(ReadOnlyAdmin):
    """What calendar changes moved."""

    list_display = ["owed", "field", "before", "after", "change", "at"]
    fields = ["owed", "field", "before", "after", "change", "at"]
    readonly_fields = ["owed"]
    list_select_related = ["obligation__item", "change"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("obligation__item", "change")

    @admin.display(description=gettext_lazy("obligation"))
    def owed(self, change: DueChange) -> str:
        return _name(change.obligation)


def _name(obligation: Obligation) -> str:
    """What is owed, as who keeps the calendar may read it: not what is for the leadership alone."""
    if obligation.item.audience == Audience.LEADERSHIP:
        return _("A matter for the leadership only")
    return str(obligation)


def _is_open(change: CalendarChange | None) -> bool:
    return change is None or change.status == CalendarChange.Status.DRAFTED


def _decide(request: HttpRequest, change: CalendarChange) -> str:
    now = timezone.now()
    if "reject" in request.POST:
        calendar_change.reject(change, by=request.user, now=now)
        return _("The calendar change is rejected.")
    found = calendar_change.apply(change, by=request.user, now=now)
    return _("The calendar change is applied. Days that moved: %(count)s.") % {"count": len(found)}


def _shown(found: calendar_change.Preview) -> dict:
    """The first rows of each kind, with how many there are in all."""
    first = found.obligations[:SHOWN]
    named = Obligation.objects.select_related("item__agency").in_bulk({one.pk for one in first})
    return {
        "obligations": [(named[one.pk], _name(named[one.pk]), one) for one in first],
        "obligation_count": len(found.obligations),
        "cases": [
            {"name": name, "count": len(moves), "first": moves[:SHOWN]}
            for name, moves in zip(CASES, found.cases, strict=True)
        ],
    }
