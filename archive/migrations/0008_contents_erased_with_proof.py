"""What was sealed of an erased disclosure is emptied; number and digest stay, and the public log carries the digest."""

from django.db import migrations

from core.append_only import EraseOnly

ERASED = {"proof": "catalog.Erasure", "by": "disclosure_id"}
OF_FILE = "(SELECT disclosure_id FROM archive_archivefile WHERE id = OLD.file_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0007_nothing_crosses_bodies"),
        ("catalog", "0043_two_people_erase"),
    ]
    operations = [
        EraseOnly("ArchiveFile", column="title", json=("manifest",), **ERASED),
        EraseOnly("ArchiveSupplement", json=("manifest",), matter=OF_FILE, **ERASED),
    ]
