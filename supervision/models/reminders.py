"""Rungs of the ladder that were told for complaints and for correction orders."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Reminder
from supervision.models.complaints import Complaint
from supervision.models.orders import CorrectionOrder


class ComplaintReminder(Reminder):
    """A rung told for the day of answer of a complaint."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Answer by")

    case = models.ForeignKey(Complaint, models.CASCADE, related_name="reminders", verbose_name=_("complaint"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of a complaint")
        verbose_name_plural = _("reminders of complaints")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="complaint_told_once")
        ]


class OrderReminder(Reminder):
    """A rung told for the last day of a correction order."""

    class Kind(models.TextChoices):
        CORRECT = "correct", _("Correct by")
        CRITICISE = "criticise", _("Circular criticism by")

    case = models.ForeignKey(
        CorrectionOrder, models.CASCADE, related_name="reminders", verbose_name=_("correction order")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of a correction order")
        verbose_name_plural = _("reminders of correction orders")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="order_told_once")
        ]
