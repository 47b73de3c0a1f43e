"""Letters that the law requires (告知书、决定书): generated, numbered, kept as they were."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedTextField
from requests_app.models.applications import Application


class Notice(models.Model):
    """One notice. Its text is kept encrypted, since it names the applicant; the PDF is made from it when asked for."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        CORRECTION = "correction", _("Request for correction")
        EXTENSION = "extension", _("Notice of extension")
        FEE = "fee", _("Notice of a fee")
        DECISION = "decision", _("Decision")

    application = models.ForeignKey(Application, models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    number = models.CharField(_("number"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    content = EncryptedTextField(_("content"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return self.number
