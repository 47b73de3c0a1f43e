"""What hangs on a duty in the admin: shown to those who may know of the duty."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from catalog import rules
from core.web.reach_admin import ReachAdmin


class DutyAdmin(ReachAdmin):
    """Duties, what is owed under them, what made it due: each to whom ``known_to`` of its model lets know."""

    reads = rules.READ_UNPUBLISHED
    lookups = ("item__agency_id", "item__department")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).known_to(request.user, on=timezone.localdate())

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        allowed = super().has_view_permission(request, obj)
        return allowed if obj is None else allowed and obj.is_known_to(request.user, on=timezone.localdate())
