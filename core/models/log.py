"""The public log: each entry carries the hash of the one before it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.guards import OnlyGrows


class LogEntry(models.Model):
    """One publication, change or withdrawal. The database refuses to change or delete it."""

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80, db_index=True)
    payload = models.JSONField(_("content"))
    previous_hash = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    guards = [OnlyGrows()]

    class Meta:
        ordering = ["number"]
        verbose_name = _("entry of the public log")
        verbose_name_plural = _("public log")

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.subject}"


class LogHead(models.Model):
    """The end of the chain: one row, locked while an entry is added."""

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=1), name="log_has_one_head")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
