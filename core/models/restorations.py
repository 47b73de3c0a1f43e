"""That an older database was put in the place of the one that ran: numbers given meanwhile are not given again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.seals import Sealed


class Restoration(Sealed):
    """One return to a backup: from when it was, and how many numbers of each series were left out after it."""

    at = models.DateTimeField(_("restored at"))
    made_at = models.DateTimeField(_("backup of"))
    skipped = models.PositiveIntegerField(_("numbers left out"))

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("return to a backup")
        verbose_name_plural = _("returns to backups")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
