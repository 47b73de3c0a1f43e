"""Who reviews in whose place while somebody is away."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Agency, Sealed, SealedQuerySet


class DelegationQuerySet(SealedQuerySet):
    def in_force(self, day: date) -> "DelegationQuerySet":
        """Those that hold on ``day``, first and last day included."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), since__lte=day, until__gte=day)


class Delegation(Sealed):
    """From one day to another a deputy takes the steps of somebody's roles in an agency. It ends by itself."""

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations", verbose_name=_("away")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deputised", verbose_name=_("deputy")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    made_at = models.DateTimeField(_("made at"))
    ended_on = models.DateField(_("ended early on"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("deputy")), name="nobody_is_their_own_deputy"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="delegation_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.deputy}"
