"""What is kept before an application is filed: drafts for some days, and how often looking first was enough."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedFileField, EncryptedTextField, OwnIdField
from core.models import Agency
from requests_app.models.files import case_path, case_storage


class FilingDraft(models.Model):
    """An application that somebody began to write. Who has its code opens it; after some days it is gone."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="filing_drafts")
    code_hash = models.CharField(max_length=64, unique=True)
    own_id = OwnIdField()
    content = EncryptedTextField()
    paper = EncryptedFileField(upload_to=case_path, storage=case_storage, max_length=100, blank=True)
    paper_type = models.CharField(max_length=100, blank=True)
    kept_at = models.DateTimeField(_("kept at"))
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("draft of an application")
        verbose_name_plural = _("drafts of applications")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kept_at:%Y-%m-%d}"


class FilingDay(models.Model):
    """How often, on a day, a body's public disclosures were shown to somebody about to apply, and were enough.

    Only sums: nothing says who looked, or for what.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="filing_days")
    day = models.DateField(_("day"))
    shown = models.PositiveIntegerField(_("shown"), default=0)
    answered = models.PositiveIntegerField(_("answered without an application"), default=0)

    class Meta:
        ordering = ["-day", "agency"]
        verbose_name = _("day of looking before applying")
        verbose_name_plural = _("days of looking before applying")
        constraints = [
            models.UniqueConstraint(fields=["agency", "day"], name="looking_counted_once_a_day"),
            models.CheckConstraint(condition=Q(answered__lte=F("shown")), name="answered_was_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day}"
