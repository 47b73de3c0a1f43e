"""How long what is known of applicants is kept: what holds it, and the proof that it is gone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Agency
from requests_app.models.applications import Application


class Hold(models.Model):
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


class Purge(models.Model):
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

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("purge")
        verbose_name_plural = _("purges")

    def __str__(self) -> str:
        return f"{self.application_id} {self.purged_on}"
