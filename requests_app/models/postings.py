"""Notices that go to people on paper: each waits until it is posted or handed over, and then for its delivery."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.crypto import EncryptedTextField, OwnIdField
from core.models import Sealed, SealedQuerySet, User
from core.permissions import reach
from requests_app import rules
from requests_app.models.applications import Status
from requests_app.models.notices import Notice

Kind = Notice.Kind
ON_THE_WAY = (
    Kind.RECEIPT, Kind.CORRECTION, Kind.REASONS, Kind.EXTENSION, Kind.DELAY, Kind.THIRD_PARTY_TOLD, Kind.FEE,
    Kind.REOPENED,
)  # fmt: skip
OVER = (Status.CLOSED, Status.WITHDRAWN, Status.LAPSED, Status.ARCHIVED)


class PostingQuerySet(SealedQuerySet):
    def waiting(self) -> "PostingQuerySet":
        """Those that nobody has posted or handed over; of a notice that was replaced only the new one goes out.

        What only told how the case goes on (a receipt, a request for a correction, an extension) is moot once the case
        is over: its end has a notice of its own, which is posted. What goes to others, and each end, waits on.
        """
        moot = Q(notice__kind__in=ON_THE_WAY, notice__application__status__in=OVER)
        return self.filter(way="", notice__replaced_by=None).exclude(moot)

    def under_way(self) -> "PostingQuerySet":
        """Those that were posted and of whose delivery nothing is known yet."""
        return self.filter(way=Posting.Way.POST, delivered_on=None)

    def announced(self) -> "PostingQuerySet":
        """Those that are announced publicly and do not count as delivered yet; not those that were replaced."""
        return self.filter(way=Posting.Way.ANNOUNCED, delivered_on=None, notice__replaced_by=None)

    def handled_by(self, user: User, *, on: date) -> "PostingQuerySet":
        """Those of applications that ``user`` handles."""
        found = reach(user, rules.HANDLE, on=on)
        return self.filter(found.q("notice__application__agency_id", "notice__application__department"))


class Posting(Sealed):
    """How one notice goes out on paper. The term that it sets, if any, is the clock ``clock``."""

    class Way(models.TextChoices):
        POST = "post", pgettext_lazy("posting", "Posted, registered")
        HANDED = "handed", pgettext_lazy("posting", "Handed over, signed for")
        LEFT = "left", pgettext_lazy("posting", "Left behind before a witness, because it was refused")
        ANNOUNCED = "announced", pgettext_lazy("posting", "Announced publicly, because all else failed")

    class Ground(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("posting", "Nobody knows where the addressee is")
        FAILED = "failed", pgettext_lazy("posting", "The other ways were tried and failed")

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="posting")
    clock = models.CharField(max_length=20, blank=True, editable=False)
    way = models.CharField(_("how it went out"), max_length=10, choices=Way, blank=True)
    posted_on = models.DateField(_("posted or handed over on"), null=True)
    own_id = OwnIdField()
    proof = EncryptedTextField(_("number of the consignment, who signed, or the witness"), blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True)
    ground = models.CharField(_("why it is announced"), max_length=10, choices=Ground, blank=True)
    counts_on = models.DateField(_("counts as delivered on"), null=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PostingQuerySet.as_manager()

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("notice on paper")
        verbose_name_plural = _("notices on paper")
        constraints = [
            models.CheckConstraint(
                condition=Q(way="", posted_on__isnull=True, delivered_on__isnull=True)
                | (~Q(way="") & Q(posted_on__isnull=False, posted_by__isnull=False)),
                name="posted_notice_has_way_day_and_person",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True) | Q(delivered_on__gte=F("posted_on")),
                name="delivered_after_it_was_posted",
            ),
            models.CheckConstraint(
                condition=~Q(way__in=["handed", "left"])
                | Q(delivered_on__isnull=False, delivered_on=F("posted_on")),
                name="handed_over_is_delivered",
            ),
            models.CheckConstraint(
                condition=(
                    Q(way="announced", counts_on__isnull=False, counts_on__gt=F("posted_on")) & ~Q(ground="")
                )
                | (~Q(way="announced") & Q(counts_on__isnull=True, ground="")),
                name="announced_with_its_ground_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(way="announced") | Q(delivered_on__isnull=True) | Q(delivered_on=F("counts_on")),
                name="announced_is_delivered_on_its_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.notice)

    @property
    def agency_id(self) -> int:
        """The body that posts it."""
        return self.notice.application.agency_id
