"""What comes after an answer: reconsideration and lawsuits, the applicant's rating, the report upward."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.crypto import EncryptedTextField, OwnIdField
from core.database.guards import OnlyGrows, Within
from core.models import Agency, Department, Event, Sealed
from core.statuses import Toned
from core.transitions import SteppedQuerySet, step
from requests_app import rules
from requests_app.models.applications import Application

User_ = settings.AUTH_USER_MODEL
# Calendar days for the body's own statement: 行政复议法 article 48, 行政诉讼法 article 67.
TO_STATE = {"review": timedelta(days=10), "suit": timedelta(days=15), "suit_after_review": timedelta(days=15)}


class DisputeQuerySet(SteppedQuerySet):
    def pending(self) -> "DisputeQuerySet":
        """Those without a result."""
        return self.filter(status=Dispute.Status.PENDING)

    def to_state(self) -> "DisputeQuerySet":
        """Those whose body has not entered its own statement."""
        return self.pending().filter(stated_on=None)

    def ordering_an_answer(self) -> "DisputeQuerySet":
        """Those that want another answer and by which none was reopened yet."""
        return self.filter(status=Dispute.Status.ENDED, anew=True, reopened_on__isnull=True)


class Dispute(Sealed):
    """A reconsideration or a lawsuit about one application; of a suit after a reconsideration, that one too."""

    class Status(Toned):
        PENDING = "pending", pgettext_lazy("dispute", "Pending")
        ENDED = "ended", pgettext_lazy("dispute", "Ended")

    class Route(models.TextChoices):
        REVIEW = "review", _("Administrative reconsideration")
        SUIT = "suit", _("Lawsuit without reconsideration")
        SUIT_AFTER_REVIEW = "suit_after_review", _("Lawsuit after reconsideration")

    class Result(models.TextChoices):
        UPHELD = "upheld", pgettext_lazy("dispute", "Upheld")
        CORRECTED = "corrected", pgettext_lazy("dispute", "Corrected")
        OTHER = "other", pgettext_lazy("dispute", "Other result")

    RESTS_ON = ("application",)
    STEPS = {
        "state": step(Status.PENDING, to=Status.PENDING, by=rules.HANDLE, label=_("enter our statement")),
        "note": step(Status.PENDING, to=Status.PENDING, by=rules.HANDLE, label=_("add an entry")),
        "end": step(Status.PENDING, to=Status.ENDED, by=rules.HANDLE, label=_("enter the result")),
        "reopen": step(
            Status.ENDED, to=Status.PENDING, by=rules.RELEASE_ANSWER, label=_("take the result back")
        ),
    }

    application = models.ForeignKey(Application, models.PROTECT, related_name="disputes")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="disputes")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    route = models.CharField(_("route"), max_length=20, choices=Route)
    after = models.ForeignKey("self", models.PROTECT, null=True, related_name="suits")
    body = models.CharField(_("body that decides"), max_length=120)
    number = models.CharField(_("number of the case"), max_length=80)
    filed_on = models.DateField(_("accepted on"))
    notified_on = models.DateField(_("we were told on"))
    stated_on = models.DateField(_("our statement of"), null=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PENDING, editable=False
    )
    result = models.CharField(_("result"), max_length=12, choices=Result, blank=True)
    ended_on = models.DateField(_("ended on"), null=True)
    anew = models.BooleanField(_("the application is to be answered anew"), default=False)
    anew_days = models.PositiveSmallIntegerField(_("within working days"), null=True)
    reopened_on = models.DateField(_("decision received on"), null=True, editable=False)
    former = models.JSONField(_("answer before"), default=dict, blank=True, editable=False)
    own_id = OwnIdField()
    former_proof = EncryptedTextField(
        _("proof of delivery before"), max_length=100, blank=True, editable=False
    )

    objects = DisputeQuerySet.as_manager()

    guards = [Within("application.agency"), Within("department.agency")]

    class Meta:
        ordering = ["filed_on", "pk"]
        verbose_name = _("reconsideration or lawsuit")
        verbose_name_plural = _("reconsiderations and lawsuits")
        constraints = [
            models.UniqueConstraint(fields=["application", "body", "number"], name="dispute_entered_once"),
            models.CheckConstraint(
                condition=(Q(status="pending", result="", ended_on__isnull=True))
                | (Q(status="ended", ended_on__gte=F("filed_on")) & ~Q(result="")),
                name="ended_dispute_has_result_and_day",
            ),
            models.CheckConstraint(
                condition=Q(route="suit_after_review", after__isnull=False)
                | (~Q(route="suit_after_review") & Q(after__isnull=True)),
                name="suit_after_review_names_it",
            ),
            models.CheckConstraint(
                condition=Q(anew=False, anew_days__isnull=True, reopened_on__isnull=True)
                | (Q(status="ended", anew=True) & ~Q(result="upheld")),
                name="answered_anew_by_an_ended_dispute",
            ),
        ]
        indexes = [models.Index(fields=["agency", "status"], name="dispute_in_state")]

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def statement_is_late(today: date) -> Q:
        """The many-objects twin of ``state_by``: those whose last day for the statement has passed."""
        late = Q(pk__in=[])
        for route, days in TO_STATE.items():
            late |= Q(route=route, notified_on__lt=today - days)
        return late

    @property
    def state_by(self) -> date:
        """The last day for the body's own statement, in calendar days from the day it was told."""
        return self.notified_on + TO_STATE[self.route]


class DisputeEvent(Event):
    """An entry of a dispute."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="events")

    guards = [
        OnlyGrows(
            ("note",),
            proof="requests_app.Purge",
            by="application_id",
            matter="(SELECT application_id FROM requests_app_dispute WHERE id = OLD.dispute_id)",
        )
    ]


class Rating(Sealed):
    """How satisfied an applicant was with the answer: once, from one to five."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField(_("satisfaction"))
    own_id = OwnIdField()
    words = EncryptedTextField(_("in words"), blank=True)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("rating of an answer")
        verbose_name_plural = _("ratings of answers")
        constraints = [
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="stars_from_one_to_five")
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.stars}"


class UpwardReport(Sealed):
    """That a decided application was reported to the superior office, where the regime wants it (J4-293)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="upward_report")
    to_body = models.CharField(_("reported to"), max_length=120)
    due_on = models.DateField(_("due on"))
    reported_on = models.DateField(_("reported on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    reported_by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("reported by"))

    class Meta:
        verbose_name = _("report to the superior office")
        verbose_name_plural = _("reports to the superior office")

    def __str__(self) -> str:
        return f"{self.application_id} {self.reported_on}"
