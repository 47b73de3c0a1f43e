"""The admin as department staff meet it."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.permissions import is_genuine
from disclosure_portal.sign_in import SignOutView


class PortalAdminSite(AdminSite):
    """Open to everybody who holds a role; what they see there is decided per object."""

    site_title = _("Disclosure work")
    site_header = _("Disclosure work")
    index_title = _("Workplace")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff and is_genuine(request.user)

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Signed out as everywhere: the browser forgets what it was shown."""
        return SignOutView.as_view()(request)
