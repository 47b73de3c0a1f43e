"""Further volumes of archive files."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_append_only"),
        ("catalog", "0031_reminders_of_channel_tasks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveSupplement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=70, unique=True, verbose_name="volume number")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position in the file")),
                ("manifest", models.JSONField(verbose_name="contents")),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the contents.", max_length=64, verbose_name="digest"
                    ),
                ),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="archive.archivefile",
                        verbose_name="archive file",
                    ),
                ),
                (
                    "sealed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sealed by",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplement",
                        to="catalog.version",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "archive supplement",
                "verbose_name_plural": "archive supplements",
                "ordering": ["file", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "position"), name="supplement_position_once")
                ],
            },
        ),
        AppendOnly("ArchiveSupplement"),
    ]
