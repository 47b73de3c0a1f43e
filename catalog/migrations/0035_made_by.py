"""Which body made a document, when it is another one. On SQLite the table is written anew: its guards come back."""

from importlib import import_module

from django.db import migrations, models

from core.refusing import RefuseChanges

forbidden = import_module("catalog.migrations.0030_forbidden_channels")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0034_opinions_held_back")]
    operations = [
        migrations.RunPython(forbidden.remove, forbidden.install),  # it looks into the table
        migrations.AddField(
            model_name="disclosure",
            name="issued_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="made by"),
        ),
        RefuseChanges("Disclosure", "index_number_stays", "index_number"),
        migrations.RunPython(forbidden.install, forbidden.remove),
    ]
