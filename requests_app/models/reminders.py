"""What officers were reminded of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Reminder
from requests_app.models.applications import Application


class ApplicationReminder(Reminder):
    """A rung told for the day of answer or of delivery of an application."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Answer by")
        DELIVER = "deliver", _("Deliver by")

    case = models.ForeignKey(
        Application, models.CASCADE, related_name="reminders", verbose_name=_("application")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of an application")
        verbose_name_plural = _("reminders of applications")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="application_told_once")
        ]
