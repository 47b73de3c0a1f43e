"""What the public says of a published disclosure, each with its answer."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Disclosure
from catalog.rules import READ_UNPUBLISHED
from catalog.screening import masking
from core.crypto import EncryptedTextField, OwnIdField
from core.database.guards import Within
from core.guests.moderation import Doubt
from core.models import Event, Sealed, User
from core.permissions import may, reaches
from core.statuses import Tone, Toned
from core.transitions import SteppedQuerySet, step
from review import rules

PLACE = ("disclosure__agency_id", "disclosure__department")


class OpinionQuerySet(SteppedQuerySet):
    def public(self) -> "OpinionQuerySet":
        """Opinions that were answered; the rest waits or was set aside."""
        return self.filter(status=Opinion.Status.ANSWERED)

    def readable_by(self, user: User, *, on: date) -> "OpinionQuerySet":
        """What ``user`` may look at beside what is public: the many-objects twin of ``Opinion.is_readable_by``.

        Who answers there has it as it came (``is_mine``); the other staff read what was answered, on matters that they
        read, in the words that were let out. What waits or is held back is for nobody else.
        """
        answers, reads = reaches(user, rules.ANSWER_OPINION, READ_UNPUBLISHED, on=on)
        if answers.everywhere:
            return self.annotate(is_mine=Value(True))
        mine = answers.q(*PLACE)
        readable = Q(disclosure__in=Disclosure.objects.readable_by(user, on=on).values("pk"))
        shown = self.filter(mine | Q(status=Opinion.Status.ANSWERED) & reads.q(*PLACE) & readable)
        return shown.annotate(is_mine=Case(When(mine, then=True), default=False))


class Opinion(Sealed):
    """One opinion (意见). It is public together with its answer, without the name and contact of who wrote it.

    The public reads ``public_text``, in which nobody is named; the words as they came stay with the staff.
    """

    class Status(Toned):
        WAITING = "waiting", Tone.WARN, pgettext_lazy("opinion status", "Waiting for an answer")
        ANSWERED = "answered", Tone.GOOD, pgettext_lazy("opinion status", "Answered")
        SET_ASIDE = "set_aside", pgettext_lazy("opinion status", "Set aside")
        HELD = "held", Tone.WARN, pgettext_lazy("opinion status", "Held back")

    class Way(models.TextChoices):
        WEB = "web", _("This website")
        HALL = "hall", _("Service hall")
        PHONE = "phone", _("Telephone")
        LETTER = "letter", _("Letter or fax")
        EMAIL = "email", _("E-mail")
        MEETING = "meeting", _("Hearing or meeting")
        HOTLINE = "hotline", _("Hotline of the body")
        MAILBOX = "mailbox", _("Letter box for opinions")

    class Kind(models.TextChoices):
        OPINION = "opinion", pgettext_lazy("kind of opinion", "Opinion")
        REQUEST = "request", pgettext_lazy("kind of opinion", "Demand")

    Doubt = Doubt

    RESTS_ON = ("disclosure",)
    STEPS = {
        "answer": step(Status.WAITING, to=Status.ANSWERED, by=rules.ANSWER_OPINION, label=_("answer")),
        "set_aside": step(
            Status.WAITING, Status.HELD, to=Status.SET_ASIDE, by=rules.ANSWER_OPINION, label=_("set aside")
        ),
        "respond": step(
            Status.WAITING, Status.ANSWERED, to=None, by=rules.ANSWER_OPINION, label=_("begin a response")
        ),
        "put_right": step(
            Status.ANSWERED, to=None, by=rules.ANSWER_OPINION, label=_("record what was put right")
        ),
        "let_in": step(Status.HELD, to=Status.WAITING, by=rules.ANSWER_OPINION, label=_("let in")),
    }

    BEGINS = (Status.WAITING, Status.HELD)
    UNANSWERED = (Status.WAITING, Status.HELD)

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="opinions", verbose_name=_("disclosure")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.WAITING, editable=False
    )
    text = models.TextField(_("opinion"), max_length=2000)
    rating = models.PositiveSmallIntegerField(
        _("satisfaction"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    own_id = OwnIdField()
    name = EncryptedTextField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    contact = EncryptedTextField(_("contact"), max_length=254, blank=True)
    way = models.CharField(_("way of the opinion"), max_length=20, choices=Way, default=Way.WEB)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OPINION)
    place = models.CharField(_("place or number"), max_length=120, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    public_text = models.TextField(_("opinion as the public reads it"), max_length=2000, blank=True)
    source = models.CharField(_("came from"), max_length=64, blank=True, editable=False)
    doubt = models.CharField(_("held back because"), max_length=10, choices=Doubt, blank=True, editable=False)
    received_at = models.DateTimeField(_("received at"))
    answer_by = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    response = models.ForeignKey(
        Disclosure,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="prompted_by",
        verbose_name=_("disclosure that responds to it"),
        editable=False,
    )
    put_right = models.TextField(_("what was put right"), max_length=1000, blank=True)
    put_right_on = models.DateField(_("put right on"), null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    guards = [Within("response.agency", own="disclosure.agency")]

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="answered")
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="answered_opinion_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="rating_from_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(way="web") | Q(entered_by__isnull=False),
                name="who_entered_an_opinion_on_a_disclosure_is_known",
            ),
        ]
        indexes = [
            # What came from one address within the hour, and what waits for its answer, by its day.
            models.Index(fields=["source", "received_at"], name="opinion_of_source"),
            models.Index(fields=["answer_by"], condition=Q(status="waiting"), name="opinion_that_waits"),
            # What came of late on one disclosure, and what is held back.
            models.Index(fields=["disclosure", "received_at"], name="opinion_of_late"),
            models.Index(fields=["received_at"], condition=Q(status="held"), name="opinion_held_back"),
        ]

    def __str__(self) -> str:
        # Never its words: this stands in titles, in the records of the admin, in lists for everybody.
        return str(_("Opinion no. %(number)s") % {"number": self.pk})

    @property
    def shown_text(self) -> str:
        """The words for all but those who answer it: as they were let out with the answer, before that masked."""
        return self.public_text or masking.suggestion(
            self.text, agency=self.disclosure.agency, names=[self.name]
        )

    def is_readable_by(self, user: User, *, on: date) -> bool:
        """Whether ``user`` may look at it: the one-object twin of ``OpinionQuerySet.readable_by``."""
        if may(user, rules.ANSWER_OPINION, self, on=on):
            return True
        is_answered = self.status == Opinion.Status.ANSWERED
        return (
            is_answered
            and may(user, READ_UNPUBLISHED, self, on=on)
            and self.disclosure.is_readable_by(user, on=on)
        )

    @property
    def agency_id(self) -> int:
        return self.disclosure.agency_id

    @property
    def department(self):
        return self.disclosure.department


class OpinionEvent(Event):
    """A step of an opinion."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="events")
