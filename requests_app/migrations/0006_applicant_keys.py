"""Give the applications that are there the key by which those of one applicant are found."""

from django.db import migrations

from requests_app.identity import applicant_key

BATCH = 500


def give(apps, schema_editor) -> None:
    """Compute the key from what is kept encrypted."""
    applications = apps.get_model("requests_app", "Application").objects.filter(applicant_key="")
    changed = []
    for application in applications.only("applicant_name", "identity_number").iterator(chunk_size=BATCH):
        application.applicant_key = applicant_key(application)
        changed.append(application)
    applications.model.objects.bulk_update(changed, ["applicant_key"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0005_fees")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
