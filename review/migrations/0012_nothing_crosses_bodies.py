"""What belongs to one body leads into no other; the database holds to it."""

from django.db import migrations

from core.within import Within


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0011_kept_verdicts"),
        ("core", "0025_help_beside_each_field_of_a_body"),
        ("catalog", "0040_versions_keep_maker_and_class"),
    ]

    operations = [
        Within("Opinion", "response.agency", own="disclosure.agency"),
        Within("Referral", "to_unit.agency", own="disclosure.agency"),
    ]
