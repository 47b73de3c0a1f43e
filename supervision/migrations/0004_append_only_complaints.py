"""Steps and clocks of complaints only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("supervision", "0003_complaints")]
    operations = [
        AppendOnly("ComplaintEvent"),
        AppendOnly("ComplaintClockEntry"),
    ]
