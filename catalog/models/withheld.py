"""The re-assessments of what is kept back, and who was reminded of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.disclosures import Disclosure
from core.database.guards import OnlyGrows, Within
from core.models import Reminder, Sealed


class Reassessment(Sealed):
    """One look at something withheld, and what came of it (law-2019 article 18). Rows only grow."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("Still not disclosed")
        DISCLOSED = "disclosed", _("To be disclosed now")

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="reassessments", verbose_name=_("disclosure")
    )
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=300)
    draft = models.ForeignKey(
        Disclosure, models.PROTECT, null=True, related_name="+", verbose_name=_("draft that came of it")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assessed by")
    )
    at = models.DateTimeField(_("assessed at"))

    guards = [OnlyGrows(), Within("draft.agency", own="disclosure.agency")]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("re-assessment")
        verbose_name_plural = _("re-assessments")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "due_on"], name="assessed_once_for_a_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="reassessment_has_a_reason"),
            models.CheckConstraint(
                condition=Q(outcome="disclosed", draft__isnull=False) | Q(outcome="kept", draft__isnull=True),
                name="what_is_disclosed_now_has_a_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.get_outcome_display()}"


class ReassessmentReminder(Reminder):
    """A rung told for the day by which something withheld is assessed again."""

    class Kind(models.TextChoices):
        ASSESS = "assess", _("Assess again by")

    case = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="reassessment_reminders", verbose_name=_("disclosure")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of a re-assessment")
        verbose_name_plural = _("reminders of re-assessments")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="reassessment_told_once")
        ]
