"""Objections of applicants and third parties: work with a day, an owner and an answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0003_names_of_the_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "Receipt"),
                    ("correction", "Request for correction"),
                    ("reasons", "Request for reasons"),
                    ("extension", "Notice of extension"),
                    ("delay", "Notice of delay"),
                    ("third_party", "Consultation of a third party"),
                    ("third_party_told", "Notice that others are consulted"),
                    ("third_party_result", "Notice to a third party"),
                    ("agencies", "Consultation of co-producing agencies"),
                    ("fee", "Notice of a fee"),
                    ("decision", "Decision"),
                    ("transfer", "Transfer to another body"),
                    ("delivery", "Record of delivery"),
                    ("lapse", "Notice that it is given up"),
                    ("withdrawn", "Confirmation of a withdrawal"),
                    ("reopened", "Notice of reopening"),
                    ("rectified", "Answer to a request to rectify"),
                    ("objection", "Answer to an objection"),
                    ("announcement", "Public announcement of a notice"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_of_applicant", models.BooleanField(default=True, verbose_name="of the applicant")),
                ("who", core.crypto.EncryptedTextField(blank=True, verbose_name="third party who objects")),
                ("raised_on", models.DateField(verbose_name="raised on")),
                ("due_on", models.DateField(db_index=True, verbose_name="to be answered by")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Accepted"),
                            ("partly", "Accepted in part"),
                            ("dismissed", "Not accepted"),
                        ],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("answer", core.crypto.EncryptedTextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                ("warned_on", models.DateField(editable=False, null=True)),
                ("overdue_on", models.DateField(editable=False, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="requests_app.application",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objection",
                        to="requests_app.applicationevent",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ["due_on", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", True), ("answered_by__isnull", True), ("result", "")
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("result", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="objection_answered_by_whom_and_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("raised_on"))),
                        name="objection_due_after_it_came",
                    ),
                ],
            },
        ),
    ]
