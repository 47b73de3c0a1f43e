"""Disclosures that belong together for a reader: a topic, a project, a fund."""

from django.conf import settings
from django.core.validators import validate_slug
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.disclosures import Disclosure
from core.database.guards import StaysInBody, Within
from core.models import Agency, Sealed
from core.models.people import in_language


class Collection(Sealed):
    """专题、项目、资金: a page that gathers disclosures of one agency, whatever their items and departments.

    It adds no content of its own but a few words, so it is kept by the disclosure office without a review: what it
    gathers was reviewed already, and what is not public is not shown on it.
    """

    class Kind(models.TextChoices):
        TOPIC = "topic", pgettext_lazy("collection", "Topic")
        PROJECT = "project", pgettext_lazy("collection", "Project")
        FUND = "fund", pgettext_lazy("collection", "Fund")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="collections", verbose_name=_("agency"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.TOPIC)
    slug = models.CharField(
        _("part of the address"),
        max_length=60,
        validators=[validate_slug],
        help_text=_("Small letters, digits and hyphens. It stays, so that links keep working."),
    )
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    about = models.TextField(_("what it gathers"), max_length=500, blank=True)
    disclosures = models.ManyToManyField(
        Disclosure, through="Gathered", related_name="collections", verbose_name=_("disclosures")
    )

    guards = [StaysInBody()]

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "slug"],
                name="one_collection_at_an_address",
                violation_error_message=_("The agency has a collection at this address already."),
            )
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def department(self) -> None:
        """It belongs to the agency as a whole: who keeps it must hold their role there."""
        return None

    def get_absolute_url(self) -> str:
        return reverse("catalog:collection", args=[self.agency.slug, self.slug])


class Gathered(Sealed):
    """That a disclosure stands in a collection, and who put it there."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="gathered")
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="gathered")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    guards = [Within("disclosure.agency", own="collection.agency")]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "disclosure"], name="gathered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}: {self.disclosure_id}"
