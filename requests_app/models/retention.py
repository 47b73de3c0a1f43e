"""How long what is known of applicants is kept: for whose choice, what holds it, and the proof that it is gone."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedTextField, OwnIdField
from core.database.guards import OnlyGrows, Within
from core.models import Agency, Sealed
from requests_app.models.applications import Application


class KeepingRule(Sealed):
    """For how many years a body keeps what is personal in its applications, where its regime sets no number.

    No national rule that was seen names the years; personal data are kept no longer than needed (个人信息保护法
    article 19). So the body must choose, and say on what it rests. Without a choice nothing is purged.
    """

    agency = models.OneToOneField(
        Agency, models.CASCADE, related_name="keeping_rule", verbose_name=_("agency")
    )
    years = models.PositiveSmallIntegerField(
        _("years after the end"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    source = models.CharField(
        _("on what the years rest"),
        max_length=200,
        help_text=_("The rule with its article, or the body’s own decision with its number and day."),
    )
    # Fewer years than before, and the first ones, count from a later day: who is told in between can still object.
    counts_from = models.DateField(_("counts from"), null=True, blank=True, editable=False)
    years_until_then = models.PositiveSmallIntegerField(
        _("years until then"), null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ["agency"]
        verbose_name = _("years of keeping")
        verbose_name_plural = _("years of keeping")
        constraints = [
            models.CheckConstraint(condition=Q(years__range=(1, 100)), name="kept_for_one_to_hundred_years")
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.years}"

    def years_on(self, day: date) -> int | None:
        """The years that count on ``day``; None while nothing is purged yet."""
        return self.years_until_then if self.counts_from and day < self.counts_from else self.years


class SealedText(Sealed):
    """The words of an application as they were sealed: its archive file holds only their salted hashes.

    With the words and the salts gone, nobody can tell or guess from the hashes what was said.
    """

    application = models.OneToOneField(Application, models.PROTECT, related_name="sealed_text")
    own_id = OwnIdField()
    content = EncryptedTextField(_("words and salts"), blank=True)

    class Meta:
        verbose_name = _("sealed words")
        verbose_name_plural = _("sealed words")

    def __str__(self) -> str:
        return str(self.application_id)


class Hold(Sealed):
    """A reason not to purge an application, such as a reconsideration or a lawsuit, until it is lifted."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="holds")
    reason = models.CharField(_("reason"), max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("since"))
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("hold on purging")
        verbose_name_plural = _("holds on purging")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(lifted_at__isnull=True), name="application_held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.set_at:%Y-%m-%d}"


class Purge(Sealed):
    """The proof of a purge. The digest is a keyed hash of all that was erased: who still has a copy can prove that it
    was this, and nobody can guess from the digest what it was. The database refuses to change a row."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="purge")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="purges")
    ended_on = models.DateField(_("finished on"))
    kept_until = models.DateField(_("kept until"))
    purged_on = models.DateField(_("purged on"))
    at = models.DateTimeField(_("at"))
    texts = models.PositiveIntegerField(_("texts erased"))
    files = models.PositiveIntegerField(_("files erased"))
    digest = models.CharField(_("digest"), max_length=64)

    guards = [OnlyGrows(), Within("application.agency")]

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("purge")
        verbose_name_plural = _("purges")

    def __str__(self) -> str:
        return f"{self.application_id} {self.purged_on}"
