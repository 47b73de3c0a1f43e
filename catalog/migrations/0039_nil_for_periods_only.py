"""What is owed once and was answered by "nothing to report" has not come: it is shown as due or late again."""

from django.db import migrations
from django.db.models import Q

ONCE = Q(occurrence__isnull=False) | Q(key__startswith="standing") | Q(key__startswith="milestone-")
ONCE |= Q(key__startswith="event-")


def show_as_it_is(apps, schema_editor) -> None:
    """Take back what such a statement had ticked off."""
    said = apps.get_model("catalog", "Disclosure").objects.filter(
        is_nil=True, status__in=["published", "archived"]
    )
    obligations = apps.get_model("catalog", "Obligation").objects
    obligations.filter(ONCE, has_come=True, pk__in=said.values("obligation")).update(has_come=False)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0038_kinds_of_what_a_file_carries")]

    operations = [migrations.RunPython(show_as_it_is, migrations.RunPython.noop)]
