"""Letters that are owed, and the pulse of the work that is done by the clock."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedTextField, FingerprintField, fingerprint

PLACEHOLDER = "●●●●●-●●●●●"  # where the secret stands in a letter as it is kept
CLAIM_LASTS = timedelta(minutes=10)
TRIES = 8


class LetterQuerySet(models.QuerySet):
    def addressed_to(self, address: str) -> "LetterQuerySet":
        """The letters to one mail address, which is encrypted in its rows."""
        return self.filter(to_key=fingerprint(address))

    def owed(self, now: datetime) -> "LetterQuerySet":
        """Unsent letters that nobody is sending: unclaimed, or claimed so long ago that the sender must be gone."""
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS)
        return self.filter(free, sent_at__isnull=True, tries__lt=TRIES, not_before__lte=now)

    def claim(self, now: datetime) -> bool:
        """Take the letters of this queryset for sending. True for the one caller who won."""
        return self.owed(now).update(claimed_at=now, tries=F("tries") + 1) == 1


class Letter(models.Model):
    """A mail that was promised inside the transaction of the change it tells about, and is sent by the clock."""

    name = models.CharField(_("kind"), max_length=60)
    to = EncryptedTextField(_("to"))
    to_key = FingerprintField(of="to")
    subject = models.CharField(_("subject"), max_length=200)
    unsubscribe = models.CharField(_("address that ends the subscription"), max_length=300, blank=True)
    body = EncryptedTextField(_("text"))
    secret = EncryptedTextField(
        blank=True, editable=False
    )  # stands in the mail only; forgotten once it is sent
    owed_at = models.DateTimeField(_("owed since"))
    not_before = models.DateTimeField(_("not before"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("last error"), blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-owed_at", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["not_before"], condition=Q(sent_at__isnull=True), name="letter_unsent"),
        ]

    def __str__(self) -> str:
        return self.subject


class Heartbeat(models.Model):
    """When a job of the clock last ran well, what it did then, and what last went wrong."""

    job = models.CharField(_("job"), max_length=60, primary_key=True)
    expected_from = models.DateTimeField(_("expected from"), default=timezone.now)
    ran_at = models.DateTimeField(_("last ran at"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=200, blank=True)
    failed_at = models.DateTimeField(_("last failed at"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        ordering = ["job"]
        verbose_name = _("job of the clock")
        verbose_name_plural = _("jobs of the clock")

    def __str__(self) -> str:
        return self.job
