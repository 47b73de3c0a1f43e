"""Encrypted values are bound to their row, which is known by a mark of its own (docs/adr/0043)."""

from django.db import migrations

import core.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0002_feedback_stage"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptverdict",
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
            model_name="opinion",
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
