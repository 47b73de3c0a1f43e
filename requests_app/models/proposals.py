"""Proposals to publish for everybody what was applied for (article 44), and the applications that each stands on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import DisclosureItem, Occurrence
from core.crypto import EncryptedTextField, OwnIdField
from core.database.guards import StaysInBody, Within
from core.models import Agency, Department, Event, Sealed
from core.statuses import Tone, Toned
from core.transitions import SteppedQuerySet, step
from requests_app import rules
from requests_app.models.applications import Application


class ProposalQuerySet(SteppedQuerySet):
    def waiting(self) -> "ProposalQuerySet":
        """Those that the disclosure office has not weighed yet."""
        return self.filter(status=Proposal.Status.WAITING)


class Proposal(Sealed):
    """Several applied for the same, or an applicant suggested it. Accepted, a department owes it."""

    class Status(Toned):
        WAITING = "waiting", Tone.WARN, pgettext_lazy("proposal status", "To be weighed")
        ACCEPTED = "accepted", pgettext_lazy("proposal status", "Accepted")
        DECLINED = "declined", pgettext_lazy("proposal status", "Declined")

    class Origin(models.TextChoices):
        ALIKE = "alike", _("Several applications for the same")
        SUGGESTED = "suggested", _("Suggested by an applicant")

    STEPS = {
        "accept": step(Status.WAITING, to=Status.ACCEPTED, by=rules.WEIGH, label=_("accept")),
        "decline": step(Status.WAITING, to=Status.DECLINED, by=rules.WEIGH, label=_("decline")),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="proposals", verbose_name=_("agency"))
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    origin = models.CharField(_("origin"), max_length=12, choices=Origin)
    title = models.CharField(_("what it is about"), max_length=120)
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.WAITING, editable=False
    )
    item = models.ForeignKey(
        DisclosureItem, models.PROTECT, null=True, related_name="+", verbose_name=_("item of the catalogue")
    )
    occurrence = models.OneToOneField(Occurrence, models.PROTECT, null=True, related_name="proposal")
    reason = models.TextField(_("reason"), blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    weighed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    weighed_on = models.DateField(_("weighed on"), null=True)

    objects = ProposalQuerySet.as_manager()

    guards = [Within("department.agency"), Within("item.agency"), StaysInBody()]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposal to publish")
        verbose_name_plural = _("proposals to publish")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(item__isnull=False, occurrence__isnull=False),
                name="accepted_proposal_is_owed",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(reason=""), name="declined_proposal_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["agency", "status"], name="proposal_in_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("requests_app:proposal", args=[self.pk])


class ProposalSource(Sealed):
    """An application that a proposal stands on; ``suggestion`` are its applicant's words where they suggested it."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="sources")
    application = models.OneToOneField(Application, models.PROTECT, related_name="proposed")
    own_id = OwnIdField()
    suggestion = EncryptedTextField(_("suggestion"), blank=True)
    added_at = models.DateTimeField(_("added at"))

    guards = [Within("application.agency", own="proposal.agency")]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("application behind a proposal")
        verbose_name_plural = _("applications behind proposals")

    def __str__(self) -> str:
        return str(self.application_id)


class ProposalEvent(Event):
    """A step of a proposal."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="events")


class LikenessMark(models.Model):
    """How far the applications of a body were compared with those before them."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="+")
    upto = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.upto}"
