"""Where and when disclosures were put on the channels other than the website."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import rules
from catalog.actions import placing
from catalog.admin.filters import ConfirmedFilter
from catalog.forms.disclosures import PlacementForm
from catalog.models import Disclosure, Placement
from core.web.reach_admin import ReachAdmin, Tool, posted, words


@admin.register(Placement)
class PlacementAdmin(ReachAdmin):
    """The tasks of channel keepers: each confirms the day and the place (A-051, C-102)."""

    reads = rules.READ_UNPUBLISHED
    list_display = ["disclosure", "name", "task", "keeper", "due_on", "placed_on", "place", "confirm_link"]
    list_filter = [ConfirmedFilter]
    list_select_related = ["disclosure__department", "keeper"]
    search_fields = ["disclosure__title", "name", "place"]
    fields = ["disclosure", "name", "kept_by", "placed_on", "place", "who_confirmed", "confirmed_at"]
    readonly_fields = ["kept_by", "who_confirmed"]
    kept_by = words("keeper", gettext_lazy("kept by"))
    who_confirmed = words("confirmed_by", gettext_lazy("confirmed by"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return admin.ModelAdmin.get_queryset(self, request).filter(self._inside(request))

    def _inside(self, request: HttpRequest) -> Q:
        """Placements of what they read, and those that are theirs to do."""
        today = timezone.localdate()
        reads = self.reach(request, self.reads).q("disclosure__agency_id", "disclosure__department")
        readable = Q(disclosure__in=Disclosure.objects.readable_by(request.user, on=today).values("pk"))
        return reads & readable | Q(pk__in=Placement.objects.tasks_of(request.user, on=today).values("pk"))

    def has_view_permission(self, request: HttpRequest, obj: Placement | None = None) -> bool:
        if obj is None:
            return bool(self.reach(request, self.reads))
        reads = self.reach(request, self.reads).covers(obj.disclosure)
        return (
            reads
            and obj.disclosure.is_readable_by(request.user, on=timezone.localdate())
            or self._keeps(request, obj)
        )

    def _keeps(self, request: HttpRequest, placement: Placement) -> bool:
        return (
            Placement.objects.tasks_of(request.user, on=timezone.localdate()).filter(pk=placement.pk).exists()
        )

    @admin.display(description=gettext_lazy("what to do"))
    def confirm_link(self, placement: Placement) -> str:
        if placement.confirmed_at:
            return "-"
        address = reverse("admin:catalog_placement_confirm", args=[placement.pk])
        return format_html('<a class="act" href="{}">{}</a>', address, _("Confirm"))

    def tools(self, request: HttpRequest, placement: Placement) -> list[Tool]:
        if placement.confirmed_at or not self._keeps(request, placement):
            return []
        address = reverse("admin:catalog_placement_confirm", args=[placement.pk])
        return [Tool(address, _("Confirm day and place"), is_main=True)]

    def get_urls(self) -> list:
        confirm = self.admin_site.admin_view(self.confirm_view)
        return [path("<int:pk>/confirm/", confirm, name="catalog_placement_confirm"), *super().get_urls()]

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm the day and place on a channel."""
        placement = self.found(request, pk)
        self.must(self._keeps(request, placement))
        return self.step_page(
            request,
            thing=placement,
            form=PlacementForm(posted(request), initial={"placed_on": timezone.localdate()}),
            act=lambda **said: placing.confirm_placement(
                placement, by=request.user, now=timezone.now(), **said
            ),
            title=_("Confirm day and place"),
            said=_("Confirmed."),
            back=reverse("admin:catalog_placement_changelist"),
        )
