"""The feedback stage of what is published (反馈): who collects, until when, what the leading group made of it."""

from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Disclosure
from core.crypto import EncryptedFileField
from core.models import Reminder, Sealed
from review.models.opinions import Opinion


class FeedbackStage(Sealed):
    """One named person collects what is said of a disclosure until a day and hands it to the leading group (B-081).

    The group says how it is handled. Collecting ends with ``until``, or earlier by hand; whether the handling is late
    follows from ``handle_by`` and the day. While it lasts, and after, the disclosure stays published.
    """

    disclosure = models.OneToOneField(
        Disclosure, models.PROTECT, related_name="feedback_stage", verbose_name=_("disclosure")
    )
    collector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("collector")
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("feedback stage opened by")
    )
    opened_on = models.DateField(_("opened on"))
    until = models.DateField(_("feedback is collected until"), db_index=True)
    handle_by = models.DateField(_("to be handled by"), db_index=True)
    ended_on = models.DateField(_("collecting ended on"), null=True)
    summary = models.TextField(_("what was said, summed up"), max_length=4000, blank=True)
    handed_over_on = models.DateField(_("handed to the leading group on"), null=True)
    handling = models.TextField(_("how it is handled"), max_length=4000, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("feedback handled by"),
    )
    handled_on = models.DateField(_("handled on"), null=True)

    class Meta(Sealed.Meta):
        ordering = ["handle_by", "pk"]
        verbose_name = _("feedback stage")
        verbose_name_plural = _("feedback stages")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("opened_on"), handle_by__gte=F("until")),
                name="feedback_days_are_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("opened_on")),
                name="feedback_ends_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=True, summary="")
                | Q(handed_over_on__isnull=False) & ~Q(summary=""),
                name="feedback_handed_over_is_summed_up",
            ),
            models.CheckConstraint(
                condition=Q(handled_on__isnull=True, handled_by__isnull=True, handling="")
                | Q(handled_on__gte=F("handed_over_on"), handled_by__isnull=False) & ~Q(handling=""),
                name="feedback_handled_was_handed_over",
            ),
            models.CheckConstraint(
                condition=Q(handled_by__isnull=True) | ~Q(handled_by=F("collector")),
                name="nobody_handles_what_they_collected",
            ),
        ]

    def __str__(self) -> str:
        return str(self.disclosure)

    @property
    def agency_id(self) -> int:
        return self.disclosure.agency_id

    @property
    def department(self):
        return self.disclosure.department


class FeedbackReminder(Reminder):
    """A rung told for the day by which feedback is handled."""

    class Kind(models.TextChoices):
        HANDLE = "handle", _("Handle by")

    case = models.ForeignKey(
        FeedbackStage, models.CASCADE, related_name="reminders", verbose_name=_("feedback stage")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of a feedback stage")
        verbose_name_plural = _("reminders of feedback stages")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="feedback_told_once")
        ]


def scan_path(_scan: "OpinionScan", _name: str) -> str:
    """A place that tells nothing of the file; its content lies there encrypted."""
    drawn = uuid4().hex
    return f"opinions/{drawn[:2]}/{drawn}.bin"


def scan_storage() -> Storage:
    """Where scans lie: never under an address that is served."""
    return storages["default"]


class OpinionScan(Sealed):
    """The paper on which an opinion came, encrypted: it may name who wrote it. Only those who answer it get it."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="scans", verbose_name=_("opinion"))
    file = EncryptedFileField(_("file"), upload_to=scan_path, storage=scan_storage, max_length=100)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("scan of an opinion")
        verbose_name_plural = _("scans of opinions")

    def __str__(self) -> str:
        return self.name
