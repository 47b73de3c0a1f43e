"""How a row that did not stand was put right: asked by one person, agreed to by another, and told in the public log."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.guards import OnlyGrows
from core.models.discrepancies import Discrepancy
from core.models.seals import Sealed


class Way(models.TextChoices):
    """What becomes of the row."""

    RESTORED = "restored", pgettext_lazy("righting", "Restore what the records tell")
    KEPT = "kept", pgettext_lazy("righting", "Let it stand as it is now")


class RightingWish(Sealed):
    """One person asks that a row is put right, and says why. It waits for another one."""

    discrepancy = models.OneToOneField(
        Discrepancy,
        models.PROTECT,
        related_name="righting_wish",
        verbose_name=pgettext_lazy("righting", "finding"),
    )
    way = models.CharField(pgettext_lazy("righting", "what becomes of it"), max_length=10, choices=Way)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    at = models.DateTimeField(_("asked for at"))

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("request to put a row right")
        verbose_name_plural = _("requests to put a row right")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="righting_wish_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.reason}"


class Righting(Sealed):
    """It was done, by two people. ``place`` and ``key`` name the row: a table that only grows gives way to it once."""

    discrepancy = models.OneToOneField(
        Discrepancy,
        models.PROTECT,
        related_name="righting",
        verbose_name=pgettext_lazy("righting", "finding"),
    )
    place = models.CharField(_("place"), max_length=64)
    key = models.BigIntegerField(_("row"))
    way = models.CharField(pgettext_lazy("righting", "what becomes of it"), max_length=10, choices=Way)
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("agreed to by")
    )
    asked_at = models.DateTimeField(_("asked for at"))
    at = models.DateTimeField(_("at"))

    guards = [OnlyGrows()]

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("row put right")
        verbose_name_plural = _("rows put right")
        indexes = [models.Index(fields=["place", "key"], name="rightings_of_a_row")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="righting_has_a_reason"),
            models.CheckConstraint(condition=~Q(asked_by=F("agreed_by")), name="righting_is_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.place} {self.key}"
