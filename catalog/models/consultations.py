"""Drafts put out for consultation (预公开、征求意见), and what people said of them (F-169, G-173)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import rules
from catalog.models.disclosures import Disclosure, attachment_path, attachment_storage
from core.crypto import EncryptedTextField, OwnIdField
from core.database.guards import OfOpenBody, Within
from core.guests.moderation import Doubt
from core.models import Agency, Called, Department, Event, Sealed
from core.models.people import in_language
from core.statuses import Tone, Toned
from core.transitions import SteppedQuerySet, step
from core.workdays import Span

User_ = settings.AUTH_USER_MODEL


class ConsultationStatus(Toned):
    """Where a consultation stands."""

    PLANNED = "planned", pgettext_lazy("consultation status", "Planned")
    RELEASED = "released", Tone.INFO, pgettext_lazy("consultation status", "Released, waits for its day")
    OPEN = "open", Tone.GOOD, pgettext_lazy("consultation status", "Open for opinions")
    CLOSED = "closed", Tone.INFO, pgettext_lazy("consultation status", "Closed, answers are prepared")
    CONCLUDED = "concluded", Tone.GOOD, pgettext_lazy("consultation status", "Concluded, answers published")
    WITHDRAWN = "withdrawn", pgettext_lazy("consultation status", "Withdrawn")


class ConsultationQuerySet(SteppedQuerySet):
    def public(self) -> "ConsultationQuerySet":
        """What everybody may read: whatever was opened, for good."""
        return self.filter(opened_at__isnull=False)

    def taking_opinions(self, today: date) -> "ConsultationQuerySet":
        """Open ones whose last day has not passed, whether or not the clock has closed the others yet."""
        there = {"agency__opened_at__isnull": False, "agency__closed_at__isnull": True}  # somebody answers
        return self.filter(status=ConsultationStatus.OPEN, closes_on__gte=today, **there)

    def unfinished(self) -> "ConsultationQuerySet":
        """Those that stand between a draft and its final text."""
        return self.filter(status__in=UNFINISHED)


UNFINISHED = (
    ConsultationStatus.PLANNED,
    ConsultationStatus.RELEASED,
    ConsultationStatus.OPEN,
    ConsultationStatus.CLOSED,
)


class Consultation(Called):
    """A draft as it was put out, its days, and what came of it. Text and files are copies: the draft may go on.

    ``least_days`` is the shortest length that the rules allowed when the days were set, with its source.
    """

    TELLS_PROGRAMS_ITSELF = True  # by catalog/disclosures/authenticity, which knows the log

    Status = ConsultationStatus
    RESTS_ON = ("disclosure",)
    STEPS = {
        "replan": step(Status.PLANNED, to=Status.PLANNED, by=rules.CONSULT, label=_("change the plan")),
        "release": step(
            Status.PLANNED, to=Status.RELEASED, by=rules.RELEASE_CONSULTATION, label=_("release")
        ),
        "open": step(Status.RELEASED, to=Status.OPEN, by=None, label=_("open")),
        "extend": step(Status.OPEN, to=Status.OPEN, by=rules.RELEASE_CONSULTATION, label=_("extend")),
        "close": step(Status.OPEN, to=Status.CLOSED, by=None, label=_("end the time for opinions")),
        "conclude": step(
            Status.CLOSED,
            to=Status.CONCLUDED,
            by=rules.RELEASE_CONSULTATION,
            label=_("publish the table of answers"),
        ),
        "withdraw": step(
            *UNFINISHED, to=Status.WITHDRAWN, by=rules.RELEASE_CONSULTATION, label=_("withdraw")
        ),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="consultations", verbose_name=_("agency"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="consultations", verbose_name=_("responsible department")
    )
    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="consultations", verbose_name=_("disclosure")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.PLANNED, editable=False
    )
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("what is asked"), max_length=1000)
    body = models.TextField(_("text of the draft"), blank=True, editable=False)
    elements = models.JSONField(_("parts of the draft"), default=dict, editable=False)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day for opinions"))
    least_days = models.PositiveSmallIntegerField(_("shortest length in days"), editable=False)
    least_working = models.BooleanField(_("counted in working days"), editable=False)
    least_source = models.CharField(_("source of the shortest length"), max_length=300, editable=False)
    least_source_en = models.CharField(max_length=300, editable=False)
    planned_by = models.ForeignKey(User_, models.PROTECT, related_name="+", editable=False)
    planned_at = models.DateTimeField(_("planned at"), editable=False)
    released_by = models.ForeignKey(User_, models.PROTECT, null=True, related_name="+", editable=False)
    released_at = models.DateTimeField(_("released at"), null=True, editable=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    conclusion = models.TextField(_("what became of the draft"), max_length=2000, blank=True, editable=False)
    concluded_by = models.ForeignKey(User_, models.PROTECT, null=True, related_name="+", editable=False)
    concluded_at = models.DateTimeField(_("concluded at"), null=True, editable=False)
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=300, blank=True, editable=False)

    objects = ConsultationQuerySet.as_manager()

    guards = [Within("department.agency"), Within("disclosure.agency"), OfOpenBody("opened_at")]

    class Meta:
        ordering = ["-closes_on", "-pk"]
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure"],
                condition=Q(status__in=["planned", "released", "open", "closed"]),
                name="one_unfinished_consultation_on_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="consultation_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("planned_by")),
                name="nobody_releases_the_consultation_they_planned",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["open", "closed", "concluded"])
                | Q(released_by__isnull=False, opened_at__isnull=False),
                name="open_consultation_was_released",
            ),
            models.CheckConstraint(
                condition=~Q(status="concluded")
                | (Q(concluded_by__isnull=False, concluded_at__isnull=False) & ~Q(conclusion="")),
                name="concluded_consultation_says_what_came_of_it",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(withdrawn_because=""),
                name="withdrawn_consultation_has_a_reason",
            ),
        ]
        indexes = [
            # The public lists, and what the clock asks every minute.
            models.Index(fields=["status", "closes_on"], name="consultation_by_status"),
            models.Index(fields=["agency", "-closes_on", "-id"], name="consultation_of_agency"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:consultation", args=[self.pk])

    @property
    def least(self) -> Span:
        """The shortest length under which its days were set."""
        return Span(self.least_days, self.least_working)

    @property
    def rule(self) -> str:
        """Where the shortest length comes from, in the language of the page."""
        return in_language(self.least_source, self.least_source_en)

    @property
    def shows_text(self) -> bool:
        """Whether its draft, files and answers are shown: not once it, or what came of it, was withdrawn."""
        final = self.disclosure.corrects or self.disclosure
        return self.status != ConsultationStatus.WITHDRAWN and final.status != Disclosure.Status.WITHDRAWN

    def takes_opinions(self, today: date) -> bool:
        """Whether an opinion can be given on ``today``: the one-object twin of ``taking_opinions``."""
        return self.status == ConsultationStatus.OPEN and today <= self.closes_on and self.agency.is_open


class ConsultationEvent(Event):
    """A step of a consultation."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="events")


