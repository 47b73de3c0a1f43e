"""Tables of supervision that only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_initial")]
    operations = [
        AppendOnly("CorrectionOrderEvent"),
    ]
