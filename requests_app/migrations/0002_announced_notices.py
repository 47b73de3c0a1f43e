"""A notice that could not be delivered otherwise is announced publicly: its ground, and when it counts as delivered."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="counts_on",
            field=models.DateField(null=True, verbose_name="counts as delivered on"),
        ),
        migrations.AddField(
            model_name="posting",
            name="ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unknown", "Nobody knows where the addressee is"),
                    ("failed", "The other ways were tried and failed"),
                ],
                max_length=10,
                verbose_name="why it is announced",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="delivery_way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("web", "On this portal, with number and query code"),
                    ("mail", "By e-mail"),
                    ("post", "By post"),
                    ("counter", "At the counter, signed for"),
                    ("announced", "By public announcement"),
                ],
                max_length=10,
                verbose_name="delivered by way of",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "Receipt"),
                    ("correction", "Request for correction"),
                    ("reasons", "Request for reasons"),
                    ("extension", "Notice of extension"),
                    ("delay", "Notice of delay"),
                    ("third_party", "Consultation of a third party"),
                    ("third_party_told", "Notice that others are consulted"),
                    ("third_party_result", "Notice to a third party"),
                    ("agencies", "Consultation of co-producing agencies"),
                    ("fee", "Notice of a fee"),
                    ("decision", "Decision"),
                    ("transfer", "Transfer to another body"),
                    ("delivery", "Record of delivery"),
                    ("lapse", "Notice that it is given up"),
                    ("withdrawn", "Confirmation of a withdrawal"),
                    ("reopened", "Notice of reopening"),
                    ("rectified", "Answer to a request to rectify"),
                    ("announcement", "Public announcement of a notice"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="way",
            field=models.CharField(
                blank=True,
                choices=[
                    ("post", "Posted, registered"),
                    ("handed", "Handed over, signed for"),
                    ("left", "Left behind before a witness, because it was refused"),
                    ("announced", "Announced publicly, because all else failed"),
                ],
                max_length=10,
                verbose_name="how it went out",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("counts_on__gt", models.F("posted_on")),
                        ("counts_on__isnull", False),
                        ("way", "announced"),
                        models.Q(("ground", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("way", "announced"), _negated=True),
                        ("counts_on__isnull", True),
                        ("ground", ""),
                    ),
                    _connector="OR",
                ),
                name="announced_with_its_ground_and_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "announced"), _negated=True),
                    ("delivered_on__isnull", True),
                    ("delivered_on", models.F("counts_on")),
                    _connector="OR",
                ),
                name="announced_is_delivered_on_its_day",
            ),
        ),
    ]
