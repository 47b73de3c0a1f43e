"""Days on which the administrator corrects the published calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import countries
from core.models.seals import Sealed


class CalendarDay(Sealed):
    """One day that is a working day or is not, against the library's table, with the notice that says so."""

    calendar = models.CharField(
        _("calendar"), max_length=2, choices=countries.choices, default=countries.CHINA
    )
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("is a working day"))
    name = models.CharField(_("name"), max_length=60, help_text=_("For example the name of the holiday."))
    notice_number = models.CharField(_("number of the notice"), max_length=80)
    reason = models.CharField(_("reason"), max_length=200)
    notice_year = models.PositiveSmallIntegerField(
        _("of the yearly notice of"),
        null=True,
        help_text=_("The year that the notice publishes; empty for a correction of single days."),
    )

    class Meta:
        ordering = ["day"]
        verbose_name = _("corrected day")
        verbose_name_plural = _("corrected days")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="day_corrected_once_in_a_calendar")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
