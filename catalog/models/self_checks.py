"""Self-checks (自查清理): everything that is published is gone through and marked, each with its reason (H-205)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.disclosures import OUT, Disclosure, DisclosureQuerySet
from catalog.models.items import Audience
from catalog.sources import Source
from core.database.guards import OnlyGrows, Within
from core.models import Agency, Sealed

User_ = settings.AUTH_USER_MODEL


class SelfCheck(Sealed):
    """One campaign of an agency over what it had published by a day; departments mark their own."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="self_checks", verbose_name=_("agency"))
    name = models.CharField(_("name"), max_length=120)
    published_until = models.DateField(_("covers what was published until"))
    due_on = models.DateField(_("to be done by"))
    begun_by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("begun by"))
    begun_at = models.DateTimeField(_("begun at"))
    closed_by = models.ForeignKey(User_, models.PROTECT, null=True, related_name="+", editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("self-check")
        verbose_name_plural = _("self-checks")
        constraints = [
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(closed_at__isnull=True),
                name="one_open_self_check_of_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_self_check_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:self_check", args=[self.pk])

    @property
    def department(self) -> None:
        """It belongs to the agency as a whole."""
        return None

    @property
    def covered(self) -> DisclosureQuerySet:
        """What it goes through: all that is out and had been published by its day, and whatever was marked since.

        What is for the leadership alone is not gone through here.
        """
        covered = Q(status__in=OUT, published_on__lte=self.published_until)
        covered |= Q(pk__in=self.marks.values("disclosure"))
        found = Disclosure.objects.filter(covered, agency=self.agency_id, source=Source.ACTIVE)
        return found.exclude(audience=Audience.LEADERSHIP)


class SelfCheckMark(Sealed):
    """What one disclosure was found to be. The database refuses to change or delete it."""

    class Mark(models.TextChoices):
        KEEP = "keep", pgettext_lazy("self-check", "Keep")
        UPDATE = "update", pgettext_lazy("self-check", "Update")
        WITHDRAW = "withdraw", pgettext_lazy("self-check", "Withdraw or repeal")

    check_of = models.ForeignKey(
        SelfCheck, models.PROTECT, related_name="marks", verbose_name=_("self-check"), db_column="check_id"
    )
    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="self_check_marks", verbose_name=_("disclosure")
    )
    mark = models.CharField(_("result"), max_length=10, choices=Mark)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("marked by"))
    at = models.DateTimeField(_("marked at"))

    guards = [OnlyGrows(), Within("disclosure.agency", own="check_of.agency")]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mark of a self-check")
        verbose_name_plural = _("marks of self-checks")
        constraints = [
            models.UniqueConstraint(fields=["check_of", "disclosure"], name="marked_once_in_a_self_check"),
            models.CheckConstraint(condition=~Q(reason=""), name="mark_of_a_self_check_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure_id} {self.mark}"
