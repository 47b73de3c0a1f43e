"""Remember what is done once: the demo's administrator stands where any person stands, and is not made again."""

import django.utils.timezone
from django.db import migrations, models


def remember(apps, schema_editor) -> None:
    """A portal that has people had its demo's administrator made, or wants none."""
    if apps.get_model("core", "User").objects.exists():
        apps.get_model("core", "Done").objects.create(name="demo: administrator")


class Migration(migrations.Migration):
    dependencies = [("core", "0013_letters_are_encrypted")]

    operations = [
        migrations.CreateModel(
            name="Done",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
