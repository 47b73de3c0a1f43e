"""Core's place in the installed apps."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("People, regimes, calendar")

    def ready(self) -> None:
        """Let the system checks register themselves; name the jobs of the clock and the place of the key;
        after each migration the guards of the rows are made."""
        from core import checks, crypto, jobs, keys, outcry  # noqa: F401, PLC0415 app ready
        from core.database import triggers  # noqa: PLC0415 app ready
        from core.proof import findings  # noqa: PLC0415 app ready
        from core.scheduler import schedule  # noqa: F401, PLC0415 app ready

        post_migrate.connect(triggers.after_migrating, sender=self)
        crypto.ASK.append(keys.lookup_key)
        schedule.register(*jobs.JOBS)
        outcry.TELL.append(findings.tell_of_met)
