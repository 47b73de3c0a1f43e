"""What came in for a case by another way than the portal: on paper, by mail, by telephone, at the counter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Sealed
from requests_app.models.applications import Application, ApplicationEvent
from requests_app.models.files import CaseFile


class Arrival(Sealed):
    """One paper, mail, call or visit, entered by an officer. What was said stands with the step that it made."""

    class What(models.TextChoices):
        CORRECTION = "correction", pgettext_lazy("what came in", "The correction that was asked for")
        REASONS = "reasons", pgettext_lazy("what came in", "The reasons that were asked for")
        OPINION = "opinion", pgettext_lazy("what came in", "The answer of a third party or an agency")
        OBJECTION = "objection", pgettext_lazy("what came in", "An objection")
        WITHDRAWAL = "withdrawal", pgettext_lazy("what came in", "A withdrawal of the application")

    class Channel(models.TextChoices):
        LETTER = "letter", pgettext_lazy("channel", "By post")
        COUNTER = "counter", pgettext_lazy("channel", "At the counter")
        PHONE = "phone", pgettext_lazy("channel", "By telephone")
        FAX = "fax", pgettext_lazy("channel", "By fax")
        EMAIL = "email", pgettext_lazy("channel", "By e-mail")

    application = models.ForeignKey(Application, models.PROTECT, related_name="arrivals")
    event = models.OneToOneField(ApplicationEvent, models.PROTECT, related_name="arrival")
    what = models.CharField(_("what came in"), max_length=10, choices=What)
    channel = models.CharField(_("by which way"), max_length=10, choices=Channel)
    arrived_on = models.DateField(_("arrived on"))
    posted_on = models.DateField(_("postmark of"), null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    papers = models.ManyToManyField(CaseFile, related_name="arrivals")

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("what came in for a case")
        verbose_name_plural = _("what came in for cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(posted_on__isnull=True) | Q(channel="letter", posted_on__lte=F("arrived_on")),
                name="postmark_of_a_letter_before_it_came",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.what} {self.arrived_on}"
