"""What was withdrawn because of personal data, made unreadable for staff too: who asked, who agreed, and the proof."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.disclosures import Disclosure
from core.database.guards import OnlyGrows
from core.models import Sealed

User_ = settings.AUTH_USER_MODEL


class ErasureWish(Sealed):
    """One person asks that the text of a withdrawn disclosure is erased. It waits for another one."""

    disclosure = models.OneToOneField(
        Disclosure, models.PROTECT, related_name="erasure_request", verbose_name=_("disclosure")
    )
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    at = models.DateTimeField(_("asked for at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("request to erase")
        verbose_name_plural = _("requests to erase")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="request_to_erase_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure_id} {self.at:%Y-%m-%d}"


class Erasure(Sealed):
    """The proof of an erasure, by two people. The database refuses to change it.

    ``digest`` is a keyed hash of all that was erased: who has a copy can prove that it was this, and nobody can guess
    from it what it was. ``files`` are the digests under which its files stood in the public log. An entry of the log
    tells of it (``catalog/disclosures/records``): what is missing is erased with a proof, not altered, and the
    rest is compared.
    """

    disclosure = models.OneToOneField(
        Disclosure, models.PROTECT, related_name="erasure", verbose_name=_("disclosure")
    )
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    agreed_by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("agreed to by"))
    asked_at = models.DateTimeField(_("asked for at"))
    at = models.DateTimeField(_("at"))
    texts = models.PositiveIntegerField(_("texts erased"))
    files = models.JSONField(_("digests of the files erased"), default=list)
    digest = models.CharField(_("digest"), max_length=64)

    guards = [OnlyGrows()]

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("agreed_by")), name="two_people_erase"),
            models.CheckConstraint(condition=~Q(reason=""), name="erasure_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure_id} {self.at:%Y-%m-%d}"
