"""Fewer years of keeping than before count from a later day, so that nobody erases alone (ADR 22)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0007_forwarded_applications"),
    ]

    operations = [
        migrations.AddField(
            model_name="keepingrule",
            name="counts_from",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="counts from"),
        ),
        migrations.AddField(
            model_name="keepingrule",
            name="years_until_then",
            field=models.PositiveSmallIntegerField(
                blank=True, editable=False, null=True, verbose_name="years until then"
            ),
        ),
    ]
