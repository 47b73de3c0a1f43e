"""Reasons that an applicant is asked for, who applies for clearly too much or too often (art. 35)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.crypto import EncryptedTextField, OwnIdField
from core.models import Sealed
from requests_app.models.applications import Application


class Reasoning(Sealed):
    """What was asked, what came, and what the body thinks of it. Once for an application."""

    class Verdict(models.TextChoices):
        REASONABLE = "reasonable", pgettext_lazy("reasons", "Reasonable: it is answered")
        UNREASONABLE = (
            "unreasonable",
            pgettext_lazy("reasons", "Not reasonable, or none given: it is not handled"),
        )

    application = models.OneToOneField(Application, models.PROTECT, related_name="reasoning")
    why = models.TextField(_("why reasons are asked for"), max_length=1000)
    asked_on = models.DateField(_("asked on"))
    until = models.DateField(_("until"))
    own_id = OwnIdField()
    text = EncryptedTextField(_("the applicant’s reasons"), max_length=2000, blank=True)
    given_on = models.DateField(_("given on"), null=True)
    verdict = models.CharField(
        pgettext_lazy("on reasons", "verdict"), max_length=12, choices=Verdict, blank=True
    )
    words = models.TextField(_("reasons of the verdict"), max_length=1000, blank=True)
    judged_on = models.DateField(_("judged on"), null=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    delayed_to = models.DateField(_("answered at the latest on"), null=True)

    class Meta:
        verbose_name = _("reasons asked for")
        verbose_name_plural = _("reasons asked for")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    verdict="", judged_on__isnull=True, judged_by__isnull=True, delayed_to__isnull=True
                )
                | (~Q(verdict="") & Q(judged_on__isnull=False, judged_by__isnull=False)),
                name="reasons_judged_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="unreasonable") | Q(delayed_to__isnull=True),
                name="only_reasonable_reasons_delay_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def is_given(self) -> bool:
        """Whether the applicant gave reasons."""
        return self.given_on is not None
