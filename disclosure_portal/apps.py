"""The portal's own admin site, and its place in the installed apps."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps


class PortalAdminConfig(apps.AdminConfig):
    default = (
        False  # settings name it instead of django.contrib.admin; disclosure_portal itself is another app
    )
    default_site = "disclosure_portal.admin_site.PortalAdminSite"


class PortalConfig(AppConfig):
    default = True
    name = "disclosure_portal"

    def ready(self) -> None:
        """Name the jobs of the clock that an embedded portal has alone."""
        from core.scheduler import schedule  # noqa: PLC0415 app ready
        from disclosure_portal import jobs  # noqa: PLC0415 app ready

        if settings.EMBEDDED:
            schedule.register(*jobs.JOBS)
