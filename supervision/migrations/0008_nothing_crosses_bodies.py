"""What belongs to one body leads into no other; the database holds to it."""

from django.db import migrations

from core.within import Within


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0007_explanations"),
        ("core", "0025_help_beside_each_field_of_a_body"),
        ("catalog", "0040_versions_keep_maker_and_class"),
    ]

    operations = [
        Within("Complaint", "department.agency"),
        Within("Complaint", "item.agency"),
        Within("Complaint", "obligation.item.agency"),
        Within("Complaint", "disclosure.agency"),
        Within("CorrectionOrder", "department.agency"),
        Within("CorrectionOrder", "obligation.item.agency"),
    ]
