"""The index of what everybody may search."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.disclosures import Disclosure
from core.database.guards import Guard, Within
from core.database.triggers import Trigger
from core.models import Agency


class Tokens(Guard):
    """What the index needs beside its table: a ``tsvector`` with a GIN index on PostgreSQL, an FTS5 table on SQLite."""

    SQLITE = [
        # Every byte beyond ASCII belongs to a token: the tokens come ready-made, parted by blanks.
        "CREATE VIRTUAL TABLE catalog_searchtokens USING fts5(tokens, tokenize='ascii')",
    ]
    POSTGRESQL = [
        "ALTER TABLE catalog_searchentry ADD COLUMN tokens tsvector",
        "CREATE INDEX catalog_searchentry_tokens ON catalog_searchentry USING gin (tokens) WITH (fastupdate = off)",
        # Which tokens are rare is what the planner has to know: it keeps ten times this number of the common ones.
        "ALTER TABLE catalog_searchentry ALTER COLUMN tokens SET STATISTICS 1000",
    ]

    def beside(self, connection, model: type[models.Model]) -> list[str]:
        look = connection.introspection
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                return [] if "catalog_searchtokens" in look.table_names(cursor) else self.SQLITE
            columns = look.get_table_description(cursor, model._meta.db_table)
        return [] if "tokens" in {column.name for column in columns} else self.POSTGRESQL

    def triggers(self, connection, model: type[models.Model]) -> Iterator[Trigger]:
        if connection.vendor == "sqlite":
            forget = "DELETE FROM catalog_searchtokens WHERE rowid = OLD.position"
            name, table = "catalog_searchentry_forgets_tokens", model._meta.db_table
            yield Trigger(name, table, "DELETE", does=forget)


class SearchEntry(models.Model):
    """The searchable words of one public disclosure; ``catalog.public.search`` writes and reads them.

    ``position`` sorts as (day of publication, number of the disclosure) does, so that newest first is a walk along
    one index.
    """

    position = models.BigIntegerField(_("position"), primary_key=True)
    disclosure = models.OneToOneField(Disclosure, models.CASCADE, related_name="search_entry")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    text = models.TextField(_("normalised text"))
    form = models.PositiveSmallIntegerField(
        null=True, editable=False
    )  # what ``search`` knew when it wrote it

    guards = [Within("disclosure.agency"), Tokens()]

    class Meta:
        verbose_name = _("entry of the search index")
        verbose_name_plural = _("search index")

    def __str__(self) -> str:
        return f"{self.position}"
