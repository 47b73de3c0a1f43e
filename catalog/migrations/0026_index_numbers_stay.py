"""An index number that was given never changes: the database holds to that."""

from django.db import migrations

from core.refusing import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("catalog", "0025_sensitive_matters")]
    operations = [RefuseChanges("Disclosure", "index_number_stays", "index_number")]
