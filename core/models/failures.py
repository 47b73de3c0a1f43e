"""Faults of the program: where and of what kind, how often and when; never what somebody typed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Failure(models.Model):
    """One kind of fault at one place of the program. It is counted, not kept each time."""

    kind = models.CharField(_("kind of fault"), max_length=100)
    place = models.CharField(_("place in the program"), max_length=200)
    doing = models.CharField(
        _("while doing"), max_length=200, blank=True
    )  # a job, or the pattern of an address
    count = models.PositiveIntegerField(_("how often"), default=1)
    first_at = models.DateTimeField(_("first seen"))
    last_at = models.DateTimeField(_("last seen"))
    told_at = models.DateTimeField(_("told by mail at"), null=True, blank=True)

    class Meta:
        ordering = ["-last_at", "-pk"]
        verbose_name = _("fault")
        verbose_name_plural = _("faults")
        constraints = [models.UniqueConstraint(fields=["kind", "place"], name="failure_once_for_each_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"
