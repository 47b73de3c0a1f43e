"""The fee that was asked for an application, with its working."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Sealed
from requests_app import fees
from requests_app.models.applications import Application


class Fee(Sealed):
    """One fee for one application, by items or by pages, never both (国办函〔2020〕109号 art. 3). Amounts in yuan."""

    class Basis(models.TextChoices):
        ITEMS = fees.ITEMS, _("By items")
        PAGES = fees.PAGES, _("By pages")

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="fee", verbose_name=_("application")
    )
    basis = models.CharField(pgettext_lazy("fee", "counted"), max_length=10, choices=Basis)
    number = models.PositiveIntegerField(_("items or pages"))
    already = models.PositiveIntegerField(_("items earlier in the month"), default=0)
    working = models.JSONField(_("working"))
    amount = models.PositiveIntegerField(_("yuan"))
    reason = models.CharField(_("why a fee is asked"), max_length=500)
    how_to_pay = models.CharField(_("how it is paid"), max_length=500)
    quoted_on = models.DateField(_("asked on"))
    quoted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_on = models.DateField(_("notice received on"), null=True)
    paid_on = models.DateField(_("paid on"), null=True)
    voucher = models.CharField(_("number of the voucher"), max_length=60, blank=True)
    lapsed_on = models.DateField(_("given up on"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="fee_is_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | Q(lapsed_on__isnull=True), name="fee_is_paid_or_given_up"
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | Q(paid_on__gte=F("quoted_on")),
                name="fee_is_paid_after_it_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.amount}"

    @property
    def is_waited_for(self) -> bool:
        """Whether it was neither paid nor given up."""
        return self.paid_on is None and self.lapsed_on is None
