"""What belongs to one body leads into no other; the database holds to it."""

from django.db import migrations

from core.within import Within


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0006_nothing_is_replaced"),
        ("core", "0025_help_beside_each_field_of_a_body"),
        ("catalog", "0040_versions_keep_maker_and_class"),
        ("requests_app", "0030_claims_of_notices"),
    ]

    operations = [
        Within("ArchiveFile", "department.agency"),
        Within("ArchiveFile", "disclosure.agency"),
        Within("ArchiveFile", "application.agency"),
    ]
