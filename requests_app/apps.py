"""The place of ``requests_app`` in the installed apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "requests_app"
    verbose_name = _("Disclosure on application")

    def ready(self) -> None:
        """Name the jobs of the clock."""
        from core import clock  # noqa: PLC0415 app ready
        from requests_app import jobs  # noqa: PLC0415 app ready

        clock.register(*jobs.JOBS)
