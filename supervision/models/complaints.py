"""Complaints (投诉、举报) that disclosure is not as it should be, and their clocks."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Disclosure, DisclosureItem, Obligation
from core.crypto import EncryptedTextField, OwnIdField
from core.database.guards import Within
from core.models import AbstractClockEntry, Agency, Department, Event, RegimeVersion, Sealed, User
from core.permissions import reaches
from core.regimes.parts import Clock, clocks_for
from core.statuses import Tone, Toned
from core.transitions import SteppedQuerySet, step
from supervision import rules

User_ = settings.AUTH_USER_MODEL


class Status(Toned):
    """Where a complaint stands (C-108: accepted, investigated, answered)."""

    RECEIVED = (
        "received",
        Tone.INFO,
        _("We have it. Somebody will take it up."),
        pgettext_lazy("complaint status", "Received"),
    )
    TAKEN_UP = (
        "taken_up",
        Tone.INFO,
        _("It is being looked into."),
        pgettext_lazy("complaint status", "Being looked into"),
    )
    ANSWERED = (
        "answered",
        Tone.GOOD,
        _("It was looked into. Read the answer below."),
        pgettext_lazy("complaint status", "Answered"),
    )
    PASSED_ON = (
        "passed_on",
        Tone.QUIET,
        _("It was passed on to who is competent."),
        pgettext_lazy("complaint status", "Passed on"),
    )
    CLOSED = "closed", Tone.INFO, _("It is finished."), pgettext_lazy("complaint status", "Closed")


WAITING = (Status.RECEIVED, Status.TAKEN_UP)


class ComplaintQuerySet(SteppedQuerySet):
    def waiting(self) -> "ComplaintQuerySet":
        """Those that have no answer yet."""
        return self.filter(status__in=WAITING)

    def given(self) -> "ComplaintQuerySet":
        """Those that a department looks into."""
        return self.filter(department__isnull=False)

    def readable_by(self, user: User, *, on: date) -> "ComplaintQuerySet":
        """Those that ``user`` looks into for the body, or that were given to a department of theirs."""
        handle, draft = reaches(user, rules.HANDLE_COMPLAINTS, rules.DRAFT_COMPLAINT, on=on)
        given = draft.q() & Q(department__isnull=False)
        return self if handle.everywhere else self.filter(handle.q() | given)


class Complaint(Sealed):
    """One complaint. What was written and by whom is encrypted; the body chooses the tier, not who complained."""

    Status = Status
    RESTS_ON = ("disclosure",)
    STEPS = {
        "take_up": step(
            Status.RECEIVED, to=Status.TAKEN_UP, by=rules.HANDLE_COMPLAINTS, label=_("take the complaint up")
        ),
        "draft": step(
            Status.TAKEN_UP,
            to=Status.TAKEN_UP,
            by=rules.DRAFT_COMPLAINT,
            label=_("draft the answer to the complaint"),
        ),
        "change_tier": step(
            Status.TAKEN_UP, to=Status.TAKEN_UP, by=rules.HANDLE_COMPLAINTS, label=_("change the tier")
        ),
        "explain": step(
            Status.TAKEN_UP, to=Status.TAKEN_UP, by=rules.HANDLE_COMPLAINTS, label=_("explain the delay")
        ),
        "answer": step(
            Status.TAKEN_UP, to=Status.ANSWERED, by=rules.HANDLE_COMPLAINTS, label=_("answer the complaint")
        ),
        "pass_on": step(*WAITING, to=Status.PASSED_ON, by=rules.HANDLE_COMPLAINTS, label=_("pass it on")),
        "close": step(
            Status.ANSWERED,
            Status.PASSED_ON,
            to=Status.CLOSED,
            by=rules.HANDLE_COMPLAINTS,
            label=_("close the complaint"),
        ),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="complaints", verbose_name=_("agency"))
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("looked into by"),
    )
    version = models.ForeignKey(
        RegimeVersion, models.PROTECT, related_name="+", verbose_name=_("version of the regime")
    )
    number = models.CharField(_("number"), max_length=60, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.RECEIVED, editable=False
    )
    tier = models.CharField(_("tier"), max_length=40, blank=True)
    own_id = OwnIdField()
    text = EncryptedTextField(_("complaint"), max_length=2000)
    name = EncryptedTextField(pgettext_lazy("person", "name"), max_length=100, blank=True)
    phone = EncryptedTextField(_("phone"), max_length=40, blank=True)
    email = EncryptedTextField(_("mail address"), max_length=254, blank=True)
    item = models.ForeignKey(DisclosureItem, models.PROTECT, null=True, blank=True, related_name="complaints")
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    received_on = models.DateField(_("day of receipt"))
    received_at = models.DateTimeField(_("entered at"))
    answer_by = models.DateField(_("day of answer"), null=True, db_index=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    answer = EncryptedTextField(_("answer"), max_length=2000, blank=True)
    draft = EncryptedTextField(_("drafted answer"), max_length=2000, blank=True)
    drafted_by = models.ForeignKey(
        User_, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by")
    )
    answered_by = models.ForeignKey(
        User_, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_on = models.DateField(_("answered on"), null=True)
    passed_to = models.CharField(_("passed on to"), max_length=120, blank=True)
    passing_reason = models.CharField(_("reason for passing it on"), max_length=300, blank=True)

    objects = ComplaintQuerySet.as_manager()

    guards = [
        Within("department.agency"),
        Within("item.agency"),
        Within("obligation.item.agency"),
        Within("disclosure.agency"),
    ]

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="answered")
                | (Q(answered_by__isnull=False, answered_on__isnull=False) & ~Q(answer="")),
                name="answered_complaint_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(draft="") | Q(drafted_by__isnull=False, department__isnull=False),
                name="drafted_answer_has_author_and_department",
            ),
            models.CheckConstraint(
                condition=~Q(status="passed_on") | (~Q(passed_to="") & ~Q(passing_reason="")),
                name="passed_on_complaint_says_where_and_why",
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=True, obligation__isnull=True)
                | Q(item__isnull=True, disclosure__isnull=True)
                | Q(obligation__isnull=True, disclosure__isnull=True),
                name="complaint_is_about_one_thing_at_most",
            ),
        ]
        indexes = [
            # The desk: what waits in an agency, most urgent first.
            models.Index(
                fields=["agency", "answer_by"],
                condition=Q(status__in=["received", "taken_up"]),
                name="complaint_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("supervision:complaint", args=[self.pk])

    @property
    def tiers(self) -> list[Clock]:
        """The tiers that the body's rules know, the shortest first."""
        return clocks_for(self.version.rules.clocks, "complaint")

    @property
    def chosen_tier(self) -> Clock | None:
        """The tier that holds now."""
        return self.version.rules.clocks.get(self.tier)

    @property
    def about(self) -> DisclosureItem | Obligation | Disclosure | None:
        """What it is about, when a page was named."""
        return self.disclosure or self.obligation or self.item


class ComplaintEvent(Event):
    """A step of a complaint."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="events")


class ComplaintClockEntry(AbstractClockEntry):
    """What happened to the clock of a complaint, append-only: the day of answer is a pure function of it."""

    class Act(models.TextChoices):
        START = "start", _("Started")
        RESTART = "restart", _("Started again")
        EXTEND = "extend", _("Extended")
        STOP = "stop", _("Ended")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="clock_entries")
    tier = models.CharField(_("tier"), max_length=40)
    act = models.CharField(pgettext_lazy("clock", "what happened"), max_length=10, choices=Act)

    class Meta(AbstractClockEntry.Meta):
        verbose_name = _("entry of a complaint's clock")
        verbose_name_plural = _("entries of complaints' clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(act="start"), name="clock_of_a_complaint_starts_once"
            ),
            models.CheckConstraint(
                condition=~Q(act="extend") | (Q(days__isnull=False) & ~Q(reason="")),
                name="extension_of_a_complaint_has_days_and_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.act} {self.on}"
