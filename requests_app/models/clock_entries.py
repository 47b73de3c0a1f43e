"""What happened to the clock of an application, append-only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.guards import OnlyGrows
from core.models import AbstractClockEntry
from requests_app.models.applications import Application


class ClockEntry(AbstractClockEntry):
    """One entry. The due day is a pure function of all entries, the calendar and the regime."""

    class Act(models.TextChoices):
        START = "start", _("Started")
        RESTART = "restart", _("Started again")
        RENEW = "renew", _("Started again after payment")
        PAUSE = "pause", _("Stopped for a while")
        RESUME = "resume", _("Went on")
        EXTEND = "extend", _("Extended")
        DELAY = "delay", _("Put off for good reasons")
        STOP = "stop", _("Ended")
        LAPSE = "lapse", _("Ended without an answer")
        TOLD = "told", _("Began with the delivery of the notice")
        REVIVE = "revive", _("Went on: what was asked for had come in time")
        REOPEN = "reopen", _("Reopened by a review or a court")

    application = models.ForeignKey(Application, models.PROTECT, related_name="clock_entries")
    clock = models.CharField(_("clock"), max_length=20)
    act = models.CharField(pgettext_lazy("clock", "what happened"), max_length=10, choices=Act)

    guards = [OnlyGrows(("reason",), proof="requests_app.Purge", by="application_id")]

    class Meta(AbstractClockEntry.Meta):
        verbose_name = _("clock entry")
        verbose_name_plural = _("clock entries")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "clock"], condition=Q(act="start"), name="a_clock_starts_once"
            ),
            models.CheckConstraint(
                condition=Q(act="extend", days__isnull=False) | ~Q(act="extend"), name="extension_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.act} {self.on}"
