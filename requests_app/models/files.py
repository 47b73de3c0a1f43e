"""Files of an application: what it came with, and what was added while it was handled. Never public."""

from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedFileField
from core.models import Sealed
from requests_app.models.applications import Application


def case_path(_file: "CaseFile", _name: str) -> str:
    """A place that tells nothing of the file; its content lies there encrypted."""
    drawn = uuid4().hex
    return f"cases/{drawn[:2]}/{drawn}.bin"


def case_storage():
    """Where the files of cases lie: beside the attachments, never under an address that is served."""
    return storages["default"]


class CaseFile(Sealed):
    """A file, encrypted at rest: it may show identity papers. Only those who may read the application get it."""

    class Purpose(models.TextChoices):
        EVIDENCE = "evidence", _("What it came with")
        WORKING = "working", _("Working paper")
        ORIGINAL = "original", _("Original, restricted")
        REDACTED = "redacted", _("Redacted copy")
        IDENTITY = "identity", _("Identity paper")

    application = models.ForeignKey(Application, models.PROTECT, related_name="files")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    file = EncryptedFileField(_("file"), upload_to=case_path, storage=case_storage, max_length=100)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("added at"))
    for_applicant = models.BooleanField(_("handed to the applicant"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file of an application")
        verbose_name_plural = _("files of applications")

    def __str__(self) -> str:
        return self.name

    @property
    def suffix(self) -> str:
        """How the name ends, in small letters, without the dot."""
        return PurePath(self.name).suffix.lower().lstrip(".")
