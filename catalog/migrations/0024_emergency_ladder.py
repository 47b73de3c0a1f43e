import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

DUE, MISSED = 1, 2


def keep_what_was_told(apps, schema_editor):
    """Nobody is told again of a day of which they were told before there was a ladder."""
    reminders = apps.get_model("catalog", "EmergencyReminder").objects
    now, run = timezone.now(), uuid.uuid4()
    for review in apps.get_model("catalog", "EmergencyReview").objects.filter(told__gte=DUE):
        for rung in [0, 1] if review.told == MISSED else [0]:
            reminders.create(
                case=review, kind="review", due_on=review.due_on, rung=rung, told_at=now, run=run
            )


def note_what_was_told(apps, schema_editor):
    """The other way round."""
    reviews = apps.get_model("catalog", "EmergencyReview").objects
    reminders = apps.get_model("catalog", "EmergencyReminder").objects
    reviews.filter(pk__in=reminders.filter(rung__lte=0).values("case")).update(told=DUE)
    reviews.filter(pk__in=reminders.filter(rung__gt=0).values("case")).update(told=MISSED)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0023_last_change_of_an_editor")]

    operations = [
        migrations.CreateModel(
            name="EmergencyReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("rung", models.SmallIntegerField(verbose_name="working days after the day")),
                ("told_at", models.DateTimeField(verbose_name="told at")),
                ("run", models.UUIDField(db_index=True, editable=False)),
                (
                    "kind",
                    models.CharField(choices=[("review", "Review by")], max_length=10, verbose_name="kind"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="catalog.emergencyreview",
                        verbose_name="review",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of a review after an emergency",
                "verbose_name_plural": "reminders of reviews after emergencies",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "kind", "due_on", "rung"), name="emergency_told_once"
                    )
                ],
            },
        ),
        migrations.RunPython(keep_what_was_told, note_what_was_told),
        migrations.RemoveField(model_name="emergencyreview", name="told"),
    ]
