"""A body opens to the public by an act; those that stand were public all along."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from core.append_only import AppendOnly


def open_what_stands(apps, schema_editor) -> None:
    apps.get_model("core", "Agency").objects.filter(opened_at__isnull=True).update(opened_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0028_seals_have_a_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyEvent",
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
            ],
            options={
                "verbose_name": "act about an agency",
                "verbose_name_plural": "acts about agencies",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="agency",
            name="closed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="agency",
            name="closed_because",
            field=models.TextField(blank=True, editable=False, verbose_name="why it was closed"),
        ),
        migrations.AddField(
            model_name="agency",
            name="closed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="closed by",
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="opened_at",
            field=models.DateTimeField(
                db_index=True, editable=False, null=True, verbose_name="opened to the public"
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="opened_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="opened by",
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="successor",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.agency",
                verbose_name="successor",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    models.Q(("opened_at__isnull", False), models.Q(("closed_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="closed_agency_was_open_and_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor__isnull", True),
                    models.Q(
                        ("closed_at__isnull", False), models.Q(("successor", models.F("pk")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="successor_of_a_closed_agency_is_another",
            ),
        ),
        migrations.AddField(
            model_name="agencyevent",
            name="actor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="agencyevent",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="core.agency",
                verbose_name="agency",
            ),
        ),
        AppendOnly("AgencyEvent"),
        migrations.RunPython(open_what_stands, migrations.RunPython.noop),
    ]
