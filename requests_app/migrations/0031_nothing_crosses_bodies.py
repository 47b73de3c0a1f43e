"""What belongs to one body leads into no other; the database holds to it."""

from django.db import migrations

from core.within import StaysInBody, Within


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0030_claims_of_notices"),
        ("core", "0025_help_beside_each_field_of_a_body"),
        ("catalog", "0040_versions_keep_maker_and_class"),
    ]

    operations = [
        Within("Application", "led_by.agency"),
        Within("Application", "department.agency"),
        Within("Assignment", "department.agency", own="application.agency"),
        Within("Dispute", "application.agency"),
        Within("Dispute", "department.agency"),
        Within("LoggedAnswer", "application.agency"),
        Within("LoggedAnswer", "department.agency"),
        Within("Proposal", "department.agency"),
        Within("Proposal", "item.agency"),
        Within("ProposalSource", "application.agency", own="proposal.agency"),
        Within("ArrivedMail", "application.agency"),
        Within("Purge", "application.agency"),
        StaysInBody("Application"),
        StaysInBody("Proposal"),
    ]
