"""Sealed archive files (档案卷), one for each matter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Disclosure, Version
from core.database.guards import OnlyGrows, Within
from core.models import Agency, Department, Reminder, Sealed
from requests_app.models import Application


class ArchiveFile(Sealed):
    """A sealed, numbered file of exactly one disclosure or one application. The database refuses to change it.

    An application that a review or a court had reopened after its file was sealed is sealed again when it is finished
    anew: that file is a further volume of the first, and names the digest of the one before it.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="archive_files", verbose_name=_("agency"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="archive_files", verbose_name=_("department")
    )
    disclosure = models.OneToOneField(Disclosure, models.PROTECT, null=True, related_name="archive_file")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="archive_files")
    number = models.CharField(_("file number"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    position = models.PositiveIntegerField(_("position in the year"))
    manifest = models.JSONField(_("contents"))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the contents."))
    due_on = models.DateField(
        _("to be filed by"),
        null=True,
        editable=False,
        help_text=_("As it stood when it was sealed; empty where the rules name no time."),
    )
    sealed_at = models.DateTimeField(_("sealed at"))
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sealed by")
    )

    guards = [
        OnlyGrows(("title",), ("manifest",), proof="catalog.Erasure", by="disclosure_id"),
        Within("department.agency"),
        Within("disclosure.agency"),
        Within("application.agency"),
    ]

    class Meta:
        ordering = ["agency", "year", "position"]
        verbose_name = _("archive file")
        verbose_name_plural = _("archive files")
        constraints = [
            models.CheckConstraint(
                condition=Q(disclosure__isnull=False, application__isnull=True)
                | Q(disclosure__isnull=True, application__isnull=False),
                name="archive_file_of_exactly_one_thing",
            ),
            models.UniqueConstraint(fields=["agency", "year", "position"], name="archive_position_once"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("archive:file", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether it was sealed after the day that the rules of its body give (A-049)."""
        return self.due_on is not None and timezone.localdate(self.sealed_at) > self.due_on


class ArchiveSupplement(Sealed):
    """A further sealed volume of a file: one correction of what the file holds. The database refuses to change it.

    It names the digest of the volume before it, so that the first and all that follow are one chain.
    """

    MATTER = "number"  # what it is called when it is gone

    file = models.ForeignKey(
        ArchiveFile, models.PROTECT, related_name="supplements", verbose_name=_("archive file")
    )
    version = models.OneToOneField(
        Version, models.PROTECT, related_name="supplement", verbose_name=_("version")
    )
    number = models.CharField(_("volume number"), max_length=70, unique=True)
    position = models.PositiveSmallIntegerField(_("position in the file"))
    manifest = models.JSONField(_("contents"))
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the contents."))
    sealed_at = models.DateTimeField(_("sealed at"))
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sealed by")
    )

    guards = [
        OnlyGrows(
            (),
            ("manifest",),
            proof="catalog.Erasure",
            by="disclosure_id",
            matter="(SELECT disclosure_id FROM archive_archivefile WHERE id = OLD.file_id)",
        )
    ]

    class Meta:
        ordering = ["file", "position"]
        verbose_name = _("archive supplement")
        verbose_name_plural = _("archive supplements")
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="supplement_position_once"),
        ]

    def __str__(self) -> str:
        return self.number


class ArchiveReminder(Reminder):
    """A rung told for the day by which the file of a disclosure is to be closed."""

    class Kind(models.TextChoices):
        SEAL = "seal", _("Bring to the archive by")

    case = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="archive_reminders", verbose_name=_("disclosure")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of a file")
        verbose_name_plural = _("reminders of files")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="file_told_once")
        ]


class EarlyEnd(Sealed):
    """The display of a disclosure ends before its time (B-083): one person says why, another agrees.

    Without it a file is closed only when the months of display of the regime, or the validity, are over.
    """

    disclosure = models.OneToOneField(
        Disclosure, models.PROTECT, related_name="early_end", verbose_name=_("disclosure")
    )
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("agreed by")
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True)

    class Meta:
        verbose_name = _("early end of a display")
        verbose_name_plural = _("early ends of displays")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="early_end_has_a_reason"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by=F("asked_by")),
                name="early_end_is_said_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.disclosure)
