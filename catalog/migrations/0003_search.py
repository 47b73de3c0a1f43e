"""The search index, with what each database needs for it beside the table."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = [
    # Every byte beyond ASCII belongs to a token: the tokens come ready-made, parted by blanks.
    "CREATE VIRTUAL TABLE catalog_searchtokens USING fts5(tokens, tokenize='ascii')",
    """
    CREATE TRIGGER catalog_searchentry_forgets_tokens AFTER DELETE ON catalog_searchentry
    BEGIN DELETE FROM catalog_searchtokens WHERE rowid = OLD.position; END
    """,
]
POSTGRESQL = [
    "ALTER TABLE catalog_searchentry ADD COLUMN tokens tsvector",
    "CREATE INDEX catalog_searchentry_tokens ON catalog_searchentry USING gin (tokens) WITH (fastupdate = off)",
    # Which tokens are rare is what the planner has to know: it keeps ten times this number of the common ones.
    "ALTER TABLE catalog_searchentry ALTER COLUMN tokens SET STATISTICS 1000",
]


def install(apps, schema_editor):
    """Add what models cannot say."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    """Leave a plain table, which the next step backwards drops."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE catalog_searchentry DROP COLUMN tokens", params=None)
    else:
        schema_editor.execute("DROP TRIGGER catalog_searchentry_forgets_tokens", params=None)
        schema_editor.execute("DROP TABLE catalog_searchtokens", params=None)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "position",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="position"),
                ),
                ("text", models.TextField(verbose_name="normalised text")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.agency"
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="catalog.disclosure",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the search index",
                "verbose_name_plural": "search index",
            },
        ),
        migrations.RunPython(install, remove),
    ]
