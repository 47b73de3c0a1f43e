"""Collections: topics, projects and funds that gather disclosures."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import rules
from catalog.actions import collecting
from catalog.models import Collection, Disclosure
from core.models import Agency
from core.web.reach_admin import ReachAdmin
from core.web.widgets import no_direction_marks

MOST = 500


class CollectionForm(forms.ModelForm):
    """A collection with the index numbers of what it gathers, one in a line, as they are copied from a list."""

    numbers = forms.CharField(
        label=gettext_lazy("Index numbers"),
        required=False,
        validators=[no_direction_marks],
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}),
        help_text=gettext_lazy("One in a line. Only published disclosures of the same agency."),
    )

    class Meta:
        model = Collection
        fields = ["agency", "kind", "slug", "name", "name_en", "about"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "numbers" in self.fields:
            held = self.instance.disclosures.order_by("-published_on", "-pk")
            self.initial["numbers"] = "\n".join(held.values_list("index_number", flat=True))
        for name in {"name", "name_en", "about"} & set(self.fields):
            self.fields[name].validators.append(no_direction_marks)

    def clean(self) -> dict:
        """Find each number; those that are not found are named with their line."""
        data = super().clean()
        agency = data.get("agency") or (self.instance.agency if self.instance.pk else None)
        lines = [line.strip() for line in data.get("numbers", "").splitlines()]
        wanted = {number for number in lines if number}
        if len(wanted) > MOST:
            self.add_error("numbers", _("At most %(most)d disclosures.") % {"most": MOST})
            return data
        found = Disclosure.objects.filter(agency=agency, published_at__isnull=False, index_number__in=wanted)
        self.found = {one.index_number: one for one in found}
        for place, number in enumerate(lines, start=1):
            if number and number not in self.found:
                self.add_error(
                    "numbers",
                    _("Line %(line)d: “%(number)s” is no published disclosure of this agency.")
                    % {"line": place, "number": number[:40]},
                )
        return data


@admin.register(Collection)
class CollectionAdmin(ReachAdmin):
    """Kept by the disclosure office."""

    helps = {
        "agency": gettext_lazy("The body whose disclosures it gathers."),
        "kind": gettext_lazy("A topic, or money that can be followed."),
        "name": gettext_lazy("The heading of its page."),
        "name_en": gettext_lazy("The same for the English pages."),
        "about": gettext_lazy("One or two sentences at the head of its page."),
    }

    reads = rules.READ_UNPUBLISHED
    lookups = ("agency_id", "agency__departments")
    form = CollectionForm
    list_display = ["name", "kind", "agency"]
    list_filter = ["kind"]
    list_select_related = ["agency"]
    search_fields = ["name", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).distinct()

    def has_view_permission(self, request: HttpRequest, obj: Collection | None = None) -> bool:
        if obj is None:
            return super().has_view_permission(request)
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.reach(request, rules.KEEP_CATALOGUE))

    def has_change_permission(self, request: HttpRequest, obj: Collection | None = None) -> bool:
        mine = self.reach(request, rules.KEEP_CATALOGUE)
        return bool(mine) if obj is None else mine.covers(obj)

    def get_fields(self, request: HttpRequest, obj: Collection | None = None) -> list[str]:
        fields = ["agency", "kind", "slug", "name", "name_en", "about"]
        return [*fields, "numbers" if self.has_change_permission(request, obj) else "gathered_numbers"]

    @admin.display(description=gettext_lazy("Index numbers"))
    def gathered_numbers(self, collection: Collection) -> str:
        return "\n".join(collection.disclosures.values_list("index_number", flat=True)) or "-"

    def get_readonly_fields(self, request: HttpRequest, obj: Collection | None = None) -> list[str]:
        return ["agency", "slug", "gathered_numbers"] if obj else ["gathered_numbers"]

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "agency":
            mine = self.reach(request, rules.KEEP_CATALOGUE)
            agencies = (
                Agency.objects.all() if mine.everywhere else Agency.objects.filter(pk__in=mine.agencies)
            )
            kwargs["queryset"] = agencies
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Collection, form: CollectionForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        collecting.gather(obj, disclosures=form.found.values(), by=request.user, now=timezone.now())
