"""What a department was asked for while an application is handled (J4-297)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.database.guards import Within
from core.models import Department, Sealed, SealedQuerySet
from requests_app.models.applications import Application


class AssignmentQuerySet(SealedQuerySet):
    def waiting(self) -> "AssignmentQuerySet":
        """Those without an answer whose application is still open."""
        return self.filter(answered_at__isnull=True, application__in=Application.objects.open())


class Assignment(Sealed):
    """A department's part of an answer, due on an internal day."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    task = models.CharField(_("what is asked"), max_length=500)
    due_on = models.DateField(_("internal day"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("asked at"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = AssignmentQuerySet.as_manager()

    guards = [Within("department.agency", own="application.agency")]

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "department"],
                condition=Q(answered_at__isnull=True),
                name="department_is_asked_one_thing_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.department}"

    def get_absolute_url(self) -> str:
        return reverse("requests_app:assignment", args=[self.pk])

    @property
    def agency_id(self) -> int:
        """The body, for the question who may answer."""
        return self.department.agency_id
