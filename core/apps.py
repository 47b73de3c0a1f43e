"""Core's place in the installed apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("People, regimes, calendar")

    def ready(self) -> None:
        """Let the system checks register themselves; name the jobs of the clock and the place of the key."""
        from core import checks, clock, crypto, jobs, keys  # noqa: F401, PLC0415 app ready

        crypto.ASK.append(keys.lookup_key)
        clock.register(*jobs.JOBS)
