import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table, in which nothing was written yet, anew with the agency."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("catalog", "0004_reminders"),
        ("core", "0004_heartbeats_expected"),
    ]

    operations = [
        migrations.DeleteModel(name="WeeklyLetter"),
        migrations.CreateModel(
            name="WeeklyLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week_on", models.DateField(verbose_name="Monday of the week")),
                ("run", models.UUIDField(db_index=True, editable=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weekly_letters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter of the week",
                "verbose_name_plural": "letters of the week",
                "ordering": ["-week_on", "person"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "agency", "week_on"), name="one_letter_a_person_agency_and_week"
                    )
                ],
            },
        ),
    ]
