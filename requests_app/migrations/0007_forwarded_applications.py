"""An application may come from another body of the portal (J3:018)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0006_values_know_their_row"),
    ]

    operations = [
        migrations.AlterField(
            model_name="application",
            name="way",
            field=models.CharField(
                choices=[
                    ("web", "Web form"),
                    ("counter", "In person"),
                    ("oral", "Oral, written down by an officer"),
                    ("letter", "Letter"),
                    ("telegram", "Telegram"),
                    ("fax", "Fax"),
                    ("email", "E-mail"),
                    ("forwarded", "Forwarded by another body"),
                ],
                default="web",
                max_length=20,
                verbose_name="came by",
            ),
        ),
    ]
