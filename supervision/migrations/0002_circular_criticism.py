"""A missed order leads to a circular criticism (J2-263)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0009_filing_with_the_office"),
        ("core", "0006_rows_are_put_right_by_two"),
        ("supervision", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="correctionorder",
            name="criticise_by",
            field=models.DateField(
                blank=True, db_index=True, editable=False, null=True, verbose_name="circular criticism by"
            ),
        ),
        migrations.AddField(
            model_name="correctionorder",
            name="criticised_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="criticised by",
            ),
        ),
        migrations.AddField(
            model_name="correctionorder",
            name="criticised_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="criticised on"),
        ),
        migrations.AddField(
            model_name="correctionorder",
            name="criticism",
            field=models.TextField(
                blank=True, editable=False, max_length=2000, verbose_name="circular criticism"
            ),
        ),
        migrations.AlterField(
            model_name="orderreminder",
            name="kind",
            field=models.CharField(
                choices=[("correct", "Correct by"), ("criticise", "Circular criticism by")],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("criticised_by__isnull", True), ("criticised_on__isnull", True), ("criticism", "")
                    ),
                    models.Q(
                        ("criticised_by__isnull", False),
                        ("criticised_on__gt", models.F("due_on")),
                        models.Q(("criticism", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="criticism_has_person_words_and_a_missed_day",
            ),
        ),
    ]
