"""Encrypted values are bound to their row, which is known by a mark of its own (docs/adr/0043)."""

from django.db import migrations

import core.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0005_letters_and_numbers_have_seals"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
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
            model_name="arrivedmail",
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
            model_name="dispute",
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
            model_name="filingdraft",
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
            model_name="notice",
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
            model_name="objection",
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
            model_name="posting",
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
            model_name="proposalsource",
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
            model_name="rating",
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
            model_name="reasoning",
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
            model_name="rectification",
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
            model_name="sealedtext",
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
