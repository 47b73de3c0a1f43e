"""The place of ``catalog`` in the installed apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("Catalogue and disclosures")

    def ready(self) -> None:
        """Name the jobs of the clock, and what can be verified here."""
        from catalog import jobs, verifying  # noqa: PLC0415 app ready
        from core.scheduler import schedule  # noqa: PLC0415 app ready

        schedule.register(*jobs.JOBS)
        verifying.register()
