"""Tables of review that only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [
        AppendOnly("Verdict"),
        AppendOnly("OpinionEvent"),
    ]
