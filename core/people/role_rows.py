"""The roles of a person as rows of a form: each for a body, or for a department of that body and of no other."""

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.models import Agency, Department, RoleAssignment
from core.web.reach_admin import Administered
from core.web.widgets import DayInput

Choices = list[tuple[object, object]]


class RoleForm(forms.ModelForm):
    """One row. A row that stands keeps to the departments of its body; a new one names them under their bodies."""

    class Meta:
        model = RoleAssignment
        fields = ["role", "agency", "department", "since", "until"]
        widgets = {"since": DayInput, "until": DayInput}

    def clean(self) -> dict:
        """The department is one of the body's own."""
        cleaned = super().clean()
        agency, department = cleaned.get("agency"), cleaned.get("department")
        if agency and department and department.agency_id != agency.pk:
            said = _("%(department)s is a department of %(other)s, not of %(agency)s.")
            self.add_error(
                "department",
                said % {"department": department, "other": department.agency, "agency": agency},
            )
        return cleaned


class RoleRows(BaseInlineFormSet):
    """The rows ask for bodies and departments once together, not once each."""

    @cached_property
    def bodies(self) -> dict[int, tuple[str, Choices]]:
        """Each body by its number: its name, and its departments in the order of their tree."""
        found = {agency.pk: (str(agency), []) for agency in Agency.objects.order_by("name")}
        for unit in Department.objects.order_by("path"):
            found[unit.agency_id][1].append((unit.pk, str(unit)))
        return found

    def clean(self) -> None:
        """A role is held once in a body, or in a department: the database says so, and here it is said beside the row.

        Django asks such rules of the database without the person to whom the rows belong.
        """
        super().clean()
        held = set()
        for form in self.forms:
            said = getattr(form, "cleaned_data", None)
            if form.errors or not said or not said.get("role"):
                continue
            place = (said["role"], said.get("agency"), said.get("department"))
            if place in held:
                form.add_error(
                    "role", _("This person holds this role here already: change the row that stands.")
                )
            held.add(place)

    def add_fields(self, form: RoleForm, index: int | None) -> None:
        super().add_fields(form, index)
        empty = ("", "---------")
        form.fields["agency"].choices = [empty, *((pk, name) for pk, (name, _units) in self.bodies.items())]
        own = self.bodies.get(form.instance.agency_id)
        form.fields["department"].choices = [empty, *(own[1] if own else self.bodies.values())]


class RoleInline(Administered, admin.TabularInline):
    """The roles of a person. A role that ends gets its last day; the row stays."""

    model = RoleAssignment
    form = RoleForm
    formset = RoleRows
    fields = ["role", "agency", "department", "since", "until"]
    formfield_overrides = {models.DateField: {"widget": DayInput}}
    extra = 1  # a row to fill in without a script
    can_delete = False

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        """Without the admin's links beside a field: bodies and departments are not made from here."""
        return (
            db_field.formfield() if db_field.is_relation else super().formfield_for_dbfield(db_field, request)
        )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("user", "agency", "department")
