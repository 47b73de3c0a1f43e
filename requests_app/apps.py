"""The place of ``requests_app`` in the installed apps."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "requests_app"
    verbose_name = _("Disclosure on application")

    def ready(self) -> None:
        """Name the jobs of the clock, and let the checks of this app be known."""
        from core.scheduler import schedule  # noqa: PLC0415 app ready
        from requests_app import jobs, verifying  # noqa: PLC0415 app ready

        import_module("requests_app.checks")
        schedule.register(*jobs.JOBS)
        verifying.register()
