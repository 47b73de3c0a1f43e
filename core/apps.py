"""Core's place in the installed apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("People, regimes, calendar")

    def ready(self) -> None:
        """Let the system checks register themselves, and name the jobs of the clock."""
        from core import checks, clock, jobs  # noqa: F401, PLC0415 app ready

        clock.register(*jobs.JOBS)
