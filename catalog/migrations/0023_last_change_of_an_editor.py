"""When each editor changed a disclosure last: who is overtaken is told by whom and when."""

from django.db import migrations, models
from django.db.models import F


def begin_with_the_first(apps, _schema_editor) -> None:
    """Of the editors until now only their first change is known."""
    apps.get_model("catalog", "Editor").objects.update(last_at=F("since"))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0022_reassessments_only_grow")]
    operations = [
        migrations.AddField(
            "editor", "last_at", models.DateTimeField(null=True, verbose_name="last change at")
        ),
        migrations.RunPython(begin_with_the_first, migrations.RunPython.noop),
    ]
