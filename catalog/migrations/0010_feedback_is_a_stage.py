"""A disclosure has a feedback stage of its own between publication and archive (B:022)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0009_filing_with_the_office"),
        ("core", "0006_rows_are_put_right_by_two"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="published_disclosure_has_a_day",
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="published_disclosure_was_proposed_and_approved",
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="correction_is_merged_never_published",
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="published_disclosure_keeps_names",
        ),
        migrations.RemoveIndex(
            model_name="disclosure",
            name="public_newest",
        ),
        migrations.RemoveIndex(
            model_name="disclosure",
            name="public_newest_of_agency",
        ),
        migrations.RemoveIndex(
            model_name="disclosure",
            name="public_newest_of_department",
        ),
        migrations.RemoveIndex(
            model_name="disclosure",
            name="public_newest_of_item",
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in_review", "In review"),
                    ("returned", "Returned"),
                    ("approved", "Approved"),
                    ("published", "Published"),
                    ("withdrawn", "Withdrawn"),
                    ("feedback", "Published, feedback stage"),
                    ("archived", "Archived"),
                    ("merged", "Taken into the corrected text"),
                ],
                default="draft",
                editable=False,
                max_length=20,
                verbose_name="status",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(
                    ("audience", "public"), ("status__in", ["published", "feedback", "archived"])
                ),
                fields=["-published_on", "-id"],
                name="public_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(
                    ("audience", "public"), ("status__in", ["published", "feedback", "archived"])
                ),
                fields=["agency", "-published_on", "-id"],
                name="public_newest_of_agency",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(
                    ("audience", "public"), ("status__in", ["published", "feedback", "archived"])
                ),
                fields=["department", "-published_on", "-id"],
                name="public_newest_of_department",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(
                    ("audience", "public"), ("status__in", ["published", "feedback", "archived"])
                ),
                fields=["item", "-published_on", "-id"],
                name="public_newest_of_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["published", "feedback", "archived", "withdrawn"]), _negated=True
                    ),
                    models.Q(("published_at__isnull", False), ("published_on__isnull", False)),
                    _connector="OR",
                ),
                name="published_disclosure_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["published", "feedback", "archived", "withdrawn"]), _negated=True
                    ),
                    models.Q(("agency_called", ""), _negated=True),
                    _connector="OR",
                ),
                name="published_disclosure_keeps_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "status__in",
                            ["approved", "published", "feedback", "archived", "withdrawn", "merged"],
                        ),
                        _negated=True,
                    ),
                    models.Q(("approved_by__isnull", False), ("proposed_by__isnull", False)),
                    models.Q(
                        ("is_emergency", True),
                        ("proposed_by__isnull", False),
                        ("status__in", ["published", "feedback", "archived", "withdrawn"]),
                    ),
                    _connector="OR",
                ),
                name="published_disclosure_was_proposed_and_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("correction_reason", ""),
                        ("corrects__isnull", True),
                        models.Q(("status", "merged"), _negated=True),
                    ),
                    models.Q(
                        ("corrects__isnull", False),
                        ("obligation__isnull", True),
                        models.Q(
                            ("status__in", ["published", "feedback", "archived", "withdrawn"]), _negated=True
                        ),
                    ),
                    _connector="OR",
                ),
                name="correction_is_merged_never_published",
            ),
        ),
    ]
