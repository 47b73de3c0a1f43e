"""Who worked on a disclosure, and what its text was each time it was proposed."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.disclosures import Disclosure
from core.database.guards import OnlyGrows
from core.models import Sealed, SealedQuerySet


class EditorManager(models.Manager.from_queryset(SealedQuerySet)):
    def note(self, disclosure: Disclosure, person, now: datetime) -> None:
        """From here on ``person`` reviews ``disclosure`` at no step. The moment of their last change is kept."""
        if not self.filter(disclosure=disclosure, person=person).update(last_at=now):
            self.get_or_create(disclosure=disclosure, person=person, defaults={"since": now, "last_at": now})


class Editor(Sealed):
    """Somebody who drafted, changed or proposed a disclosure: they never review it, and the database holds to that."""

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="editors", verbose_name=_("disclosure")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    since = models.DateTimeField(_("since"))
    last_at = models.DateTimeField(_("last change at"), null=True)

    objects = EditorManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("editor")
        verbose_name_plural = _("editors")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "person"], name="editor_once_of_a_disclosure")
        ]

    def __str__(self) -> str:
        return str(self.person)


class ProposedText(Sealed):
    """What was put before the reviewers in one round; reviewers of the next see what was changed."""

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="proposed_texts", verbose_name=_("disclosure")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary in plain words"), blank=True)
    body = models.TextField(_("text"), blank=True)
    elements = models.JSONField(_("obligatory elements"), default=dict, blank=True)
    at = models.DateTimeField(_("at"))

    guards = [
        OnlyGrows(("title", "summary", "body"), ("elements",), proof="catalog.Erasure", by="disclosure_id")
    ]

    class Meta:
        ordering = ["disclosure", "round"]
        verbose_name = _("proposed text")
        verbose_name_plural = _("proposed texts")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "round"], name="one_proposed_text_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.round})"
