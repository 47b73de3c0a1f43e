"""An open step of a chain that one reviewer handed on to another, append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Disclosure
from core.database.guards import OnlyGrows, Refuses, Within
from core.models import Department, Sealed, SealedQuerySet


class ReferralQuerySet(SealedQuerySet):
    def standing(self) -> "ReferralQuerySet":
        """Those about a step that is still open: the last for each matter, in its round and at its place."""
        here = self.filter(
            disclosure__status=Disclosure.Status.IN_REVIEW,
            round=F("disclosure__round"),
            place=F("disclosure__steps_done"),
        )
        later = Referral.objects.filter(disclosure=OuterRef("disclosure"), pk__gt=OuterRef("pk"))
        return here.filter(~Exists(later))


class Referral(Sealed):
    """The matter waits for one person, or for those of one unit, who hold the role of the step. With a reason."""

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="referrals", verbose_name=_("disclosure")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    place = models.PositiveSmallIntegerField(
        pgettext_lazy("in the chain of approval", "place"),
        help_text=_("How many steps of the chain had agreed by then."),
    )
    role = models.CharField(_("role"), max_length=24)
    step_name = models.CharField(_("name of the step"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handed on by")
    )
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to the person"),
    )
    to_unit = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to the unit")
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))

    objects = ReferralQuerySet.as_manager()

    guards = [
        OnlyGrows(),
        Within("to_unit.agency", own="disclosure.agency"),
        Refuses(
            "nothing_is_handed_on_by_or_to_an_editor",
            "EXISTS (SELECT 1 FROM catalog_editor WHERE disclosure_id = NEW.disclosure_id"
            " AND person_id IN (NEW.by_id, NEW.to_person_id))",
        ),
    ]

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_person__isnull=False, to_unit__isnull=True)
                | Q(to_person__isnull=True, to_unit__isnull=False),
                name="handed_to_a_person_or_to_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(to_person__isnull=True) | ~Q(to_person=F("by")),
                name="nobody_hands_on_to_themselves",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="who_hands_on_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.by} → {self.whom}"

    @property
    def whom(self) -> str:
        """The name of the person or of the unit."""
        return str(self.to_person or self.to_unit)
