"""Notices that go to people on paper: each waits until it is posted or handed over, and then for its delivery."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.crypto import EncryptedTextField
from core.models import Sealed, SealedQuerySet, User
from core.permissions import reach
from requests_app import rules
from requests_app.models.notices import Notice


class PostingQuerySet(SealedQuerySet):
    def waiting(self) -> "PostingQuerySet":
        """Those that nobody has posted or handed over; of a notice that was replaced only the new one goes out."""
        return self.filter(way="", notice__replaced_by=None)

    def under_way(self) -> "PostingQuerySet":
        """Those that were posted and of whose delivery nothing is known yet."""
        return self.exclude(way="").filter(delivered_on=None)

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

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="posting")
    clock = models.CharField(max_length=20, blank=True, editable=False)
    way = models.CharField(_("how it went out"), max_length=10, choices=Way, blank=True)
    posted_on = models.DateField(_("posted or handed over on"), null=True)
    proof = EncryptedTextField(_("number of the consignment, who signed, or the witness"), blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True)
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
        ]

    def __str__(self) -> str:
        return str(self.notice)

    @property
    def agency_id(self) -> int:
        """The body that posts it."""
        return self.notice.application.agency_id
