"""An application for disclosure (依申请公开申请)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Disclosure
from core.crypto import EncryptedTextField, OwnIdField, masked
from core.database.guards import OnlyGrows, StaysInBody, Within
from core.models import Agency, Department, Event, RegimeVersion, RulesMissing, Sealed, User
from core.permissions import may, reach
from core.regimes.parsed import Applications, Outcome
from core.transitions import SteppedQuerySet, step
from requests_app import report_rows, rules
from requests_app.models.choices import (
    OPEN,
    ApplicantKind,
    CaseKind,
    DeliveryForm,
    DeliveryWay,
    Status,
    Way,
)

User_ = settings.AUTH_USER_MODEL


class ApplicationQuerySet(SteppedQuerySet):
    def open(self) -> "ApplicationQuerySet":
        """Those that still wait for a decision."""
        return self.filter(status__in=OPEN)

    def readable_by(self, user: User, *, on: date) -> "ApplicationQuerySet":
        """What ``user`` may read: the many-objects twin of ``Application.is_readable_by``."""
        return self.filter(reach(user, rules.READ, on=on).q())


class Application(Sealed):
    """One application. It keeps the version of the regime under which it was received."""

    Status = Status
    RESTS_ON = ("version", "led_by")
    STEPS = {
        "register": step(Status.RECEIVED, to=Status.REGISTERED, by=rules.HANDLE, label=_("register")),
        "register_at_once": step(
            Status.RECEIVED, to=Status.REGISTERED, by=None, label=pgettext_lazy("by the portal", "register")
        ),
        "ask_correction": step(
            Status.REGISTERED, to=Status.CORRECTING, by=rules.HANDLE, label=_("ask for correction")
        ),
        "check_identity": step(
            Status.REGISTERED,
            to=Status.REGISTERED,
            by=rules.HANDLE,
            label=_("enter that the identity was checked"),
        ),
        "correct": step(
            Status.CORRECTING, to=Status.REGISTERED, by=None, label=pgettext_lazy("application", "correct")
        ),
        "enter_correction": step(
            Status.CORRECTING,
            Status.LAPSED,
            to=Status.REGISTERED,
            by=rules.HANDLE,
            label=_("enter the correction that came"),
        ),
        "lapse": step(Status.CORRECTING, to=Status.LAPSED, by=rules.HANDLE, label=_("close as lapsed")),
        "extend": step(Status.REGISTERED, to=Status.REGISTERED, by=rules.EXTEND, label=_("extend")),
        "ask_extension": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("ask for an extension")
        ),
        "refuse_extension": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.EXTEND, label=_("refuse the extension")
        ),
        "consult_third_party": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("ask a third party")
        ),
        "third_party_answered": step(
            Status.REGISTERED,
            to=Status.REGISTERED,
            by=rules.HANDLE,
            label=_("enter the third party’s opinion"),
        ),
        "third_party_silent": step(
            Status.REGISTERED, to=Status.REGISTERED, by=None, label=_("go on without the third party")
        ),
        "consult_agency": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("ask a co-producing agency")
        ),
        "agency_answered": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("enter the agency’s opinion")
        ),
        "agency_silent": step(
            Status.REGISTERED, to=Status.REGISTERED, by=None, label=_("go on without the agency: it consents")
        ),
        "lapse_by_clock": step(
            Status.CORRECTING, to=Status.LAPSED, by=None, label=_("lapse without a correction")
        ),
        "lapse_fee_by_clock": step(
            Status.REGISTERED, to=Status.LAPSED, by=None, label=_("lapse without the fee")
        ),
        "ask_reasons": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("ask for reasons")
        ),
        "give_reasons": step(Status.REGISTERED, to=Status.REGISTERED, by=None, label=_("give reasons")),
        "enter_reasons": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("enter the reasons that came")
        ),
        "enter_late_opinion": step(
            Status.REGISTERED,
            to=Status.REGISTERED,
            by=rules.HANDLE,
            label=_("enter an opinion that came in time"),
        ),
        "enter_objection": step(
            *OPEN,
            Status.DECIDED,
            Status.CLOSED,
            to=None,
            by=rules.HANDLE,
            label=_("enter an objection"),
        ),
        "object": step(
            *OPEN,
            Status.DECIDED,
            Status.CLOSED,
            to=None,
            by=None,
            label=pgettext_lazy("application", "object"),
        ),
        "answer_objection": step(*Status, to=None, by=rules.HANDLE, label=_("answer an objection")),
        "reasons_silent": step(
            Status.REGISTERED, to=Status.REGISTERED, by=None, label=_("go on without reasons")
        ),
        "judge_reasons": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("judge the reasons")
        ),
        "quote_fee": step(Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("ask for a fee")),
        "fee_told": step(
            Status.REGISTERED,
            to=Status.REGISTERED,
            by=rules.HANDLE,
            label=_("enter when the notice of the fee arrived"),
        ),
        "fee_told_by_clock": step(
            Status.REGISTERED,
            to=Status.REGISTERED,
            by=None,
            label=_("let the time to pay begin"),
        ),
        "pay_fee": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("enter the payment")
        ),
        "revive_fee": step(
            Status.LAPSED,
            to=Status.REGISTERED,
            by=rules.HANDLE,
            label=_("enter a payment that came in time"),
        ),
        "lapse_fee": step(
            Status.REGISTERED,
            to=Status.LAPSED,
            by=rules.HANDLE,
            label=_("close because the fee was not paid"),
        ),
        "follow": step(
            Status.REGISTERED,
            to=Status.REGISTERED,
            by=rules.HANDLE,
            label=_("let another case decide it too"),
        ),
        "part": step(
            Status.REGISTERED, to=Status.REGISTERED, by=rules.HANDLE, label=_("decide it by itself again")
        ),
        "decide_with": step(
            Status.REGISTERED, to=Status.DECIDED, by=rules.DECIDE, label=_("decide with the leading case")
        ),
        "draft": step(Status.REGISTERED, to=Status.DRAFTED, by=rules.DRAFT, label=_("draft the decision")),
        "send_back": step(Status.DRAFTED, to=Status.REGISTERED, by=rules.DECIDE, label=_("return the draft")),
        "decide": step(Status.DRAFTED, to=Status.DECIDED, by=rules.DECIDE, label=_("decide")),
        "deliver": step(Status.DECIDED, to=Status.CLOSED, by=rules.HANDLE, label=_("confirm delivery")),
        "reopen": step(
            Status.DECIDED,
            Status.CLOSED,
            Status.ARCHIVED,
            to=Status.REGISTERED,
            by=rules.HANDLE,
            label=_("reopen for another answer"),
        ),
        "withdraw": step(*OPEN, to=Status.WITHDRAWN, by=None, label=_("withdraw")),
        "enter_withdrawal": step(
            *OPEN, to=Status.WITHDRAWN, by=rules.HANDLE, label=_("enter the withdrawal that came")
        ),
        "archive": step(
            Status.CLOSED,
            Status.WITHDRAWN,
            Status.LAPSED,
            to=Status.ARCHIVED,
            by=rules.ARCHIVE,
            label=_("archive"),
        ),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="applications", verbose_name=_("agency"))
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("handled by"),
    )
    version = models.ForeignKey(
        RegimeVersion, models.PROTECT, related_name="+", verbose_name=_("version of the regime")
    )
    kind = models.CharField(
        _("kind of case"), max_length=15, choices=CaseKind, default=CaseKind.DISCLOSURE, editable=False
    )
    number = models.CharField(_("number"), max_length=100, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.RECEIVED, editable=False
    )
    way = models.CharField(_("came by"), max_length=20, choices=Way, default=Way.WEB)
    applicant_kind = models.CharField(_("applicant is a"), max_length=20, choices=ApplicantKind)
    own_id = OwnIdField()
    applicant_name = EncryptedTextField(_("name of the applicant"), max_length=100)
    identity_number = EncryptedTextField(_("identity number"), max_length=40, blank=True)
    phone = EncryptedTextField(_("phone"), max_length=40, blank=True)
    email = EncryptedTextField(_("mail address"), max_length=254, blank=True)
    address = EncryptedTextField(_("postal address"), max_length=200, blank=True)
    applicant_key = models.CharField(max_length=64, blank=True, editable=False)
    subject = models.CharField(_("what the application is about"), max_length=120)
    description = models.TextField(_("description of the information"), max_length=2000)
    delivery_form = models.CharField(_("form of delivery"), max_length=20, choices=DeliveryForm)
    assisted_by = models.ForeignKey(
        User_, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written down by")
    )
    arrived_on = models.DateField(_("arrived on"), null=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True)
    received_on = models.DateField(_("day of receipt"))
    received_at = models.DateTimeField(_("entered at"))
    registered_on = models.DateField(_("registered on"), null=True)
    answer_by = models.DateField(_("day of answer"), null=True, db_index=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    correction_text = models.TextField(_("what must be corrected"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    decision = models.JSONField(_("decision"), default=dict, blank=True)
    points_to = models.ForeignKey(
        Disclosure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("already public at"),
    )
    old_number = models.CharField(_("number in the old ledger"), max_length=60, blank=True, editable=False)
    report_row = models.PositiveSmallIntegerField(
        _("row of the annual report"), null=True, blank=True, editable=False
    )
    led_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="led",
        verbose_name=_("decided with"),
    )
    drafted_by = models.ForeignKey(
        User_, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by")
    )
    decided_by = models.ForeignKey(
        User_, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(_("decided on"), null=True)
    deliver_by = models.DateField(_("deliver by"), null=True)
    delivered_on = models.DateField(_("delivered on"), null=True)
    delivery_way = models.CharField(_("delivered by way of"), max_length=10, choices=DeliveryWay, blank=True)
    delivery_proof = EncryptedTextField(_("proof of delivery"), max_length=100, blank=True)

    purged_on = models.DateField(_("personal data purged on"), null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    guards = [Within("led_by.agency"), Within("department.agency"), StaysInBody()]

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["decided", "closed"])
                | (Q(decided_on__isnull=False, decided_by__isnull=False) & ~Q(outcome=""))
                | (Q(decided_on__isnull=False, report_row__range=(3, 23)) & ~Q(old_number="")),
                name="decided_application_has_day_person_and_outcome",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("drafted_by")),
                name="nobody_decides_what_they_drafted",
            ),
            models.CheckConstraint(
                condition=~Q(way="oral") | Q(assisted_by__isnull=False) | ~Q(old_number=""),
                name="oral_application_has_its_writer",
            ),
            models.UniqueConstraint(
                fields=["agency", "old_number"], condition=~Q(old_number=""), name="old_number_once_in_a_body"
            ),
        ]
        indexes = [
            # Counts by status, and what is finished, the newest first.
            models.Index(fields=["agency", "status", "-received_at", "-id"], name="application_in_state"),
            # Other applications of the same applicant: the month of a fee, and what is asked again.
            models.Index(fields=["agency", "applicant_key", "received_on"], name="application_of_applicant"),
            # Requests to correct records: few among many.
            models.Index(
                fields=["agency", "status"], condition=Q(kind="rectification"), name="request_to_correct"
            ),
            # The desk: what is open in an agency, most urgent first.
            models.Index(
                fields=["agency", "answer_by"],
                condition=Q(status__in=["received", "registered", "correcting", "drafted"]),
                name="application_open",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("requests_app:case", args=[self.pk])

    @cached_property
    def rules(self) -> Applications:
        """The rules for this application. A body without rules of its own follows the regime that its file names.

        Raises ``RulesMissing`` where that one was never loaded.
        """
        found = self._rules_of_the_body
        return found.for_rectification() if self.kind == CaseKind.RECTIFICATION else found

    @property
    def _rules_of_the_body(self) -> Applications:
        own = self.version.rules.applications
        if own.follow is None:
            return own
        followed = RegimeVersion.objects.filter(regime__code=own.follow, valid_from__lte=self.received_on)
        version = followed.order_by("-valid_from", "-number").first()
        version = version or RegimeVersion.objects.filter(regime__code=own.follow).order_by("number").first()
        if version is None:
            raise RulesMissing(own.follow)
        return version.rules.applications

    @property
    def chosen_outcome(self) -> Outcome | None:
        """The outcome that was drafted or decided."""
        return self.rules.outcomes.get(self.outcome)

    @property
    def report_row_name(self) -> str:
        """The outcome of an application that was closed in the old ledger; empty for all others."""
        return str(report_rows.NAMES[self.report_row]) if self.report_row else ""

    @property
    def wants_proof(self) -> bool:
        """Whether a proof of identity is taken: where the rules ask for one (art. 29), and of who asks to have
        records about themselves corrected (art. 41)."""
        return self.kind == CaseKind.RECTIFICATION or self.rules.proof.asked

    @property
    def owes_fee(self) -> bool:
        """Whether a fee was asked for and is still waited for."""
        fee = getattr(self, "fee", None)
        return fee is not None and fee.is_waited_for

    @property
    def masked_identity(self) -> str:
        """The identity number with all but its last four characters hidden."""
        return masked(self.identity_number)

    def is_readable_by(self, user: User, *, on: date) -> bool:
        """Whether ``user`` may read it: the one-object twin of ``ApplicationQuerySet.readable_by``."""
        return may(user, rules.READ, self, on=on)


class ApplicationEvent(Event):
    """A step of an application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="events")

    guards = [OnlyGrows(("note",), proof="requests_app.Purge", by="application_id")]

    class Meta(Event.Meta):
        abstract = False
        indexes = [  # who looked at identity numbers, newest first
            models.Index(fields=["-at"], condition=Q(action="see_identity"), name="look_at_identity"),
        ]
