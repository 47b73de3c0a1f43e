"""What happened, one typed table per thing, append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.guards import OnlyGrows
from core.models.seals import Sealed


class Event(Sealed):
    """A step that was taken. The concrete table adds the thing; the database refuses to change or delete a row."""

    action = models.CharField(_("step"), max_length=40)
    previous = models.CharField(pgettext_lazy("status", "from"), max_length=20)
    current = models.CharField(pgettext_lazy("status", "to"), max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("at"))

    guards = [OnlyGrows()]

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"


class AbstractClockEntry(Sealed):
    """What happened to a clock, append-only: its due day is a pure function of the entries, the calendar, the regime.

    The concrete table adds the thing, the acts that its clock knows, and the constraints on them. ``on`` is the day
    from which the act counts, ``at`` the moment of writing; ``by`` is empty where the clock itself wrote.
    """

    on = models.DateField(_("on"))
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    guards = [OnlyGrows()]

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.on}"
