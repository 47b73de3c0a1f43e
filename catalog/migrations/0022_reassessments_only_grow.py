"""Re-assessments only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("catalog", "0021_kept_back")]
    operations = [AppendOnly("Reassessment")]
