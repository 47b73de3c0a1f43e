"""What a reviewer said at one step of a chain, append-only."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Disclosure
from core.database.guards import OnlyGrows, Refuses
from core.models import Sealed
from core.statuses import Tone, Toned
from requests_app.models import Application


class Verdict(Sealed):
    """The verdict on exactly one disclosure or one drafted decision. Nobody gives one on what they proposed."""

    class Says(Toned):
        APPROVE = "approve", Tone.GOOD, _("Approved")
        SEND_BACK = "send_back", Tone.BAD, _("Returned")

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, null=True, related_name="verdicts")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="verdicts")
    round = models.PositiveSmallIntegerField(
        _("round"), help_text=_("How often the matter had been proposed by then.")
    )
    step = models.CharField(_("step"), max_length=40)
    step_name = models.CharField(_("name of the step"), max_length=120)
    says = models.CharField(_("verdict"), max_length=10, choices=Says)
    opinion = models.TextField(_("opinion"), blank=True)
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="verdicts")
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acting for"),
    )
    meeting_on = models.DateField(_("meeting on"), null=True, blank=True)
    minutes_number = models.CharField(_("number of the minutes or of the letter"), max_length=80, blank=True)
    body = models.CharField(_("body outside"), max_length=120, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    at = models.DateTimeField(_("at"))

    guards = [
        OnlyGrows(("opinion",), proof="requests_app.Purge", by="application_id"),
        Refuses(
            "nobody_judges_what_they_edited",
            "EXISTS (SELECT 1 FROM catalog_editor WHERE disclosure_id = NEW.disclosure_id"
            " AND (person_id = NEW.reviewer_id OR person_id = NEW.acting_for_id))",
        ),
    ]

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            models.CheckConstraint(
                condition=Q(disclosure__isnull=False, application__isnull=True)
                | Q(disclosure__isnull=True, application__isnull=False),
                name="verdict_on_exactly_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(reviewer=F("proposer")), name="nobody_reviews_what_they_proposed"
            ),
            models.CheckConstraint(
                condition=Q(acting_for__isnull=True)
                | (~Q(acting_for=F("reviewer")) & ~Q(acting_for=F("proposer"))),
                name="nobody_stands_in_for_the_proposer",
            ),
            models.CheckConstraint(condition=~Q(says="send_back") | ~Q(opinion=""), name="a_return_says_why"),
            models.CheckConstraint(
                condition=Q(votes_for=None, votes_against=None, votes_abstained=None)
                | Q(votes_for__isnull=False, votes_against__isnull=False, votes_abstained__isnull=False),
                name="votes_are_counted_wholly",
            ),
            models.CheckConstraint(
                condition=~Q(says="approve")
                | Q(votes_for__isnull=True)
                | Q(votes_for__gt=F("votes_against")),
                name="consent_has_more_votes_for_than_against",
            ),
            models.UniqueConstraint(
                fields=["disclosure", "round", "step"],
                condition=Q(disclosure__isnull=False),
                name="one_verdict_a_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_name}: {self.get_says_display()}"
