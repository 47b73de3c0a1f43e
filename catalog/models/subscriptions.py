"""Who wants to be told of new consultations and disclosures by mail, without an account."""

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedTextField, OwnIdField
from core.models import Agency


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self) -> "SubscriptionQuerySet":
        """Those whose address said yes by the link."""
        return self.filter(confirmed_at__isnull=False)

    def of(self, agency: Agency) -> QuerySet:
        """Those that want news of ``agency``, by itself or with all others."""
        return self.filter(Q(agency=agency) | Q(agency__isnull=True))


class Subscription(models.Model):
    """A mail address and what it wants. It counts once its link was followed, and is deleted when it ends."""

    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("agency"),
        help_text=_("Empty: all agencies."),
    )
    own_id = OwnIdField()
    email = EncryptedTextField(_("mail address"), max_length=254)
    email_hash = models.CharField(max_length=64, editable=False)
    wants_disclosures = models.BooleanField(_("a letter of the week on new disclosures"), default=False)
    language = models.CharField(_("language"), max_length=10)
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    told_until = models.DateTimeField(_("told of disclosures until"))

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["email_hash", "agency"], name="subscribed_once_to_an_agency"),
            models.UniqueConstraint(
                fields=["email_hash"], condition=Q(agency__isnull=True), name="subscribed_once_to_all"
            ),
        ]
        indexes = [
            models.Index(
                fields=["told_until"],
                condition=Q(confirmed_at__isnull=False, wants_disclosures=True),
                name="subscription_to_tell",
            )
        ]

    def __str__(self) -> str:
        return str(self.agency or _("All agencies"))
