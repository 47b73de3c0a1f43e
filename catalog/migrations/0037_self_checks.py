"""Self-checks and their marks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0036_posts"),
        ("core", "0012_opinions_an_hour"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SelfCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("published_until", models.DateField(verbose_name="covers what was published until")),
                ("due_on", models.DateField(verbose_name="to be done by")),
                ("begun_at", models.DateTimeField(verbose_name="begun at")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed at")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_checks",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="begun by",
                    ),
                ),
                (
                    "closed_by",
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
                "verbose_name": "self-check",
                "verbose_name_plural": "self-checks",
                "ordering": ["-begun_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SelfCheckMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        choices=[("keep", "Keep"), ("update", "Update"), ("withdraw", "Withdraw or repeal")],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="marked at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="marked by",
                    ),
                ),
                (
                    "check_of",
                    models.ForeignKey(
                        db_column="check_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="catalog.selfcheck",
                        verbose_name="self-check",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_check_marks",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
            ],
            options={
                "verbose_name": "mark of a self-check",
                "verbose_name_plural": "marks of self-checks",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="selfcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("agency",),
                name="one_open_self_check_of_an_agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="selfcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="closed_self_check_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="selfcheckmark",
            constraint=models.UniqueConstraint(
                fields=("check_of", "disclosure"), name="marked_once_in_a_self_check"
            ),
        ),
        migrations.AddConstraint(
            model_name="selfcheckmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="mark_of_a_self_check_has_a_reason"
            ),
        ),
        AppendOnly("SelfCheckMark"),
    ]