class ConsultationFile(Sealed):
    """A file of the draft as it was put out. It shares the stored content of the attachment it copies."""

    TELLS_PROGRAMS_ITSELF = True  # by catalog/disclosures/authenticity, which knows the log

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to=attachment_path, storage=attachment_storage, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file of a consultation")
        verbose_name_plural = _("files of consultations")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:consultation_file", args=[self.pk])


class ConsultationOpinion(Sealed):
    """One opinion on a draft. The public reads ``public_text``, as the staff let it out, never name and contact."""

    class Status(Toned):
        WAITING = "waiting", Tone.WARN, pgettext_lazy("opinion status", "Waiting for an answer")
        ANSWERED = "answered", Tone.GOOD, pgettext_lazy("opinion status", "Answered")
        SET_ASIDE = "set_aside", pgettext_lazy("opinion status", "Set aside")
        HELD = "held", Tone.WARN, pgettext_lazy("opinion status", "Held back")

    class Verdict(Toned):
        ADOPTED = "adopted", Tone.GOOD, _("Adopted")
        PARTLY = "partly", Tone.INFO, _("Partly adopted")
        NOT_ADOPTED = "not_adopted", _("Not adopted")

    class Way(models.TextChoices):
        WEB = "web", _("This website")
        HALL = "hall", _("Service hall")
        PHONE = "phone", _("Telephone")
        LETTER = "letter", _("Letter or fax")
        EMAIL = "email", _("E-mail")
        MEETING = "meeting", _("Hearing or meeting")

    Doubt = Doubt

    RESTS_ON = ("consultation",)
    STEPS = {
        "answer": step(
            Status.WAITING,
            Status.ANSWERED,
            to=Status.ANSWERED,
            by=rules.ANSWER_CONSULTATION,
            label=_("answer"),
        ),
        "set_aside": step(
            Status.WAITING,
            Status.HELD,
            to=Status.SET_ASIDE,
            by=rules.ANSWER_CONSULTATION,
            label=_("set aside"),
        ),
        "let_in": step(Status.HELD, to=Status.WAITING, by=rules.ANSWER_CONSULTATION, label=_("let in")),
    }

    UNANSWERED = (Status.WAITING, Status.HELD)

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="opinions", verbose_name=_("consultation")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.WAITING, editable=False
    )
    text = models.TextField(_("opinion as it came"), max_length=4000)
    own_id = OwnIdField()
    name = EncryptedTextField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    contact = EncryptedTextField(_("contact"), max_length=254, blank=True)
    way = models.CharField(_("way of the opinion"), max_length=20, choices=Way, default=Way.WEB)
    place = models.CharField(_("place or number"), max_length=120, blank=True)
    received_on = models.DateField(_("received on"))
    received_at = models.DateTimeField(_("taken down at"))
    entered_by = models.ForeignKey(
        User_, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    source = models.CharField(max_length=64, blank=True, editable=False)
    doubt = models.CharField(_("held back because"), max_length=10, choices=Doubt, blank=True, editable=False)
    public_text = models.TextField(_("opinion as the public reads it"), max_length=4000, blank=True)
    verdict = models.CharField(
        pgettext_lazy("on an opinion", "verdict"), max_length=20, choices=Verdict, blank=True
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        User_, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = SteppedQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "pk"]
        verbose_name = _("opinion on a draft")
        verbose_name_plural = _("opinions on drafts")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="answered")
                | (
                    Q(answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(verdict="")
                    & ~Q(reason="")
                    & ~Q(public_text="")
                ),
                name="answered_opinion_on_a_draft_says_why",
            ),
            models.CheckConstraint(
                condition=Q(way="web") | Q(entered_by__isnull=False), name="who_entered_an_opinion_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["consultation", "source", "received_at"], name="opinion_on_draft_of_source"),
            # What came of late on one draft, and what is held back.
            models.Index(fields=["consultation", "received_at"], name="opinion_on_draft_of_late"),
            models.Index(
                fields=["received_at"], condition=Q(status="held"), name="opinion_on_draft_held_back"
            ),
        ]

    def __str__(self) -> str:
        # Never its words: this stands in titles and in the records of the admin.
        return str(_("Opinion no. %(number)s") % {"number": self.pk})

    @property
    def agency_id(self) -> int:
        return self.consultation.agency_id

    @property
    def department(self) -> Department:
        return self.consultation.department


class ConsultationOpinionEvent(Event):
    """A step of an opinion on a draft."""

    opinion = models.ForeignKey(ConsultationOpinion, models.PROTECT, related_name="events")
