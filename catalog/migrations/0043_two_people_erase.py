"""Texts of what was withdrawn because of personal data are erased by two people, with a proof that only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly, EraseOnly

ERASED = {"proof": "Erasure", "by": "disclosure_id"}
OF_SCAN = "(SELECT disclosure_id FROM catalog_scan WHERE id = OLD.scan_id)"
OF_FINDING = (
    "(SELECT s.disclosure_id FROM catalog_finding f JOIN catalog_scan s ON s.id = f.scan_id"
    " WHERE f.id = OLD.finding_id)"
)
TEXT = ("title", "summary", "body")


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0042_nothing_crosses_bodies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("texts", models.PositiveIntegerField(verbose_name="texts erased")),
                ("files", models.JSONField(default=list, verbose_name="digests of the files erased")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agreed to by",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked_by", models.F("agreed_by")), _negated=True),
                        name="two_people_erase",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="erasure_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasureWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="asked for at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure_request",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
            ],
            options={
                "verbose_name": "request to erase",
                "verbose_name_plural": "requests to erase",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="request_to_erase_has_a_reason",
                    )
                ],
            },
        ),
        AppendOnly("Erasure"),
        EraseOnly("DisclosureEvent", column="note", **ERASED),
        EraseOnly(
            "Version",
            column=(*TEXT, "document_number", "issued_by", "reason"),
            json=("elements", "files"),
            **ERASED,
        ),
        EraseOnly("ProposedText", column=TEXT, json=("elements",), **ERASED),
        EraseOnly("SecrecyReview", column="note", **ERASED),
        EraseOnly("Finding", column="shown", json=("place",), matter=OF_SCAN, **ERASED),
        EraseOnly("Overruling", column="reason", matter=OF_FINDING, **ERASED),
    ]
