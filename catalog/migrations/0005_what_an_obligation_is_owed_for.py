"""What an obligation is owed for: its kind, the first day of its period, the phase of a decision."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_whom_to_ask"),
        ("core", "0005_who_sent_a_page"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="owed_for",
            field=models.CharField(
                choices=[
                    ("period", "A period or window"),
                    ("review", "The review of what stands"),
                    ("first", "The first display"),
                    ("milestone", "A milestone of a campaign"),
                    ("event", "An event, or a phase of a decision"),
                ],
                default="period",
                editable=False,
                max_length=10,
                verbose_name="owed for",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="period_from",
            field=models.DateField(editable=False, null=True, verbose_name="first day of the period"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="phase",
            field=models.CharField(
                blank=True, editable=False, max_length=40, verbose_name="phase of the decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period_from__isnull", True),
                    models.Q(
                        ("owed_for__in", ["period", "review"]), ("period_from__lte", models.F("base_on"))
                    ),
                    _connector="OR",
                ),
                name="only_periods_have_a_first_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("phase", ""), ("owed_for", "event"), _connector="OR"),
                name="only_a_decision_has_phases",
            ),
        ),
    ]
