"""Channels on which a disclosure is put, photographs that show where it hangs, who was reminded of hanging it."""

from datetime import date

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import rules
from catalog.models.disclosures import Disclosure, Status
from catalog.models.items import Audience
from core.database.guards import Refuses, Within
from core.models import Department, Reminder, Sealed, SealedQuerySet, User
from core.permissions import reaches

User_ = settings.AUTH_USER_MODEL
# What is forbidden for its item (不张贴).
ON_FORBIDDEN_CHANNELS = Refuses(
    "catalog_placement_is_allowed",
    "NEW.task <> 'take_down' AND EXISTS ("
    "SELECT 1 FROM catalog_disclosure d JOIN catalog_disclosureitem i ON i.id = d.item_id, json_each(i.never_on) f"
    " WHERE d.id = NEW.disclosure_id AND f.value = NEW.channel)",
    on_postgresql="NEW.task <> 'take_down' AND EXISTS ("
    "SELECT 1 FROM catalog_disclosure d JOIN catalog_disclosureitem i ON i.id = d.item_id"
    " WHERE d.id = NEW.disclosure_id AND i.never_on @> to_jsonb(NEW.channel::text))",
    words="this item is never published on this channel",
)


class PlacementQuerySet(SealedQuerySet):
    def waiting(self) -> "PlacementQuerySet":
        """Tasks that nobody has done; of what was withdrawn only its taking down is still to be done."""
        void = Q(disclosure__status=Status.WITHDRAWN) & ~Q(task=Placement.Task.TAKE_DOWN)
        return self.filter(confirmed_at__isnull=True).exclude(void)

    def tasks_of(self, user: User, *, on: date) -> "PlacementQuerySet":
        """What is done off the website and is ``user``'s: on channels that they keep, and of what they may read."""
        mine, narrow = reaches(user, rules.KEEP_CHANNEL, rules.KEEP_NARROW_CHANNEL, on=on)
        place, keeper = ("disclosure__agency_id", "disclosure__department"), ("keeper__agency_id", "keeper")
        readable = Disclosure.objects.readable_by(user, on=on).values("pk")
        own = mine.q(*place) & Q(disclosure__in=readable)
        kept = mine.q(*keeper) & ~Q(disclosure__audience=Audience.LEADERSHIP)
        hung = narrow.q(*keeper) | narrow.q(*place) & Q(keeper__isnull=True)
        by_hand = Q(confirmed_at__isnull=True) | Q(confirmed_by__isnull=False)
        return self.filter(by_hand, own | kept | hung)


class Placement(Sealed):
    """A task on one channel: when, where and by whom it was put there (A-050, A-051: time and place).

    What is corrected or withdrawn later makes tasks of its own for each place where it hangs.
    """

    class Task(models.TextChoices):
        POST = "post", pgettext_lazy("task on a channel", "Put it there")
        UPDATE = "update", pgettext_lazy("task on a channel", "Put the corrected text there")
        TAKE_DOWN = (
            "take_down",
            pgettext_lazy("task on a channel", "Take it down, or say that it is withdrawn"),
        )

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="placements", verbose_name=_("disclosure")
    )
    channel = models.CharField(_("channel"), max_length=40)
    name = models.CharField(_("name of the channel"), max_length=80)
    name_en = models.CharField(_("English name of the channel"), max_length=160, blank=True)
    keeper = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )
    task = models.CharField(_("task"), max_length=10, choices=Task, default=Task.POST)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True, db_index=True)
    placed_on = models.DateField(_("placed on"), null=True, blank=True)
    place = models.CharField(pgettext_lazy("where it hangs or stands", "place"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        User_, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    guards = [
        Within("keeper.agency", own="disclosure.agency"),
        ON_FORBIDDEN_CHANNELS,
    ]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "channel"], condition=Q(task="post"), name="placed_once_on_a_channel"
            ),
            models.UniqueConstraint(
                fields=["disclosure", "channel", "task"],
                condition=Q(confirmed_at__isnull=True),
                name="one_open_task_of_a_kind_on_a_channel",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | (Q(placed_on__isnull=False) & ~Q(place="")),
                name="confirmed_placement_has_day_and_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.place or '—'}"

    def get_absolute_url(self) -> str:
        return reverse("catalog:channel_task", args=[self.pk])

    def is_late_on(self, day: date) -> bool:
        """Whether its day has passed and nobody has done it."""
        return self.confirmed_at is None and self.due_on is not None and self.due_on < day


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
