"""The disclosure log: answers to applications, published for everybody without who asked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.guards import OfOpenBody, Within
from core.models import Agency, Called, Department, Event
from core.statuses import Tone, Toned
from core.transitions import SteppedQuerySet, step
from requests_app import rules
from requests_app.models.applications import Application

User_ = settings.AUTH_USER_MODEL


class LoggedAnswerQuerySet(SteppedQuerySet):
    def public(self) -> "LoggedAnswerQuerySet":
        """What everybody may read."""
        return self.filter(status=LoggedAnswer.Status.PUBLISHED)


class LoggedAnswer(Called):
    """A question and its answer in words that tell nobody who asked; one person masks them, another lets them out."""

    TELLS_PROGRAMS_ITSELF = True  # by requests_app/actions/logging_answers

    class Status(Toned):
        PROPOSED = "proposed", pgettext_lazy("logged answer", "Waits for release")
        RETURNED = "returned", Tone.BAD, pgettext_lazy("logged answer", "Returned")
        PUBLISHED = "published", Tone.GOOD, pgettext_lazy("logged answer", "Published")
        WITHDRAWN = "withdrawn", pgettext_lazy("logged answer", "Taken out")

    RESTS_ON = ("application",)
    STEPS = {
        "revise": step(
            Status.RETURNED, Status.PROPOSED, to=Status.PROPOSED, by=rules.HANDLE, label=_("change the words")
        ),
        "send_back": step(Status.PROPOSED, to=Status.RETURNED, by=rules.RELEASE_ANSWER, label=_("return it")),
        "publish": step(Status.PROPOSED, to=Status.PUBLISHED, by=rules.RELEASE_ANSWER, label=_("publish it")),
        "withdraw": step(
            Status.PUBLISHED, to=Status.WITHDRAWN, by=rules.RELEASE_ANSWER, label=_("take it out")
        ),
    }

    application = models.OneToOneField(Application, models.PROTECT, related_name="logged_answer")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="logged_answers")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.PROPOSED, editable=False
    )
    title = models.CharField(_("title"), max_length=120)
    question = models.TextField(_("what was asked"), max_length=2000)
    answer = models.TextField(_("what was answered"), max_length=6000)
    outcome = models.CharField(_("outcome"), max_length=120)
    decided_on = models.DateField(_("answered on"))
    written_by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("masked by"))
    released_by = models.ForeignKey(
        User_, models.PROTECT, null=True, related_name="+", verbose_name=_("released by")
    )
    published_at = models.DateTimeField(_("published at"), null=True)

    objects = LoggedAnswerQuerySet.as_manager()

    guards = [Within("application.agency"), Within("department.agency"), OfOpenBody("published_at")]

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("answer in the disclosure log")
        verbose_name_plural = _("answers in the disclosure log")
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("written_by")),
                name="nobody_releases_what_they_masked",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(released_by__isnull=False, published_at__isnull=False),
                name="published_answer_was_released",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(status="published"),
                name="answer_in_the_log",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("requests_app:answer", args=[self.pk])


class LoggedAnswerEvent(Event):
    """A step of an answer on its way into the log."""

    logged_answer = models.ForeignKey(LoggedAnswer, models.PROTECT, related_name="events")
