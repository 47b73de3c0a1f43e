"""How a disclosure changed after it was published, and how it stands to others."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import content
from catalog.models.disclosures import Disclosure
from catalog.subjects import SubjectClass
from core.database.guards import OnlyGrows
from core.models import Sealed

User_ = settings.AUTH_USER_MODEL


class Version(Sealed):
    """What a disclosure said from one moment to the next. Kept from its first correction on; the database refuses to
    change or delete a row. Of files only name and hash are kept: what was published wrongly is not given out again."""

    TELLS_PROGRAMS_ITSELF = True  # by catalog/disclosures/authenticity, which knows the log

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="versions", verbose_name=_("disclosure")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary in plain words"), blank=True)
    body = models.TextField(_("text"), blank=True)
    elements = models.JSONField(_("obligatory elements"), default=dict)
    document_number = models.CharField(_("document number"), max_length=80, blank=True)
    # Of versions that were kept before these two were part of them nobody knows what they were.
    issued_by = models.CharField(_("made by"), max_length=120, blank=True, null=True)  # noqa: DJ001 as said above
    contact = models.CharField(_("questions to"), max_length=120, blank=True)
    subject_class = models.PositiveSmallIntegerField(_("subject class"), choices=SubjectClass, null=True)
    valid_from = models.DateField(_("valid from"), null=True)
    valid_to = models.DateField(_("valid until"), null=True)
    files = models.JSONField(_("files"), default=list)
    reason = models.CharField(_("what was changed and why"), max_length=300, blank=True)
    hides_earlier = models.BooleanField(_("earlier texts are no longer shown"), default=False)
    proposed_by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    approved_by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("approved by"))
    published_at = models.DateTimeField(_("published at"))

    guards = [
        OnlyGrows(
            (*content.FREE, "reason"),
            ("elements", "files"),
            proof="catalog.Erasure",
            by="disclosure_id",
        )
    ]

    class Meta:
        ordering = ["number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "number"], name="one_text_for_a_version"),
            models.CheckConstraint(
                condition=Q(number=1) | (Q(number__gt=1) & ~Q(reason="")), name="correction_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("proposed_by")), name="nobody_approves_their_own_correction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure_id} v{self.number}"


class Relation(Sealed):
    """What a later disclosure is to an earlier one. It is drafted and reviewed with the later one."""

    class Kind(models.TextChoices):
        SUPERSEDES = "supersedes", pgettext_lazy("relation", "replaces")
        CLARIFIES = "clarifies", pgettext_lazy("relation", "clears up")
        INTERPRETS = "interprets", pgettext_lazy("relation", "interprets")
        HANDLES = "handles", pgettext_lazy("relation", "tells how opinions on it were handled")
        BELONGS = "belongs", pgettext_lazy("relation", "belongs with")

    later = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="relations", verbose_name=_("disclosure")
    )
    kind = models.CharField(_("relation"), max_length=20, choices=Kind)
    earlier = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="back_relations", verbose_name=_("earlier disclosure")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(fields=["later", "earlier"], name="related_once"),
            models.CheckConstraint(condition=~Q(later=F("earlier")), name="related_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.later_id} {self.kind} {self.earlier_id}"
