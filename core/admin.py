"""The desk of the system administrator: people and their roles, agencies, days, and the records of the machine."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core import checks
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import (
    Agency,
    CalendarDay,
    Department,
    Heartbeat,
    Letter,
    LogEntry,
    Regime,
    RegimeVersion,
    RoleAssignment,
    User,
)
from core.reach_admin import ReadOnlyAdmin
from core.widgets import DayInput

# What people may do follows from their roles; groups of permissions would be a second truth beside it.
admin.site.unregister(Group)


class KeptAdmin(admin.ModelAdmin):
    """What has a history is ended or switched off, never deleted."""

    actions = None

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class RoleInline(admin.TabularInline):
    """The roles of a person. A role that ends gets its last day; the row stays."""

    model = RoleAssignment
    fields = ["role", "agency", "department", "since", "until"]
    autocomplete_fields = ["agency", "department"]
    formfield_overrides = {models.DateField: {"widget": DayInput}}
    extra = 0
    can_delete = False


class PersonForm(AdminUserCreationForm):
    """A new person: whoever gets a role works in the admin, so the way there is open from the start."""

    class Meta:
        model = User
        fields = ["username", "name", "post", "email"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.is_staff = True


@admin.register(User)
class PersonAdmin(KeptAdmin, UserAdmin):
    """People who sign in, with the roles they hold."""

    add_form = PersonForm
    list_display = ["username", "name", "post", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "roles__role"]
    search_fields = ["username", "name", "post", "email"]
    ordering = ["username"]
    filter_horizontal = ()
    inlines = [RoleInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "post", "email"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "name", "post", "email", "usable_password", "password1", "password2"]})
    ]
    readonly_fields = ["last_login", "date_joined"]


class DepartmentInline(admin.TabularInline):
    """The departments of an agency, in the order of their tree."""

    model = Department
    fields = readonly_fields = ["page", "slug", "parent", "kind", "is_disclosure_office"]
    template = "admin/look_inline.html"
    extra = 0
    max_num = 0
    can_delete = False

    @admin.display(description=_("name"))
    def page(self, department: Department) -> str:
        address = reverse("admin:core_department_change", args=[department.pk])
        return format_html('<a href="{}">{}</a>', address, department)


@admin.register(Agency)
class AgencyAdmin(KeptAdmin):
    """Public bodies. Code and regime are set once: every index number and obligation stands on them."""

    list_display = ["name", "slug", "code", "regime", "obliged_from"]
    list_select_related = ["regime"]
    search_fields = ["name", "name_en", "slug", "code"]
    inlines = [DepartmentInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Agency | None = None) -> list[str]:
        return ["slug", "code", "regime", "obliged_from"] if obj else []

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **kwargs):
        """Say which steps of its chains nobody could take."""
        if obj and request.method == "GET":
            for warning in checks.run_checks(tags=["chains"], databases=["default"]):
                if warning.obj == obj:
                    messages.warning(request, f"{warning.msg} {warning.hint}")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(Department)
class DepartmentAdmin(KeptAdmin):
    """Departments come from the regime; names, duties and telephones are kept here."""

    list_display = ["name", "agency", "parent", "kind", "is_disclosure_office"]
    list_filter = ["agency", "kind"]
    list_select_related = ["agency", "parent"]
    search_fields = ["name", "name_en", "agency__name"]
    readonly_fields = ["agency", "slug", "parent", "kind", "is_disclosure_office"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class VersionInline(admin.TabularInline):
    """The versions of a regime; they never change once loaded."""

    model = RegimeVersion
    fields = readonly_fields = ["number", "title", "valid_from", "valid_to"]
    template = "admin/look_inline.html"
    extra = 0
    max_num = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("content")


@admin.register(Regime)
class RegimeAdmin(ReadOnlyAdmin):
    """Regimes are loaded from files by command, never typed here."""

    list_display = ["code"]
    fields = ["code"]
    inlines = [VersionInline]


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    """The days that differ from the published calendar, each with its notice. New ones enter by a calendar change."""

    list_display = ["day", "calendar", "is_working", "name", "notice_number", "reason"]
    date_hierarchy = "day"
    search_fields = ["name", "notice_number", "reason"]


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Letters that are owed or were sent, with the last error of each."""

    list_display = ["subject", "to", "owed_at", "sent_at", "tries", "error"]
    list_filter = ["name", ("sent_at", admin.EmptyFieldListFilter)]
    search_fields = ["subject"]
    sortable_by = ["subject", "owed_at", "sent_at", "tries"]
    search_help_text = _("Words of the subject, or a whole mail address.")
    exclude = ["secret"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Addresses are encrypted: only a whole one is found."""
        if "@" in search_term:
            return queryset.addressed_to(search_term.strip()), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """The clock: each job, when it should run and last ran, what it did, what failed, and whether it is overdue."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        """The list of jobs as they are registered, not as rows happen to exist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Jobs of the clock"),
            "opts": self.opts,
            "jobs": clock.standings(timezone.now()),
        }
        return TemplateResponse(request, "admin/core/clock.html", context)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """The public log, as everybody may read it on the site."""

    list_display = ["number", "at", "kind", "subject", "hash"]
    list_filter = ["kind"]
    search_fields = ["subject", "hash"]
    ordering = ["-number"]
