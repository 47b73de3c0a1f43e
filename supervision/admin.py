"""Correction orders in the admin: for looking, with a link to the page where they are handled."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.portal import status_of
from core.web.reach_admin import ReachAdmin, Tool
from supervision.models import CorrectionOrder
from supervision.rules import WATCH


@admin.register(CorrectionOrder)
class CorrectionOrderAdmin(ReachAdmin):
    """All orders that a person watches over."""

    reads = WATCH
    list_display = ["number", "department", "status_shown", "issued_on", "due_on"]
    list_filter = ["kind", "status"]
    list_select_related = ["department"]
    search_fields = ["number", "finding", "demand"]
    fields = [
        "number",
        "agency",
        "department",
        "status_shown",
        "finding",
        "demand",
        "issued_on",
        "due_on",
        "issued_by",
        "report",
    ]
    readonly_fields = ["status_shown"]

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_shown(self, order: CorrectionOrder) -> str:
        return status_of(order)

    def tools(self, request: HttpRequest, order: CorrectionOrder) -> list[Tool]:
        return [Tool(order.get_absolute_url(), _("Open its page"), is_main=True)]
