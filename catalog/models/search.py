"""The index of what everybody may search."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.disclosures import Disclosure
from core.models import Agency


class SearchEntry(models.Model):
    """The searchable words of one public disclosure; ``catalog.search`` writes and reads them.

    ``position`` sorts as (day of publication, number of the disclosure) does, so that newest first is a walk along
    one index. The migration adds what the database itself needs beside this table: a ``tsvector`` with a GIN index
    on PostgreSQL, an FTS5 table on SQLite.
    """

    position = models.BigIntegerField(_("position"), primary_key=True)
    disclosure = models.OneToOneField(Disclosure, models.CASCADE, related_name="search_entry")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    text = models.TextField(_("normalised text"))

    class Meta:
        verbose_name = _("entry of the search index")
        verbose_name_plural = _("search index")

    def __str__(self) -> str:
        return f"{self.position}"
