"""Those concerned are let in, and what they read is on record (I-230)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0012_guide_and_catalogue_are_compiled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Admission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(editable=False, max_length=60, unique=True, verbose_name="number"),
                ),
                ("code_hash", models.CharField(editable=False, max_length=64)),
                (
                    "own_id",
                    core.crypto.OwnIdField(
                        blank=True,
                        editable=False,
                        max_length=20,
                        null=True,
                        unique=True,
                        verbose_name="own mark of the row",
                    ),
                ),
                ("name", core.crypto.EncryptedTextField(max_length=120, verbose_name="name")),
                (
                    "contact",
                    core.crypto.EncryptedTextField(blank=True, max_length=254, verbose_name="contact"),
                ),
                ("admitted_at", models.DateTimeField(verbose_name="admitted at")),
                ("expires_on", models.DateField(verbose_name="may read until")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="ended at")),
                (
                    "revoked_because",
                    models.CharField(blank=True, max_length=300, verbose_name="ended because"),
                ),
                (
                    "admitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="admitted by",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="admissions",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
            ],
            options={
                "verbose_name": "admission of one concerned",
                "verbose_name_plural": "admissions of those concerned",
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the file")),
                ("at", models.DateTimeField(verbose_name="read at")),
                (
                    "admission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="catalog.admission",
                        verbose_name="admission of one concerned",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading by one concerned",
                "verbose_name_plural": "readings by those concerned",
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="admission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoked_at__isnull", True), ("revoked_because", ""), ("revoked_by__isnull", True)
                    ),
                    models.Q(
                        ("revoked_at__isnull", False),
                        ("revoked_by__isnull", False),
                        models.Q(("revoked_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ended_admission_has_person_and_reason",
            ),
        ),
    ]
