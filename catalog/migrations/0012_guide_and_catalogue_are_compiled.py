"""Guide and catalogue of a body are compiled on a day (law-2019 art. 12)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0011_values_know_their_row"),
        ("core", "0007_values_know_their_row"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Compilation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("guide", "Guide to disclosure"), ("catalogue", "Catalogue of disclosure")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("compiled_on", models.DateField(verbose_name="compiled on")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compilations",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "compiled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compiled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "compilation of guide or catalogue",
                "verbose_name_plural": "compilations of guide and catalogue",
                "ordering": ["-compiled_on", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "kind", "compiled_on"), name="compiled_once_a_day"
                    )
                ],
            },
        ),
    ]
