"""The place of ``archive`` in the installed apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = _("Archive")

    def ready(self) -> None:
        """Name what can be verified here."""
        from archive import proof  # noqa: PLC0415 app ready
        from core import evidence  # noqa: PLC0415 app ready

        evidence.register(evidence.Check("archive files", proof.look))
