"""What people were reminded of in the catalogue, and their letters of the week."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.obligations import Obligation
from core.models import Agency, Reminder


class ObligationReminder(Reminder):
    """A rung told for the day by which something must be put forward or published."""

    class Kind(models.TextChoices):
        PROPOSE = "propose", _("Propose by")
        PUBLISH = "publish", _("Publish by")

    case = models.ForeignKey(
        Obligation, models.CASCADE, related_name="reminders", verbose_name=_("obligation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of an obligation")
        verbose_name_plural = _("reminders of obligations")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="obligation_told_once")
        ]


class WeeklyLetter(models.Model):
    """That a person's letter of a week was written, or was found to have nothing to say."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="weekly_letters", verbose_name=_("person")
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", verbose_name=_("agency"))
    week_on = models.DateField(_("Monday of the week"))
    run = models.UUIDField(editable=False, db_index=True)

    class Meta:
        ordering = ["-week_on", "person"]
        verbose_name = _("letter of the week")
        verbose_name_plural = _("letters of the week")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "week_on"], name="one_letter_a_person_agency_and_week"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.week_on}"
