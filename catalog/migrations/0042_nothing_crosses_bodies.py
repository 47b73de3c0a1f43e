"""What belongs to one body leads into no other; the database holds to it."""

from django.db import migrations

from core.within import StaysInBody, Within


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0041_yearly_notices"),
        ("core", "0025_help_beside_each_field_of_a_body"),
    ]

    operations = [
        Within("SelfCheckMark", "disclosure.agency", own="check_of.agency"),
        Within("Reassessment", "draft.agency", own="disclosure.agency"),
        Within("Category", "parent.agency"),
        Within("DisclosureItem", "category.agency"),
        Within("DisclosureItem", "department.agency"),
        Within("Disclosure", "item.agency"),
        Within("Disclosure", "department.agency"),
        Within("Disclosure", "obligation.item.agency"),
        Within("Disclosure", "corrects.agency"),
        Within("Consultation", "department.agency"),
        Within("Consultation", "disclosure.agency"),
        Within("Post", "department.agency"),
        Within("Placement", "keeper.agency", own="disclosure.agency"),
        Within("Gathered", "disclosure.agency", own="collection.agency"),
        Within("SearchEntry", "disclosure.agency"),
        StaysInBody("Category"),
        StaysInBody("DisclosureItem"),
        StaysInBody("Disclosure"),
        StaysInBody("Collection"),
    ]
