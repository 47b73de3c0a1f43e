"""What belongs to one body leads into no other; the database holds to it."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from core.within import StaysInBody, Within


def end_what_crosses(apps, schema_editor) -> None:
    """A role for a department of another body never was one: it has ended; the clock puts that on record and tells it."""
    eve = timezone.localdate() - timedelta(days=1)
    crossing = apps.get_model("core", "RoleAssignment").objects.exclude(department__agency=F("agency"))
    for role in crossing.filter(department__isnull=False):
        role.since, role.until = min(role.since, eve), min(role.until or eve, eve)
        role.save(update_fields=["since", "until"])


class Migration(migrations.Migration):
    dependencies = [("core", "0026_days_of_yearly_notices")]

    operations = [
        migrations.RunPython(end_what_crosses, migrations.RunPython.noop),
        Within("RoleAssignment", "department.agency"),
        Within("Department", "parent.agency"),
        StaysInBody("Department"),
    ]
