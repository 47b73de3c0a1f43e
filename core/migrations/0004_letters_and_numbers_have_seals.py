"""Rows of these tables leave seals, also when they are written by way of the base manager."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_changes_of_accounts_are_on_record"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="discrepancy",
            options={
                "base_manager_name": "objects",
                "ordering": ["-pk"],
                "verbose_name": "discrepancy",
                "verbose_name_plural": "discrepancies",
            },
        ),
        migrations.AlterModelOptions(
            name="discrepancynote",
            options={
                "base_manager_name": "objects",
                "ordering": ["pk"],
                "verbose_name": "note on a discrepancy",
                "verbose_name_plural": "notes on discrepancies",
            },
        ),
        migrations.AlterModelOptions(
            name="letter",
            options={
                "base_manager_name": "objects",
                "ordering": ["-owed_at", "-pk"],
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
            },
        ),
        migrations.AlterModelOptions(
            name="regime",
            options={
                "base_manager_name": "objects",
                "ordering": ["code"],
                "verbose_name": "regime",
                "verbose_name_plural": "regimes",
            },
        ),
        migrations.AlterModelOptions(
            name="restoration",
            options={
                "base_manager_name": "objects",
                "ordering": ["pk"],
                "verbose_name": "return to a backup",
                "verbose_name_plural": "returns to backups",
            },
        ),
        migrations.AlterModelOptions(
            name="serial",
            options={"base_manager_name": "objects"},
        ),
    ]
