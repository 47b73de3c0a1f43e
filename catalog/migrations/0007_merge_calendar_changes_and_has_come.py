"""Two changes came at the same time and touch different things; after this there is one last migration again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_calendar_changes"),
        ("catalog", "0006_obligation_has_come"),
    ]

    operations = []
