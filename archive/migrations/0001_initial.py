"""Sealed files and their further volumes, as they stood when the history was written anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("core", "0001_initial"),
        ("requests_app", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_files",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_files",
                        to="core.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_file",
                        to="catalog.disclosure",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_files",
                        to="requests_app.application",
                    ),
                ),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="file number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("position", models.PositiveIntegerField(verbose_name="position in the year")),
                ("manifest", models.JSONField(verbose_name="contents")),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the contents.", max_length=64, verbose_name="digest"
                    ),
                ),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                (
                    "sealed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sealed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "archive file",
                "verbose_name_plural": "archive files",
                "ordering": ["agency", "year", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application__isnull", True), ("disclosure__isnull", False)),
                            models.Q(("application__isnull", False), ("disclosure__isnull", True)),
                            _connector="OR",
                        ),
                        name="archive_file_of_exactly_one_thing",
                    ),
                    models.UniqueConstraint(
                        fields=("agency", "year", "position"), name="archive_position_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArchiveSupplement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplement",
                        to="catalog.version",
                        verbose_name="version",
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
                    "sealed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sealed by",
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
        migrations.CreateModel(
            name="EarlyEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="early_end",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agreed by",
                    ),
                ),
                ("agreed_at", models.DateTimeField(null=True, verbose_name="agreed at")),
            ],
            options={
                "verbose_name": "early end of a display",
                "verbose_name_plural": "early ends of displays",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="early_end_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True)),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_by__isnull", False),
                                models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="early_end_is_said_by_two_people",
                    ),
                ],
            },
        ),
    ]
