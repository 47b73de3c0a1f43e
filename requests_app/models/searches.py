"""Records of searches: what stands behind the answer that something does not exist. Append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.database.guards import OnlyGrows
from core.models import Sealed
from requests_app.models.applications import Application


class Search(Sealed):
    """One search: who looked where, when, with which words, and what came of it (law-2019 art. 36 no. 4)."""

    class Result(models.TextChoices):
        NOTHING = "nothing", _("Nothing was found")
        FOUND = "found", _("Something was found")

    application = models.ForeignKey(Application, models.PROTECT, related_name="searches")
    on = models.DateField(_("searched on"))
    people = models.CharField(_("who searched"), max_length=200)
    places = models.CharField(pgettext_lazy("search", "where"), max_length=500)
    words = models.CharField(_("with which words"), max_length=300)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    note = models.CharField(_("remark"), max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))

    guards = [
        OnlyGrows(("people", "places", "words", "note"), proof="requests_app.Purge", by="application_id")
    ]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("record of a search")
        verbose_name_plural = _("records of searches")

    def __str__(self) -> str:
        return f"{self.application} {self.on}"
