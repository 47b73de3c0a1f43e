"""Once an application is purged, the opinions of its reviewers may be emptied: they can name the applicant."""

from django.db import migrations

from core.append_only import EraseOnly


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0006_opinions_let_out"),
        ("requests_app", "0024_years_of_keeping_and_sealed_words"),
    ]

    operations = [
        EraseOnly("Verdict", column="opinion", proof="requests_app.Purge", by="application_id"),
    ]
