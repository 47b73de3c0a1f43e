"""Seals carry a mark under a key that is not in the database, their turn, and what their row hangs on."""

from django.db import migrations, models

from core.append_only import EraseOnly

# A salt may go once a newer seal of the same row is there: what the row once held cannot be guessed any more.
NEWER = (
    "OLD.key AND id > OLD.id AND form_id IN (SELECT mine.id FROM core_sealform mine JOIN core_sealform its"
    ' ON mine."table" = its."table" WHERE its.id = OLD.form_id)'
)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0027_nothing_crosses_bodies"),
    ]

    operations = [
        migrations.AddField(
            model_name="seal",
            name="hangs_on",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="seal",
            name="mac",
            field=models.CharField(blank=True, default="", max_length=48),
        ),
        migrations.AddField(
            model_name="seal",
            name="matter",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="seal",
            name="turn",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="discrepancy",
            name="kind",
            field=models.CharField(
                choices=[
                    ("changed", "Changed past the portal"),
                    ("missing", "Deleted past the portal"),
                    ("foreign", "Put in past the portal"),
                    ("forged", "Seal forged or deleted past the portal"),
                    ("unreadable", "Cannot be read"),
                    ("file_changed", "File on disk changed"),
                    ("file_missing", "File missing from the disk"),
                    ("text", "Not what was published"),
                    ("archive", "Not what was sealed in the archive"),
                    ("chain", "The public log does not hold together"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="seal",
            index=models.Index(
                condition=models.Q(("hangs_on", ""), _negated=True),
                fields=["hangs_on"],
                name="seals_of_what_hangs",
            ),
        ),
        migrations.AddIndex(
            model_name="seal",
            index=models.Index(
                condition=models.Q(("matter", ""), _negated=True), fields=["matter"], name="seals_of_a_matter"
            ),
        ),
        EraseOnly(
            "Seal", column="salt", proof="Seal", by="key", matter=NEWER
        ),  # the new columns never change either
    ]
