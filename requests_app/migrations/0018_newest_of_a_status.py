from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0017_loop_to_the_catalogue")]

    operations = [
        migrations.RemoveIndex(model_name="application", name="application_in_state"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["agency", "status", "-received_at", "-id"], name="application_in_state"
            ),
        ),
    ]
