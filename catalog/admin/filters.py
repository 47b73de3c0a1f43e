"""Filters of the lists of department staff. Each offers only what the person reaches."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import DisclosureItem, State
from core.models import Department
from core.web.addresses import number_in


class DepartmentFilter(admin.SimpleListFilter):
    """By department, of those that have rows in the list."""

    title = _("department")
    parameter_name = "department"
    path = "department"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        within = model_admin.get_queryset(request).order_by().values(self.path)
        departments = Department.objects.filter(pk__in=within).select_related("agency")
        agencies = {department.agency_id for department in departments}
        name = "{0.agency} · {0}".format if len(agencies) > 1 else str
        return [(str(department.pk), name(department)) for department in departments]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        number = number_in(self.value())
        return queryset if number is None else queryset.filter(**{self.path: number})


class ItemDepartmentFilter(DepartmentFilter):
    """By department, where the row hangs on an item."""

    path = "item__department"


class ItemFilter(admin.SimpleListFilter):
    """By item, of those that have rows in the list."""

    title = _("item")
    parameter_name = "item"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        within = model_admin.get_queryset(request).order_by().values("item")
        chosen = number_in(request.GET.get("department"))
        items = DisclosureItem.objects.filter(pk__in=within)
        if chosen is not None:
            items = items.filter(department=chosen)
        return [(str(item.pk), f"{item.code} {item}") for item in items]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        number = number_in(self.value())
        return queryset if number is None else queryset.filter(item=number)


class WaitingFirstFilter(admin.SimpleListFilter):
    """A filter whose choice for nothing chosen is not "all": the list opens on what there is to do, named ``first``."""

    first = ""

    def choices(self, changelist):
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": self.first,
        }
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }


class StateFilter(WaitingFirstFilter):
    """By state, open ones first: the list opens on what is still owed."""

    title = _("state")
    parameter_name = "state"
    first = _("Open")

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("all", _("All")), *State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in State.values:
            return queryset.filter(state=self.value())
        return queryset if self.value() == "all" else queryset.open(timezone.localdate())


class ConfirmedFilter(WaitingFirstFilter):
    """Placements that wait for their keeper first."""

    title = _("confirmation")
    parameter_name = "confirmed"
    first = _("Waiting")

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("yes", _("Confirmed")), ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        return queryset.filter(confirmed_at__isnull=self.value() != "yes")
