"""Archive files in the admin: for looking, with a link to the page that verifies them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import ArchiveFile
from archive.rules import READ_ARCHIVE
from archive.shelf import is_readable_by, readable_by
from core.web.reach_admin import ReachAdmin, Tool


@admin.register(ArchiveFile)
class ArchiveFileAdmin(ReachAdmin):
    """All files that a person may open."""

    reads = READ_ARCHIVE
    list_display = ["number", "title", "year", "position", "department", "sealed_at"]
    list_filter = ["year"]
    list_select_related = ["department"]
    search_fields = ["number", "title"]
    fields = [
        "number",
        "title",
        "agency",
        "department",
        "year",
        "position",
        "digest",
        "sealed_at",
        "sealed_by",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .filter(pk__in=readable_by(request.user, on=timezone.localdate()).values("pk"))
        )

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        allowed = super().has_view_permission(request, obj)
        return (
            allowed if obj is None else allowed and is_readable_by(obj, request.user, on=timezone.localdate())
        )

    def tools(self, request: HttpRequest, file: ArchiveFile) -> list[Tool]:
        return [Tool(file.get_absolute_url(), _("Open its page"), is_main=True)]
