"""Seals of the rows that evidence rests on, and what checks of them find."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly, EraseOnly

# A salt may go once a newer seal of the same row is there: what the row once held cannot be guessed any more.
NEWER = (
    "OLD.key AND id > OLD.id AND form_id IN (SELECT mine.id FROM core_sealform mine JOIN core_sealform its"
    ' ON mine."table" = its."table" WHERE its.id = OLD.form_id)'
)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0023_tries_are_told_the_moment"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(db_index=True, max_length=64)),
                ("columns", models.JSONField()),
                ("digest", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "verbose_name": "form of seals",
                "verbose_name_plural": "forms of seals",
            },
        ),
        migrations.CreateModel(
            name="VerifyingRound",
            fields=[
                ("check_name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("after", models.BigIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "progress of a check",
                "verbose_name_plural": "progress of checks",
            },
        ),
        migrations.AlterModelManagers(
            name="user",
            managers=[],
        ),
        migrations.CreateModel(
            name="Discrepancy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("changed", "Changed past the portal"),
                            ("missing", "Deleted past the portal"),
                            ("foreign", "Put in past the portal"),
                            ("unreadable", "Cannot be read"),
                            ("file_changed", "File on disk changed"),
                            ("file_missing", "File missing from the disk"),
                            ("text", "Not what was published"),
                            ("archive", "Not what was sealed in the archive"),
                            ("chain", "The public log does not hold together"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "place",
                    models.CharField(help_text="The table or the log.", max_length=64, verbose_name="place"),
                ),
                ("key", models.BigIntegerField(null=True, verbose_name="row")),
                ("what", models.TextField(blank=True, verbose_name="what")),
                (
                    "matter",
                    models.CharField(blank=True, db_index=True, max_length=120, verbose_name="matter"),
                ),
                ("found_at", models.DateTimeField(verbose_name="found at")),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "discrepancy",
                "verbose_name_plural": "discrepancies",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DiscrepancyNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.CharField(max_length=600, verbose_name="what is known of it, and what was done"),
                ),
                ("settles", models.BooleanField(default=False, verbose_name="it is explained and put right")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "discrepancy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="core.discrepancy",
                    ),
                ),
            ],
            options={
                "verbose_name": "note on a discrepancy",
                "verbose_name_plural": "notes on discrepancies",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("salt", models.CharField(blank=True, max_length=16)),
                ("marks", models.TextField(blank=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.sealform"
                    ),
                ),
            ],
            options={
                "verbose_name": "seal",
                "verbose_name_plural": "seals",
                "indexes": [models.Index(fields=["form", "key", "id"], name="seals_of_a_row")],
            },
        ),
        AppendOnly("SealForm"),
        EraseOnly("Seal", column="salt", proof="Seal", by="key", matter=NEWER),
        AppendOnly("Discrepancy"),
        AppendOnly("DiscrepancyNote"),
    ]
