"""Whoever worked on a matter lets no finding of it stand, and signs no secrecy review of it."""

from django.db import migrations

from core.refusing import RefuseRows


class Migration(migrations.Migration):
    dependencies = [("catalog", "0017_cleaned_copies")]
    operations = [
        RefuseRows(
            "Overruling",
            "nobody_overrules_what_they_edited",
            "EXISTS (SELECT 1 FROM catalog_editor JOIN catalog_scan "
            "ON catalog_scan.disclosure_id = catalog_editor.disclosure_id "
            "JOIN catalog_finding ON catalog_finding.scan_id = catalog_scan.id "
            "WHERE catalog_finding.id = NEW.finding_id AND catalog_editor.person_id = NEW.by_id)",
        ),
        RefuseRows(
            "SecrecyReview",
            "nobody_signs_the_secrecy_of_what_they_edited",
            "EXISTS (SELECT 1 FROM catalog_editor WHERE disclosure_id = NEW.disclosure_id "
            "AND person_id = NEW.by_id)",
        ),
    ]
