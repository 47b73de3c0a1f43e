"""Photographs that show where a disclosure hangs, and who was reminded of hanging it."""

from django.core.files.storage import storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.disclosures import Placement
from core.models import Reminder, Sealed


def photo_path(photo: "PlacementPhoto", name: str) -> str:
    """Photographs lie under their content's hash, like attachments."""
    return f"placements/{photo.sha256[:2]}/{photo.sha256}.{name.rpartition('.')[2].lower()}"


def photo_storage():
    """Where photographs lie: never under an address that is served."""
    return storages["default"]


class PlacementPhoto(Sealed):
    """A photograph of the place, kept without the name and position that the camera wrote into it. Seen by staff."""

    placement = models.OneToOneField(
        Placement, models.PROTECT, related_name="photo", verbose_name=_("placement")
    )
    file = models.FileField(_("file"), upload_to=photo_path, storage=photo_storage, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("photograph of a place")
        verbose_name_plural = _("photographs of places")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:channel_photo", args=[self.pk])


class PlacementReminder(Reminder):
    """A rung told for the day by which the keeper of a channel has done a task."""

    class Kind(models.TextChoices):
        PLACE = "place", _("Do it on the channel by")

    case = models.ForeignKey(Placement, models.CASCADE, related_name="reminders", verbose_name=_("placement"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of a task on a channel")
        verbose_name_plural = _("reminders of tasks on channels")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="placement_told_once")
        ]
