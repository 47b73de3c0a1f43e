"""The portal's own admin site."""

from django.contrib.admin import apps


class PortalAdminConfig(apps.AdminConfig):
    default = (
        False  # settings name it instead of django.contrib.admin; disclosure_portal itself is another app
    )
    default_site = "disclosure_portal.admin_site.PortalAdminSite"
