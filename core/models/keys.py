"""Which key this database was written with, so that another one stops the start."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FieldKey(models.Model):
    """One row: the digest of the key, of the one that is to follow it, and the key of fingerprints, encrypted."""

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.CharField(_("digest of the key"), max_length=64)
    next_digest = models.CharField(_("digest of the key that follows it"), max_length=64, blank=True)
    lookup = models.TextField(_("key of fingerprints, encrypted"))
    made_at = models.DateTimeField(_("made at"))
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=1), name="portal_has_one_field_key")]
        verbose_name = _("key of personal data")
        verbose_name_plural = _("keys of personal data")

    def __str__(self) -> str:
        return self.digest[:12]
