"""Rows of these tables leave seals, also when they are written by way of the base manager."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0004_objections"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="noticenumbering",
            options={
                "base_manager_name": "objects",
                "verbose_name": "numbering of notices",
                "verbose_name_plural": "numbering of notices",
            },
        ),
    ]
