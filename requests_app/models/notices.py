"""Letters that the law requires (告知书、决定书): generated, numbered, kept as they were."""

import re
from string import Formatter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.crypto import EncryptedFileField, EncryptedTextField, OwnIdField
from core.models import Agency, Sealed
from requests_app.models.applications import Application
from requests_app.models.files import case_path, case_storage

USUAL_PATTERN = "{code}-{series}〔{year}〕{number:04d}"
SPEC = re.compile(r"(0\d)?d?")


def readable_pattern(value: str) -> None:
    """Refuse a pattern whose numbers could not be told apart. Raises ``ValidationError``."""
    try:
        parts = [part for part in Formatter().parse(value) if part[1] is not None]
    except ValueError:
        parts = []
    names = [name for _before, name, _spec, _how in parts]
    plain = all(
        not how and (SPEC.fullmatch(spec) if name == "number" else not spec)
        for _before, name, spec, how in parts
    )
    wanted = {"series", "year", "number"}
    if not (plain and wanted <= set(names) <= {*wanted, "code"} and len(names) == len(set(names))):
        raise ValidationError(
            _("Write {series}, {year} and {number} once each, and {code} where the code is wanted.")
        )


class Notice(Sealed):
    """One notice. Its text is kept encrypted, since it names the applicant. What was sent never changes.

    A wrong one is replaced by another with a number of its own, which names it.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        CORRECTION = "correction", _("Request for correction")
        REASONS = "reasons", _("Request for reasons")
        EXTENSION = "extension", _("Notice of extension")
        DELAY = "delay", _("Notice of delay")
        THIRD_PARTY = "third_party", _("Consultation of a third party")
        THIRD_PARTY_TOLD = "third_party_told", _("Notice that others are consulted")
        THIRD_PARTY_RESULT = "third_party_result", _("Notice to a third party")
        AGENCIES = "agencies", _("Consultation of co-producing agencies")
        FEE = "fee", _("Notice of a fee")
        DECISION = "decision", _("Decision")
        TRANSFER = "transfer", _("Transfer to another body")
        DELIVERY = "delivery", _("Record of delivery")
        LAPSE = "lapse", _("Notice that it is given up")
        WITHDRAWN = "withdrawn", _("Confirmation of a withdrawal")
        REOPENED = "reopened", _("Notice of reopening")
        RECTIFIED = "rectified", _("Answer to a request to rectify")
        OBJECTION = "objection", _("Answer to an objection")
        ANNOUNCEMENT = "announcement", _("Public announcement of a notice")

    application = models.ForeignKey(Application, models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    form = models.CharField(_("form"), max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=120)
    own_id = OwnIdField()
    content = EncryptedTextField(_("content"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to_applicant = models.BooleanField(_("goes to the applicant"), default=True)
    occasion = models.CharField(max_length=64, blank=True, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    why_replaced = EncryptedTextField(_("what was wrong"), blank=True)
    claimed_at = models.DateTimeField(null=True, editable=False)  # since when a worker draws its file

    class Meta:
        ordering = ["pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            # What was sent for an occasion is sent once; after that it can only be replaced.
            models.UniqueConstraint(
                fields=["application", "form", "occasion"],
                condition=Q(replaces__isnull=True) & ~Q(form=""),
                name="notice_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def replacement(self) -> "Notice | None":
        """The notice that took its place."""
        return getattr(self, "replaced_by", None)


class NoticeFile(Sealed):
    """The PDF file of a notice as the worker made it, encrypted at rest: from then on these bytes are handed out."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="made")
    file = EncryptedFileField(upload_to=case_path, storage=case_storage, max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("file of a notice")
        verbose_name_plural = _("files of notices")

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.sha256[:12]}"


class NoticeNumbering(Sealed):
    """How a body writes the numbers of its notices; without one as 代码-依答〔2026〕0001."""

    agency = models.OneToOneField(
        Agency, models.CASCADE, related_name="notice_numbering", verbose_name=_("agency")
    )
    pattern = models.CharField(
        pgettext_lazy("numbers", "pattern"),
        max_length=60,
        unique=True,
        validators=[readable_pattern],
        help_text=_("For example: 清区办{series}〔{year}〕第{number}号. {number:04d} fills up with zeros."),
    )

    class Meta(Sealed.Meta):
        verbose_name = _("numbering of notices")
        verbose_name_plural = _("numbering of notices")

    def __str__(self) -> str:
        return self.pattern
