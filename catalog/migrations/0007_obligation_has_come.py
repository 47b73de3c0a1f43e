from django.db import migrations, models
from django.db.models.functions import Coalesce


def note_what_has_come(apps, schema_editor):
    """What an earlier publication fulfilled for everybody."""
    out = (
        apps.get_model("catalog", "Disclosure")
        .objects.filter(status__in=["published", "archived"], audience="public", obligation__isnull=False)
        .values("obligation")
    )
    apps.get_model("catalog", "Obligation").objects.filter(pk__in=out).update(has_come=True)


class Migration(migrations.Migration):
    """What is fulfilled is marked, so that what is open is found by an index."""

    dependencies = [
        ("catalog", "0006_calendar_changes"),
        ("core", "0006_feed_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="has_come",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Kept by publication and withdrawal, so that what is still open is found by an index.",
                verbose_name="a disclosure for everybody fulfils it",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(has_come=False), fields=["item", "publish_by"], name="obligation_not_come"
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                models.F("item"),
                Coalesce("publish_by", "propose_by").desc(),
                models.F("id").desc(),
                name="obligation_history_of_item",
            ),
        ),
        # The rows come last: PostgreSQL changes no table whose rows have just changed.
        migrations.RunPython(note_what_has_come, migrations.RunPython.noop),
    ]
