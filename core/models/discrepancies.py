"""What a check of the evidence has found, and what people say of it. Neither is ever changed or deleted."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.guards import OnlyGrows
from core.models.people import Agency
from core.models.seals import Sealed, SealedQuerySet


class DiscrepancyQuerySet(SealedQuerySet):
    def open(self) -> "DiscrepancyQuerySet":
        """Those that nobody has explained yet."""
        return self.exclude(notes__settles=True)


class Discrepancy(Sealed):
    """Something that is not as the public log, or a seal under it, says. Each is found once."""

    class Kind(models.TextChoices):
        CHANGED = "changed", pgettext_lazy("discrepancy", "Changed past the portal")
        MISSING = "missing", pgettext_lazy("discrepancy", "Deleted past the portal")
        FOREIGN = "foreign", pgettext_lazy("discrepancy", "Put in past the portal")
        FORGED = "forged", pgettext_lazy("discrepancy", "Seal forged or deleted past the portal")
        UNREADABLE = "unreadable", pgettext_lazy("discrepancy", "Cannot be read")
        FILE_CHANGED = "file_changed", pgettext_lazy("discrepancy", "File on disk changed")
        FILE_MISSING = "file_missing", pgettext_lazy("discrepancy", "File missing from the disk")
        TEXT = "text", pgettext_lazy("discrepancy", "Not what was published")
        ARCHIVE = "archive", pgettext_lazy("discrepancy", "Not what was sealed in the archive")
        CHAIN = "chain", pgettext_lazy("discrepancy", "The public log does not hold together")

    MATTER = "matter"

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    place = models.CharField(_("place"), max_length=64, help_text=_("The table or the log."))
    key = models.BigIntegerField(_("row"), null=True)
    what = models.TextField(_("what"), blank=True)
    matter = models.CharField(_("matter"), max_length=120, blank=True, db_index=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("agency"))
    found_at = models.DateTimeField(_("found at"))
    fingerprint = models.CharField(max_length=64, unique=True)

    objects = DiscrepancyQuerySet.as_manager()

    guards = [OnlyGrows()]

    class Meta(Sealed.Meta):
        ordering = ["-pk"]
        verbose_name = _("discrepancy")
        verbose_name_plural = _("discrepancies")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.matter or self.place} {self.what}".strip()


class DiscrepancyNote(Sealed):
    """What somebody says of it. A settled one no longer turns the health check red; it stays on record."""

    discrepancy = models.ForeignKey(Discrepancy, models.PROTECT, related_name="notes")
    text = models.CharField(_("what is known of it, and what was done"), max_length=600)
    settles = models.BooleanField(_("it is explained and put right"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    guards = [OnlyGrows()]

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("note on a discrepancy")
        verbose_name_plural = _("notes on discrepancies")

    def __str__(self) -> str:
        return self.text


class VerifyingRound(models.Model):
    """How far the checks of the clock have come: one row for each check. Progress only, no evidence."""

    check_name = models.CharField(max_length=80, primary_key=True)
    after = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("progress of a check")
        verbose_name_plural = _("progress of checks")

    def __str__(self) -> str:
        return f"{self.check_name} {self.after}"
