"""What was approved is filed with the disclosure office by a day (H-200)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_drafts_fulfil_their_phase"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Filing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("approved_on", models.DateField(verbose_name="approved on")),
                ("due_on", models.DateField(db_index=True, verbose_name="to be filed by")),
                ("sent_on", models.DateField(null=True, verbose_name="handed in on")),
                ("received_on", models.DateField(null=True, verbose_name="filed on")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="filing number")),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="filed by",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handed in by",
                    ),
                ),
            ],
            options={
                "verbose_name": "filing with the disclosure office",
                "verbose_name_plural": "filings with the disclosure office",
                "ordering": ["due_on", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="FilingReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("rung", models.SmallIntegerField(verbose_name="working days after the day")),
                ("told_at", models.DateTimeField(verbose_name="told at")),
                ("run", models.UUIDField(db_index=True, editable=False)),
                ("kind", models.CharField(choices=[("file", "File by")], max_length=10, verbose_name="kind")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="catalog.filing",
                        verbose_name="filing",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of a filing",
                "verbose_name_plural": "reminders of filings",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "round"), name="an_approval_is_filed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number",),
                name="filing_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_by__isnull", True), ("sent_on__isnull", True)),
                    models.Q(("sent_by__isnull", False), ("sent_on__gte", models.F("approved_on"))),
                    _connector="OR",
                ),
                name="filing_handed_in_has_day_and_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", ""), ("received_by__isnull", True), ("received_on__isnull", True)),
                    models.Q(
                        ("received_by__isnull", False),
                        ("received_on__gte", models.F("sent_on")),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="filing_received_was_handed_in_and_has_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("approved_on"))), name="filing_due_after_approval"
            ),
        ),
        migrations.AddConstraint(
            model_name="filingreminder",
            constraint=models.UniqueConstraint(
                fields=("case", "kind", "due_on", "rung"), name="filing_told_once"
            ),
        ),
    ]
