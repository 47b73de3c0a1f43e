"""Extensions that officers ask for: who may approve grants or refuses them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Sealed
from requests_app.models.applications import Application

User_ = settings.AUTH_USER_MODEL


class AskedExtension(Sealed):
    """That an answer be put off, asked by an officer; one at a time for an application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="asked_extensions")
    days = models.PositiveSmallIntegerField(_("Days to add"))
    reason = models.TextField(_("Reason, which the applicant is told"), max_length=300)
    asked_by = models.ForeignKey(User_, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answered_by = models.ForeignKey(User_, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    is_granted = models.BooleanField(_("granted"), default=False)
    answer = models.TextField(_("why it was refused"), max_length=300, blank=True)
    warned_for = models.DateField(null=True, editable=False)  # the day of answer of which both were warned

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("extension that is asked for")
        verbose_name_plural = _("extensions that are asked for")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True),
                name="one_extension_asked_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, is_granted=False, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="extension_answered_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.days}"
