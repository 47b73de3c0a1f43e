"""Events that make a disclosure due."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import rules
from catalog.actions import obligations
from catalog.admin.duties import DutyAdmin
from catalog.admin.filters import ItemDepartmentFilter
from catalog.forms.disclosures import OccurrenceForm, items_on_event
from catalog.models import DisclosureItem, Occurrence
from core.web.reach_admin import posted, words


@admin.register(Occurrence)
class OccurrenceAdmin(DutyAdmin):
    """Recorded events; a new one opens its obligations at once."""

    list_display = ["title", "item", "happened_on", "recorded_by"]
    list_filter = [ItemDepartmentFilter]
    list_select_related = ["item", "recorded_by"]
    search_fields = ["title", "item__name", "item__code"]
    fields = ["item", "title", "happened_on", "recorder", "recorded_at"]
    readonly_fields = ["recorder"]
    recorder = words("recorded_by", gettext_lazy("recorded by"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.reach(request, rules.PROPOSE))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Record an event through the action; a refusal is told beside the form."""
        self.must(self.has_add_permission(request))
        today = timezone.localdate()
        mine = DisclosureItem.objects.active(today).filter(self.reach(request, rules.PROPOSE).q(), blocked="")
        initial = {"item": request.GET.get("item"), "happened_on": today}
        form = OccurrenceForm(posted(request), initial=initial, items=items_on_event(mine, today))
        return self.step_page(
            request,
            thing=None,
            form=form,
            act=lambda **said: obligations.record_occurrence(by=request.user, now=timezone.now(), **said),
            title=_("Record an event"),
            intro=_(
                "For what is known before its text exists: an event, a planned decision, a batch. The portal opens at"
                " once what it makes due. A text that is proposed starts its days by itself and needs no event."
            ),
            said=_("Recorded. What it makes due stands in the list now."),
            back=reverse("admin:catalog_obligation_changelist"),
        )
