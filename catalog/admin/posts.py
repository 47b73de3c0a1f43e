"""The directory of posts, kept by the disclosure office."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import rules
from catalog.models import Post
from core.models import Department
from core.web.reach_admin import ReachAdmin, Tool
from core.web.widgets import no_direction_marks

FIELDS = ["department", "name", "holder", "duties", "phone", "leads", "is_key", "position"]


class PostForm(forms.ModelForm):
    """One post. Which agency it belongs to follows from its department."""

    class Meta:
        model = Post
        fields = FIELDS

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in {"name", "holder", "duties", "phone"} & set(self.fields):
            self.fields[name].validators.append(no_direction_marks)

    def clean(self) -> dict:
        """The agency is needed before the database is asked whether another post leads it."""
        data = super().clean()
        if data.get("department"):
            self.instance.agency = data["department"].agency
        return data

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"agency"}


@admin.register(Post)
class PostAdmin(ReachAdmin):
    """A post goes when there is no such post any more: it is a directory, and its history stands in disclosures."""

    helps = {
        "department": gettext_lazy("The department to which the post belongs."),
        "name": gettext_lazy("As it stands on the plate, for example 科室负责人."),
        "duties": gettext_lazy("What whoever holds it does, in words for the public."),
        "phone": gettext_lazy("The telephone of the post, no private number."),
        "leads": gettext_lazy("Whether whoever holds it leads the department or the body."),
        "is_key": gettext_lazy("A post with power over people, money or permits."),
        "position": gettext_lazy("Its place in the list, from 1."),
    }

    reads = rules.READ_UNPUBLISHED
    form = PostForm
    fields = FIELDS
    list_display = ["name", "holder", "department", "leads", "is_key"]
    list_filter = ["is_key", "leads"]
    list_select_related = ["department"]
    search_fields = ["name", "holder", "department__name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.reach(request, rules.KEEP_CATALOGUE))

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        mine = self.reach(request, rules.KEEP_CATALOGUE)
        return bool(mine) if obj is None else mine.covers(obj)

    has_delete_permission = has_change_permission

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "department":
            mine = self.reach(request, rules.KEEP_CATALOGUE).departments_q()
            kwargs["queryset"] = Department.objects.filter(mine).select_related("agency")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def tools(self, request: HttpRequest, obj: Post) -> list[Tool]:
        """The sheets to print."""
        return [Tool(reverse("catalog:posts"), _("Sheets, badges and plates"))]
