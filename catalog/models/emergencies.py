"""Publication in an emergency, before anybody reviewed it, and the review that it owes."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.disclosures import Disclosure
from core.models import Reminder, Sealed, SealedQuerySet


class EmergencyReviewQuerySet(SealedQuerySet):
    def waiting(self) -> "EmergencyReviewQuerySet":
        """Those that nobody has done, of what is still out."""
        return self.filter(reviewed_at__isnull=True).exclude(disclosure__status=Disclosure.Status.WITHDRAWN)


class EmergencyReview(Sealed):
    """Who published at once, why, and by when somebody else must look at it. In sight of the public."""

    disclosure = models.OneToOneField(
        Disclosure, models.PROTECT, related_name="emergency", verbose_name=_("disclosure")
    )
    reason = models.CharField(_("why it could not wait"), max_length=300)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    published_at = models.DateTimeField(_("published at"))
    due_on = models.DateField(_("review due on"), db_index=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    opinion = models.TextField(_("opinion"), blank=True)

    objects = EmergencyReviewQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("review of an emergency publication")
        verbose_name_plural = _("reviews of emergency publications")
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("published_by")),
                name="nobody_reviews_their_own_emergency",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(opinion=""),
                name="emergency_review_has_person_time_and_opinion",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="emergency_has_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.disclosure)

    @property
    def agency_id(self) -> int:
        return self.disclosure.agency_id

    @property
    def department(self):
        return self.disclosure.department

    def is_missed_on(self, day: date) -> bool:
        """Whether its day is past and nobody reviewed it."""
        return self.reviewed_at is None and self.due_on < day


class EmergencyReminder(Reminder):
    """A rung told for the day of a review after an emergency."""

    class Kind(models.TextChoices):
        REVIEW = "review", _("Review by")

    case = models.ForeignKey(
        EmergencyReview, models.CASCADE, related_name="reminders", verbose_name=_("review")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta(Reminder.Meta):
        verbose_name = _("reminder of a review after an emergency")
        verbose_name_plural = _("reminders of reviews after emergencies")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="emergency_told_once")
        ]
