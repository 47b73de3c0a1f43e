"""Count the tries of a source in one row, by conditional updates; name the places that many share."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0020_changes_of_roles")]

    operations = [
        # What was tried in the last quarter of an hour is forgotten: rows of one try each cannot be counted further.
        migrations.DeleteModel("Try"),
        migrations.CreateModel(
            name="Try",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField(default=1)),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("free_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("purpose", "source"), name="tries_of_a_source_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "network",
                    models.CharField(
                        help_text="As the portal sees it, for example 203.0.113.7 or 203.0.113.0/28.",
                        max_length=50,
                        unique=True,
                        verbose_name="address or network",
                    ),
                ),
                (
                    "people",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="counts as so many people",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "verbose_name": "service hall or kiosk",
                "verbose_name_plural": "service halls and kiosks",
            },
        ),
    ]
