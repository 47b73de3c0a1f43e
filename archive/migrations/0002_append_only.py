"""Tables of archive that only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [
        AppendOnly("ArchiveFile"),
    ]
