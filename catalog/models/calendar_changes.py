"""A change of the working days: a new year's notice or a correction, and what it moved."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import rules
from catalog.models.obligations import Obligation
from core import countries
from core.database.guards import OnlyGrows
from core.models import Sealed
from core.models.events import Event
from core.statuses import Tone, Toned
from core.transitions import step
from core.workdays import FIRST_YEAR, LAST_YEAR


class CalendarChange(Sealed):
    """Days of one notice. They count from the moment when a second administrator approves them, and not before."""

    class Status(Toned):
        DRAFTED = "drafted", Tone.INFO, pgettext_lazy("calendar change", "Drafted")
        APPLIED = "applied", pgettext_lazy("calendar change", "Approved and applied")
        REJECTED = "rejected", pgettext_lazy("calendar change", "Rejected")

    STEPS = {
        "apply": step(Status.DRAFTED, to=Status.APPLIED, by=rules.CALENDAR, label=_("approve and apply")),
        "reject": step(Status.DRAFTED, to=Status.REJECTED, by=rules.CALENDAR, label=_("reject")),
    }

    calendar = models.CharField(
        _("calendar"), max_length=2, choices=countries.choices, default=countries.CHINA
    )
    notice_number = models.CharField(_("number of the notice"), max_length=80)
    reason = models.CharField(_("reason"), max_length=200)
    publishes = models.PositiveSmallIntegerField(
        _("yearly notice of"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        help_text=_(
            "Only for the notice of all holidays and make-up workdays of a year: this year, whose days are then no "
            "longer provisional. Leave it empty for a correction of single days."
        ),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFTED, editable=False
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("drafted by"),
    )
    drafted_at = models.DateTimeField(_("drafted at"), editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("approved by"),
    )

    class Meta:
        ordering = ["-drafted_at", "-pk"]
        verbose_name = _("calendar change")
        verbose_name_plural = _("calendar changes")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="nobody_approves_their_own_days",
            ),
            models.CheckConstraint(
                condition=~Q(status="applied") | Q(approved_by__isnull=False),
                name="applied_days_have_their_approver",
            ),
        ]

    def __str__(self) -> str:
        return self.notice_number

    @property
    def agency_id(self) -> None:
        """A calendar belongs to no agency: only administrators of the portal reach it."""
        return None

    @property
    def department(self) -> None:
        """Nor to a department."""
        return None


class ChangedDay(Sealed):
    """One day of a change."""

    change = models.ForeignKey(CalendarChange, models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("is a working day"))
    name = models.CharField(_("name"), max_length=60, help_text=_("For example the name of the holiday."))

    class Meta:
        ordering = ["day"]
        verbose_name = _("day of a change")
        verbose_name_plural = _("days of a change")
        constraints = [models.UniqueConstraint(fields=["change", "day"], name="day_once_in_a_change")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"

    def clean(self) -> None:
        """Refuse a day that no table holds."""
        if self.day and not FIRST_YEAR <= self.day.year <= LAST_YEAR:
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError({"day": _("A day lies outside the years %(first)s to %(last)s.") % years})


class CalendarChangeEvent(Event):
    """A step of a calendar change."""

    calendarchange = models.ForeignKey(CalendarChange, models.PROTECT, related_name="events")


class DueChange(Sealed):
    """A day of an obligation that was moved by a change, append-only."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="due_changes", verbose_name=_("obligation")
    )
    change = models.ForeignKey(
        CalendarChange, models.PROTECT, related_name="moved", verbose_name=_("calendar change")
    )
    field = models.CharField(_("which day"), max_length=12)
    before = models.DateField(_("before"))
    after = models.DateField(_("after"))
    at = models.DateTimeField(_("at"))

    guards = [OnlyGrows()]

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("moved day")
        verbose_name_plural = _("moved days")
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "change", "field"], name="day_moved_once_by_a_change"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.before} > {self.after}"
