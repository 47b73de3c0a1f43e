"""The catalogue as its departments see it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import rules
from catalog.admin.duties import DutyAdmin
from catalog.admin.filters import DepartmentFilter
from catalog.models import DisclosureItem
from catalog.obligations.cadences import kind_of
from core.regimes.parsed import Regime
from core.web.reach_admin import ReachAdmin, Tool, words


@admin.register(DisclosureItem)
class DisclosureItemAdmin(DutyAdmin):
    """Standing duties. They come from the regime; here they are looked at, and something can be proposed under them."""

    lookups = ReachAdmin.lookups
    list_display = ["code", "what", "cadence_name", "audience", "is_key"]
    list_display_links = ["what"]
    list_filter = [DepartmentFilter, "audience", "is_key"]
    list_select_related = ["department"]
    search_fields = ["code", "name", "name_en"]
    search_help_text = gettext_lazy("Code or name of the item")
    fieldsets = [
        (None, {"fields": ["code", "item_name", "contents", "owner", "branch", "audience", "is_key"]}),
        (
            gettext_lazy("Rules"),
            {"fields": ["cadence_name", "chain_name", "channel_names", "element_names", "blocked"]},
        ),
        (gettext_lazy("In the catalogue"), {"fields": ["active_from", "active_to"]}),
    ]
    readonly_fields = [
        "item_name",
        "contents",
        "cadence_name",
        "chain_name",
        "channel_names",
        "element_names",
        "owner",
        "branch",
    ]
    owner = words("department", gettext_lazy("responsible department"))
    branch = words("category", gettext_lazy("category"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # Prefetched, not joined: all rows of an agency then share one object, and with it the rules of today.
        return super().get_queryset(request).prefetch_related("agency__regime")

    @admin.display(description=gettext_lazy("item"), ordering="position")
    def what(self, item: DisclosureItem) -> str:
        return format_html("{}<br><small>{}</small>", item, item.department)

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def item_name(self, item: DisclosureItem) -> str:
        return str(item)

    @admin.display(description=gettext_lazy("what it contains"))
    def contents(self, item: DisclosureItem) -> str:
        return item.about or "-"

    @admin.display(description=gettext_lazy("cadence"), ordering="cadence")
    def cadence_name(self, item: DisclosureItem) -> str:
        return str(_rules(item).cadences[item.cadence].name)

    @admin.display(description=gettext_lazy("chain of approval"))
    def chain_name(self, item: DisclosureItem) -> str:
        return str(_rules(item).chains[item.chain].name)

    @admin.display(description=gettext_lazy("channels"))
    def channel_names(self, item: DisclosureItem) -> str:
        known = _rules(item).channels
        return "、".join(str(known[code].name) for code in item.channels if code in known) or "-"

    @admin.display(description=gettext_lazy("obligatory elements"))
    def element_names(self, item: DisclosureItem) -> str:
        return "、".join(str(part.name) for part in _rules(item).elements.get(item.elements, ())) or "-"

    def tools(self, request: HttpRequest, item: DisclosureItem) -> list[Tool]:
        if item.blocked or not self.reach(request, rules.PROPOSE).covers(item):
            return []
        found = []
        if kind_of(_rules(item).cadences[item.cadence]).happens:
            address = f"{reverse('admin:catalog_occurrence_add')}?item={item.pk}"
            found.append(Tool(address, _("Record an event"), is_main=True))
        address = f"{reverse('admin:catalog_disclosure_add')}?item={item.pk}"
        return [*found, Tool(address, _("Propose something under this item"))]


def _rules(item: DisclosureItem) -> Regime:
    """The rules of today, asked once for each agency of a page."""
    agency = item.agency
    if "rules_of_today" not in agency.__dict__:
        agency.rules_of_today = agency.regime.version_on(timezone.localdate()).rules
    return agency.rules_of_today
