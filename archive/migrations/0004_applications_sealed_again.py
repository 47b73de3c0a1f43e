"""An application may be sealed again after a review or a court; on SQLite the rebuilt table gets its triggers back."""

import django.db.models.deletion
from django.db import migrations, models

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0003_further_volumes"),
        ("requests_app", "0028_decided_together"),
    ]

    operations = [
        migrations.AlterField(
            model_name="archivefile",
            name="application",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="archive_files",
                to="requests_app.application",
            ),
        ),
        AppendOnly("ArchiveFile"),
    ]
