"""Tables of catalog that only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [
        AppendOnly("DisclosureEvent"),
    ]
