"""A file has a day by which it is closed, where the rules name a time (A-049)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
        ("catalog", "0009_filing_with_the_office"),
    ]

    operations = [
        migrations.AddField(
            model_name="archivefile",
            name="due_on",
            field=models.DateField(
                editable=False,
                help_text="As it stood when it was sealed; empty where the rules name no time.",
                null=True,
                verbose_name="to be filed by",
            ),
        ),
        migrations.CreateModel(
            name="ArchiveReminder",
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
                    models.CharField(
                        choices=[("seal", "Bring to the archive by")], max_length=10, verbose_name="kind"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="archive_reminders",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of a file",
                "verbose_name_plural": "reminders of files",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("case", "kind", "due_on", "rung"), name="file_told_once")
                ],
            },
        ),
    ]
