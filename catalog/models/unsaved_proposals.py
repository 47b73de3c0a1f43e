"""New proposals while they are typed: kept for the person who types, until the first saving makes a draft of them."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.disclosures import Disclosure, Status
from catalog.models.items import DisclosureItem
from catalog.models.obligations import Obligation
from core.models import User


class KeptProposalQuerySet(models.QuerySet):
    def of(self, user: User) -> "KeptProposalQuerySet":
        """Those of ``user``, the newest first; ``is_begun`` says whether somebody made a draft for the same duty."""
        begun = Disclosure.objects.filter(obligation=OuterRef("obligation")).exclude(status=Status.WITHDRAWN)
        mine = self.filter(person=user).annotate(is_begun=Exists(begun))
        return mine.select_related("item__agency", "obligation").order_by("-kept_at", "-pk")


class KeptProposal(models.Model):
    """What somebody typed about a duty or an item, as it was typed. It is no disclosure: nobody else sees it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    item = models.ForeignKey(DisclosureItem, models.CASCADE, related_name="+", verbose_name=_("item"))
    obligation = models.ForeignKey(
        Obligation, models.CASCADE, null=True, related_name="+", verbose_name=_("obligation")
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    typed = models.JSONField(_("what was typed"))
    kept_at = models.DateTimeField(_("kept at"), db_index=True)

    objects = KeptProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        verbose_name = _("unfinished proposal")
        verbose_name_plural = _("unfinished proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "obligation"],
                condition=Q(obligation__isnull=False),
                name="one_unfinished_proposal_for_a_duty",
            ),
            models.UniqueConstraint(
                fields=["person", "item"],
                condition=Q(obligation__isnull=True),
                name="one_unfinished_proposal_of_an_item",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.item)

    def get_absolute_url(self) -> str:
        return reverse("catalog:kept", args=[self.pk])

    @property
    def form_url(self) -> str:
        """Where its writer goes on."""
        about = f"obligation={self.obligation_id}" if self.obligation_id else f"item={self.item_id}"
        return f"{reverse('admin:catalog_disclosure_add')}?{about}"

    @property
    def mark(self) -> str:
        """A short mark of what was typed; another one as soon as anything in it is changed."""
        text = json.dumps(self.typed, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]
