"""How often somebody tried of late, so that guessing and flooding become slow; and the places that many share."""

import ipaddress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.text.characters import folded


class Try(models.Model):
    """The tries of one source at one purpose: one row, counted by conditional updates (``core.guests.attempts``).

    ``source`` is a keyed hash of the address, account or device, never itself. ``ends_at`` is when they are forgotten,
    ``free_at`` before when none more is taken, ``told_at`` when people were last told of it.
    """

    purpose = models.CharField(max_length=40)
    source = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)
    free_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "source"], name="tries_of_a_source_once")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.count}"


# The widest network that one house has: 65 536 addresses of IPv4 (RFC 1918, 192.168/16), a site of IPv6 (RFC 6177).
NARROWEST = {4: 16, 6: 48}


class SharedPlace(models.Model):
    """A service hall or kiosk: many people behind one address, who together may try as often as many."""

    name = models.CharField(_("name"), max_length=120)
    network = models.CharField(
        _("address or network"),
        max_length=50,
        unique=True,
        help_text=_("As the portal sees it, for example 203.0.113.7 or 203.0.113.0/28."),
    )
    people = models.PositiveSmallIntegerField(
        _("counts as so many people"),
        default=20,
        validators=[MinValueValidator(2), MaxValueValidator(1000)],
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("service hall or kiosk")
        verbose_name_plural = _("service halls and kiosks")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """An address or a network, written as one."""
        super().clean()
        try:
            network = ipaddress.ip_network(folded(self.network), strict=False)
        except ValueError as fault:
            raise ValidationError({"network": _("This is no address and no network.")}) from fault
        if network.prefixlen < NARROWEST[network.version]:
            words = _(
                "This network is too wide for a hall: at most /%(narrow)s, or the limits hold for nobody."
            )
            raise ValidationError({"network": words % {"narrow": NARROWEST[network.version]}})
        self.network = str(network)

    def holds(self, address: str) -> bool:
        """Whether ``address`` lies in it."""
        try:
            return ipaddress.ip_address(address) in ipaddress.ip_network(self.network)
        except ValueError:
            return False
