"""Versions keep who made it and its subject class; of those that stand already nobody knows them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0039_nil_for_periods_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="issued_by",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="made by"),
        ),
        migrations.AddField(
            model_name="version",
            name="subject_class",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "State Council organisation"),
                    (2, "General government affairs"),
                    (3, "National economy and state assets"),
                    (4, "Finance, banking and audit"),
                    (5, "Land, resources and energy"),
                    (6, "Agriculture, forestry and water"),
                    (7, "Industry and transport"),
                    (8, "Trade, customs and tourism"),
                    (9, "Market and work-safety supervision"),
                    (10, "Urban and rural construction, environment"),
                    (11, "Science and education"),
                    (12, "Culture, broadcasting and publishing"),
                    (13, "Health and sport"),
                    (14, "Population, women and children"),
                    (15, "Labour, personnel and supervision"),
                    (16, "Public security and justice"),
                    (17, "Civil affairs and disaster relief"),
                    (18, "Ethnic and religious affairs"),
                    (19, "Foreign affairs"),
                    (20, "Hong Kong, Macao, Taiwan and overseas Chinese"),
                    (21, "National defence"),
                    (22, "Other"),
                ],
                null=True,
                verbose_name="subject class",
            ),
        ),
    ]
