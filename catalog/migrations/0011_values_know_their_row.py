"""Encrypted values are bound to their row, which is known by a mark of its own (docs/adr/0043)."""

from django.db import migrations

import core.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_feedback_is_a_stage"),
    ]

    operations = [
        migrations.AddField(
            model_name="consultationopinion",
            name="own_id",
            field=core.crypto.OwnIdField(
                blank=True,
                editable=False,
                max_length=20,
                null=True,
                unique=True,
                verbose_name="own mark of the row",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="own_id",
            field=core.crypto.OwnIdField(
                blank=True,
                editable=False,
                max_length=20,
                null=True,
                unique=True,
                verbose_name="own mark of the row",
            ),
        ),
    ]
