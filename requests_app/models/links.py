"""Applications that belong together, and the texts with which a body begins its answers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Agency, Sealed
from requests_app.models.applications import Application


class Link(Sealed):
    """An application is tied to an earlier one of the same body."""

    class Kind(models.TextChoices):
        REPEATED = "repeated", _("Repeats it: the same applicant asked for the same")
        TOGETHER = "together", _("Is handled together with it")

    application = models.ForeignKey(Application, models.PROTECT, related_name="links")
    other = models.ForeignKey(
        Application, models.PROTECT, related_name="linked_from", verbose_name=_("other application")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("link between applications")
        verbose_name_plural = _("links between applications")
        constraints = [
            models.UniqueConstraint(fields=["application", "other"], name="two_applications_are_linked_once"),
            models.CheckConstraint(
                condition=~Q(application=F("other")), name="no_application_is_linked_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} → {self.other}"


class AnswerText(models.Model):
    """Texts with which a body begins the draft of an outcome; {number}, {subject} and {received} are filled in."""

    FIELDS = ("reasons", "grounds", "way", "time", "place")

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="answer_texts", verbose_name=_("agency"))
    outcome = models.CharField(_("code of the outcome"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    reasons = models.TextField(_("reasons"), max_length=2000, blank=True)
    grounds = models.TextField(_("legal grounds"), max_length=1000, blank=True)
    way = models.CharField(_("way of disclosure"), max_length=200, blank=True)
    time = models.CharField(_("time of disclosure"), max_length=200, blank=True)
    place = models.CharField(_("place of disclosure"), max_length=200, blank=True)

    class Meta:
        ordering = ["agency", "outcome", "name"]
        verbose_name = _("text for answers")
        verbose_name_plural = _("texts for answers")
        constraints = [
            models.UniqueConstraint(fields=["agency", "outcome", "name"], name="answer_text_once_by_its_name")
        ]

    def __str__(self) -> str:
        return self.name
