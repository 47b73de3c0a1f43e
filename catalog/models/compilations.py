"""When the guide and the catalogue of a body were compiled (law-2019 art. 12), each time by a person, on a day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.guards import OnlyGrows
from core.models import Agency, Sealed


class Compilation(Sealed):
    """The disclosure office says that guide or catalogue stand as they should on this day. The database keeps it."""

    class Kind(models.TextChoices):
        GUIDE = "guide", pgettext_lazy("what is compiled", "Guide to disclosure")
        CATALOGUE = "catalogue", pgettext_lazy("what is compiled", "Catalogue of disclosure")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="compilations", verbose_name=_("agency"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    compiled_on = models.DateField(_("compiled on"))
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("compiled by")
    )

    guards = [OnlyGrows()]

    class Meta(Sealed.Meta):
        ordering = ["-compiled_on", "-pk"]
        verbose_name = _("compilation of guide or catalogue")
        verbose_name_plural = _("compilations of guide and catalogue")
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "compiled_on"], name="compiled_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.compiled_on}"
