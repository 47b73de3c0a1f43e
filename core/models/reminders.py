"""What was told of a day that was owed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """A rung of the ladder, told for one day of a case. The concrete table adds ``case`` and its kinds.

    Each is told once for a due day: the concrete table has a unique constraint over case, kind, day and rung, and a day
    that moves is another day. ``run`` marks the rows that one run of the clock has claimed.
    """

    due_on = models.DateField(_("due on"))
    rung = models.SmallIntegerField(_("working days after the day"))
    told_at = models.DateTimeField(_("told at"))
    run = models.UUIDField(editable=False, db_index=True)

    class Meta:
        abstract = True
        ordering = ["-told_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.due_on} {self.rung:+d}"
