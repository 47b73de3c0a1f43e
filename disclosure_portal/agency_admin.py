"""Public bodies and their departments, as the system administrator sets them up and keeps them."""

from django import forms
from django.contrib import admin, messages
from django.core import checks
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from catalog.actions import catalogue, obligations
from core.models import Agency, Department, Regime, RegimeVersion, RulesMissing
from core.models.people import in_language
from core.web.reach_admin import KeptAdmin, LookInline, Tool
from core.web.widgets import DayInput


class RegimeField(forms.ModelChoiceField):
    """Regimes by the names that their newest versions carry; one without a version has no rules to give."""

    def __init__(self, **kwargs) -> None:
        super().__init__(Regime.objects.filter(versions__isnull=False).distinct(), **kwargs)
        self.choices = self.named  # asked anew for each page

    def clean(self, value):
        """The regime, unless its rules follow others that were never loaded: nobody could apply to such a body."""
        regime = super().clean(value)
        if followed := regime and regime.followed_but_missing(timezone.localdate()):
            raise forms.ValidationError(str(RulesMissing(followed)), code="rules_missing")
        return regime

    def named(self) -> list[tuple[int | str, str]]:
        """Each regime with its name in the language of the page and its code, by name."""
        rows = RegimeVersion.objects.order_by("number").values_list(
            "regime", "regime__code", "title", "content__title__en"
        )
        names = {pk: f"{in_language(title, english or '')} ({code})" for pk, code, title, english in rows}
        return [("", "---------"), *sorted(names.items(), key=lambda one: one[1])]


class DepartmentInline(LookInline):
    """The departments of an agency, in the order of their tree."""

    model = Department
    fields = readonly_fields = ["page", "slug", "parent", "kind", "is_disclosure_office"]

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
    formfield_overrides = {models.DateField: {"widget": DayInput}}
    inlines = [DepartmentInline]
    change_form_template = "admin/tools_change_form.html"

    def view_on_site(self, obj: Agency) -> str | None:
        """Its page, once there is one."""
        return obj.get_absolute_url() if obj.is_public else None

    def get_readonly_fields(self, request: HttpRequest, obj: Agency | None = None) -> list[str]:
        if obj is None:
            return []
        named = (
            ["name", "name_en"] if obj.is_public else []
        )  # then it is renamed by an act, which keeps the old name
        return [*named, "slug", "code", "regime", "obliged_from"]

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "regime":
            return RegimeField(label=capfirst(db_field.verbose_name), help_text=db_field.help_text)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        """The framework's refusal of an address name cannot be read in Chinese, and takes capitals."""
        if db_field.name == "slug":
            said = _("Use small Latin letters, digits and hyphens only.")
            kwargs["error_messages"] = {"invalid": said}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Agency, form, change: bool) -> None:
        """A new body has the departments and items of its regime at once: roles are given for them next."""
        super().save_model(request, obj, form, change)
        if not change:
            now = timezone.now()
            catalogue.adopt_regime(obj, now=now)
            obligations.open_obligations(
                now=now, agencies=[obj]
            )  # its staff find them at once, not after an hour

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **kwargs):
        """Say which steps of its chains nobody could take, and lead to what else it needs before it opens."""
        if obj:
            is_new = not obj.is_public
            label = _("What is missing before it opens") if is_new else _("Opening and closing")
            context["tools"] = [
                Tool(reverse("opening", args=[obj.slug]), label, is_main=is_new),
                Tool(reverse("rename", args=[obj.slug]), _("Give it another name")),
            ]
        if obj and request.method == "GET":
            for warning in checks.run_checks(tags=["chains", "rules"], databases=["default"]):
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
    change_form_template = "admin/tools_change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Department | None = None) -> list[str]:
        named = ["name", "name_en"] if obj and obj.agency.is_public else []
        return [*named, "agency", "slug", "parent", "kind", "is_disclosure_office"]

    def view_on_site(self, obj: Department) -> str | None:
        """Its page, once there is one."""
        return obj.get_absolute_url() if obj.agency.is_public else None

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **kwargs):
        """Lead to the act by which it gets another name."""
        if obj:
            address = reverse("rename_department", args=[obj.agency.slug, obj.slug])
            context["tools"] = [Tool(address, _("Give it another name"))]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
