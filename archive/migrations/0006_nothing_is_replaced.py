"""On SQLite no row that only grows is replaced, on PostgreSQL no such table is emptied at once."""

from django.db import migrations

from core.append_only import GuardAgain


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0005_early_end_of_display"),
        ("catalog", "0037_self_checks"),
        ("core", "0024_seals"),
        ("requests_app", "0028_decided_together"),
        ("review", "0010_response_to_an_opinion"),
        ("supervision", "0007_explanations"),
    ]

    operations = [
        GuardAgain(
            "core_logentry",
            "catalog_calendarchangeevent",
            "catalog_consultationevent",
            "catalog_consultationopinionevent",
            "catalog_disclosureevent",
            "catalog_duechange",
            "catalog_finding",
            "catalog_overruling",
            "catalog_secrecyreview",
            "catalog_selfcheckmark",
            "catalog_proposedtext",
            "catalog_reassessment",
            "catalog_version",
            "requests_app_applicationevent",
            "requests_app_clockentry",
            "requests_app_purge",
            "requests_app_disputeevent",
            "requests_app_loggedanswerevent",
            "requests_app_proposalevent",
            "review_referral",
            "requests_app_redactionbox",
            "requests_app_search",
            "review_verdict",
            "review_opinionevent",
            "supervision_complaintclockentry",
            "supervision_complaintevent",
            "supervision_correctionorderevent",
            "supervision_orderclockentry",
            "archive_archivefile",
            "archive_archivesupplement",
        )
    ]
