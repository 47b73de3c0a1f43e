"""When a thing was done, and from when a job is expected, is said by who writes the row: no default asks the clock."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0017_key_of_personal_data")]

    operations = [
        migrations.AlterField(
            model_name="heartbeat",
            name="expected_from",
            field=models.DateTimeField(verbose_name="expected from"),
        ),
        migrations.AlterField(model_name="done", name="at", field=models.DateTimeField()),
    ]
