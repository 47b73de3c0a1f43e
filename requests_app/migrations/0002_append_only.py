"""Tables of requests_app that only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0001_initial")]
    operations = [
        AppendOnly("ApplicationEvent"),
        AppendOnly("ClockEntry"),
    ]
