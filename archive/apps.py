"""The place of ``archive`` in the installed apps."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = pgettext_lazy("part of the portal", "Archive")

    def ready(self) -> None:
        """Name what can be verified here."""
        from archive import jobs, proof  # noqa: PLC0415 app ready
        from core.proof import evidence  # noqa: PLC0415 app ready
        from core.scheduler import schedule  # noqa: PLC0415 app ready

        evidence.register(evidence.Check("archive files", proof.look))
        schedule.register(*jobs.JOBS)
