"""Letters rest, come back, are sent again or set aside; faults are counted; old errors lose what they quoted."""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.append_only import AppendOnly

NEWS = ("weekly", "new_disclosures", "consultation_news", "subscription_confirm")
REMINDERS = (
    "obligation_near",
    "placement_near",
    "application_near",
    "complaint_near",
    "order_near",
    "reassessment_near",
)


def mend(apps, schema_editor) -> None:
    """Old news end where they were given up; errors keep their kind and lose the words, which quoted addresses."""
    letters = apps.get_model("core", "Letter").objects
    for pk, name, owed_at, error in letters.filter(sent_at=None).values_list(
        "pk", "name", "owed_at", "error"
    ):
        until = owed_at + timedelta(days=7) if name in NEWS + REMINDERS else None
        letters.filter(pk=pk).update(error=error.partition(":")[0][:100], matters_until=until)
    apps.get_model("core", "Heartbeat").objects.update(error="")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0014_done_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="heartbeat",
            name="runs_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="about",
            field=models.CharField(
                blank=True, db_index=True, max_length=60, verbose_name="number of the matter"
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="bounce",
            field=models.CharField(blank=True, max_length=20, verbose_name="why it came back"),
        ),
        migrations.AddField(
            model_name="letter",
            name="bounced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="came back at"),
        ),
        migrations.AddField(
            model_name="letter",
            name="matters_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="of use until"),
        ),
        migrations.AddField(
            model_name="letter",
            name="set_aside_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="set aside at"),
        ),
        migrations.CreateModel(
            name="Failure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=100, verbose_name="kind of fault")),
                ("place", models.CharField(max_length=200, verbose_name="place in the program")),
                ("doing", models.CharField(blank=True, max_length=200, verbose_name="while doing")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="how often")),
                ("first_at", models.DateTimeField(verbose_name="first seen")),
                ("last_at", models.DateTimeField(verbose_name="last seen")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="told by mail at")),
            ],
            options={
                "verbose_name": "fault",
                "verbose_name_plural": "faults",
                "ordering": ["-last_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "place"), name="failure_once_for_each_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=40, verbose_name="step")),
                ("previous", models.CharField(max_length=20, verbose_name="from")),
                ("current", models.CharField(max_length=20, verbose_name="to")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="core.letter"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a letter",
                "verbose_name_plural": "steps of letters",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        AppendOnly("LetterEvent"),
        migrations.RunPython(mend, migrations.RunPython.noop),
    ]
