"""What is published keeps the names that its body and department have on that day; what stands has today's."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def take_names(apps, schema_editor) -> None:
    for name, moment in [("LoggedAnswer", "published_at")]:
        rows = apps.get_model("requests_app", name).objects.filter(
            **{f"{moment}__isnull": False}, agency_called=""
        )
        named = {}
        for body in ("Agency", "Department"):
            one = apps.get_model("core", body).objects.filter(pk=OuterRef(f"{body.lower()}_id"))
            for field, column in (("name", "called"), ("name_en", "called_en")):
                named[f"{body.lower()}_{column}"] = Coalesce(
                    Subquery(one.values(field)[:1]), models.Value("")
                )
        rows.order_by().update(**named)


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0002_announced_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="loggedanswer",
            name="agency_called",
            field=models.CharField(
                blank=True, editable=False, max_length=120, verbose_name="name of the agency then"
            ),
        ),
        migrations.AddField(
            model_name="loggedanswer",
            name="agency_called_en",
            field=models.CharField(
                blank=True, editable=False, max_length=160, verbose_name="English name of the agency then"
            ),
        ),
        migrations.AddField(
            model_name="loggedanswer",
            name="department_called",
            field=models.CharField(
                blank=True, editable=False, max_length=80, verbose_name="name of the department then"
            ),
        ),
        migrations.AddField(
            model_name="loggedanswer",
            name="department_called_en",
            field=models.CharField(
                blank=True, editable=False, max_length=120, verbose_name="English name of the department then"
            ),
        ),
        migrations.RunPython(take_names, migrations.RunPython.noop),
    ]
