"""The place of ``supervision`` in the installed apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = _("Supervision")

    def ready(self) -> None:
        """Name the jobs of the clock."""
        from core.scheduler import schedule  # noqa: PLC0415 app ready
        from supervision import jobs  # noqa: PLC0415 app ready

        schedule.register(*jobs.JOBS)
