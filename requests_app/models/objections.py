"""Objections (异议) of applicants and third parties: each is a piece of work with a day, an owner and an answer."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.crypto import EncryptedTextField, OwnIdField
from core.models import Sealed, SealedQuerySet, User
from core.permissions import reach
from requests_app import rules
from requests_app.models.applications import Application, ApplicationEvent

User_ = settings.AUTH_USER_MODEL


class ObjectionQuerySet(SealedQuerySet):
    def waiting(self) -> "ObjectionQuerySet":
        """Those without an answer, also of cases that are finished."""
        return self.filter(answered_at=None, application__purged_on=None)

    def readable_by(self, user: User, *, on: date) -> "ObjectionQuerySet":
        """Those of applications that ``user`` may read."""
        found = reach(user, rules.READ, on=on)
        return self.filter(found.q("application__agency_id", "application__department"))


class Objection(Sealed):
    """One objection; its words are the note of ``event``. ``who`` is empty where the applicant objects."""

    class Result(models.TextChoices):
        UPHELD = "upheld", pgettext_lazy("objection", "Accepted")
        PARTLY = "partly", pgettext_lazy("objection", "Accepted in part")
        DISMISSED = "dismissed", pgettext_lazy("objection", "Not accepted")

    application = models.ForeignKey(Application, models.PROTECT, related_name="objections")
    event = models.OneToOneField(ApplicationEvent, models.PROTECT, related_name="objection")
    is_of_applicant = models.BooleanField(_("of the applicant"), default=True)
    own_id = OwnIdField()
    who = EncryptedTextField(_("third party who objects"), blank=True)
    raised_on = models.DateField(_("raised on"))
    due_on = models.DateField(_("to be answered by"), db_index=True)
    owner = models.ForeignKey(User_, models.PROTECT, null=True, related_name="+")
    result = models.CharField(pgettext_lazy("objection", "result"), max_length=10, choices=Result, blank=True)
    answer = EncryptedTextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User_, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    warned_on = models.DateField(null=True, editable=False)  # when its people were told that the day is near
    overdue_on = models.DateField(
        null=True, editable=False
    )  # when those who supervise were told that it is late

    objects = ObjectionQuerySet.as_manager()

    class Meta(Sealed.Meta):
        ordering = ["due_on", "pk"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, result="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(result="")),
                name="objection_answered_by_whom_and_how",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("raised_on")), name="objection_due_after_it_came"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.raised_on}"

    def get_absolute_url(self) -> str:
        return reverse("requests_app:objection", args=[self.pk])
