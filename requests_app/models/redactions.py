"""Redacting a file of an application: its pages on the screen, the boxes on them, the copies that were made."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedFileField
from core.database.guards import OnlyGrows
from core.models import Sealed, SealedQuerySet
from core.redaction.boxes import Box
from requests_app.models.applications import Application
from requests_app.models.files import CaseFile, case_path, case_storage

PERCENT = {"max_digits": 6, "decimal_places": 3}


def said_of(fault: str) -> str:
    """A fault in the language of the page: a sentence of the catalogue, and on a second line the names that go in."""
    sentence, _line, names = fault.partition("\n")
    return gettext(sentence) % {"names": names} if names else gettext(sentence)


class Redaction(Sealed):
    """A file whose pages are looked at and covered. Its pictures are made by the clock; ``fault`` says why not.

    Without an original the years of keeping are over: it was purged.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="redactions")
    original = models.OneToOneField(CaseFile, models.SET_NULL, null=True, related_name="redaction")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun at"))
    page_count = models.PositiveIntegerField(_("pages"), default=0)
    claimed_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField(null=True)
    fault = models.CharField(_("fault"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")

    def __str__(self) -> str:
        return self.original.name if self.original else "—"

    def get_absolute_url(self) -> str:
        return reverse("requests_app:redaction", args=[self.pk])

    @property
    def fault_said(self) -> str:
        """Why it was not made, in the language of the page."""
        return said_of(self.fault) if self.fault else ""


class RedactionPage(Sealed):
    """The picture of a page for the screen, encrypted as the file itself is."""

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    picture = EncryptedFileField(upload_to=case_path, storage=case_storage, max_length=100)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["redaction", "number"], name="page_is_drawn_once")]

    def __str__(self) -> str:
        return f"{self.redaction} {self.number}"


class RedactionBoxQuerySet(SealedQuerySet):
    def in_force(self) -> "RedactionBoxQuerySet":
        """Boxes that no later row takes away."""
        return self.filter(cancels__isnull=True, cancelled_by__isnull=True)


class RedactionBox(Sealed):
    """A box with its ground and who drew it, in percent of the page. A row that ``cancels`` takes one away."""

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="boxes")
    page = models.PositiveIntegerField(_("page"))
    left = models.DecimalField(_("from the left, in percent"), **PERCENT)
    top = models.DecimalField(_("from the top, in percent"), **PERCENT)
    width = models.DecimalField(_("width in percent"), **PERCENT)
    height = models.DecimalField(_("height in percent"), **PERCENT)
    ground = models.CharField(_("ground"), max_length=200)
    cancels = models.OneToOneField("self", models.PROTECT, null=True, related_name="cancelled_by")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drawn by")
    )
    at = models.DateTimeField(_("drawn at"))

    objects = RedactionBoxQuerySet.as_manager()

    guards = [OnlyGrows()]

    class Meta:
        ordering = ["page", "pk"]
        verbose_name = _("box of a redaction")
        verbose_name_plural = _("boxes of redactions")
        constraints = [
            models.CheckConstraint(
                condition=Q(left__gte=0, top__gte=0, width__gt=0, height__gt=0, page__gte=1),
                name="box_has_a_place_and_a_size",
            )
        ]

    def __str__(self) -> str:
        return f"{self.redaction} {self.page}"

    @property
    def place(self) -> Box:
        """Where it lies."""
        return Box(self.page, *(float(it) for it in (self.left, self.top, self.width, self.height)))


class RedactedCopy(Sealed):
    """A copy that was asked for, then made and proved by the clock; ``boxes`` are the boxes burnt into it.

    ``proof`` says what the look into the finished copy found, how many words were searched for, and the hashes of
    original and copy; the words themselves are not kept.
    """

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="copies")
    boxes = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for at"))
    claimed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(_("made at"), null=True)
    file = models.OneToOneField(CaseFile, models.SET_NULL, null=True, related_name="redacted_copy")
    proof = models.JSONField(_("proof"), default=dict)
    fault = models.CharField(_("fault"), max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("redacted copy")
        verbose_name_plural = _("redacted copies")
        constraints = [
            models.UniqueConstraint(
                fields=["redaction"], condition=Q(made_at__isnull=True), name="one_copy_is_made_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.redaction} {self.asked_at:%Y-%m-%d}"

    @property
    def fault_said(self) -> str:
        """Why it was not made, in the language of the page."""
        return said_of(self.fault) if self.fault else ""
