from django.db import migrations


class Migration(migrations.Migration):
    """Two changes that stand side by side: calendar changes, and the indexes of what is open."""

    dependencies = [
        ("catalog", "0006_calendar_changes"),
        ("catalog", "0006_obligation_has_come"),
    ]

    operations = []
