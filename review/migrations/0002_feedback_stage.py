"""A disclosure has a feedback stage of its own between publication and archive (B:022)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import review.models.feedback


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_feedback_is_a_stage"),
        ("review", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="opinion",
            name="kind",
            field=models.CharField(
                choices=[("opinion", "Opinion"), ("request", "Demand")],
                default="opinion",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="opinion",
            name="way",
            field=models.CharField(
                choices=[
                    ("web", "This website"),
                    ("hall", "Service hall"),
                    ("phone", "Telephone"),
                    ("letter", "Letter or fax"),
                    ("email", "E-mail"),
                    ("meeting", "Hearing or meeting"),
                    ("hotline", "Hotline of the body"),
                    ("mailbox", "Letter box for opinions"),
                ],
                default="web",
                max_length=20,
                verbose_name="way of the opinion",
            ),
        ),
        migrations.CreateModel(
            name="FeedbackStage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="opened on")),
                ("until", models.DateField(db_index=True, verbose_name="feedback is collected until")),
                ("handle_by", models.DateField(db_index=True, verbose_name="to be handled by")),
                ("ended_on", models.DateField(null=True, verbose_name="collecting ended on")),
                (
                    "summary",
                    models.TextField(blank=True, max_length=4000, verbose_name="what was said, summed up"),
                ),
                (
                    "handed_over_on",
                    models.DateField(null=True, verbose_name="handed to the leading group on"),
                ),
                ("handling", models.TextField(blank=True, max_length=4000, verbose_name="how it is handled")),
                ("handled_on", models.DateField(null=True, verbose_name="handled on")),
                (
                    "collector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="collector",
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_stage",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="feedback handled by",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="feedback stage opened by",
                    ),
                ),
            ],
            options={
                "verbose_name": "feedback stage",
                "verbose_name_plural": "feedback stages",
                "ordering": ["handle_by", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="FeedbackReminder",
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
                    models.CharField(choices=[("handle", "Handle by")], max_length=10, verbose_name="kind"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="review.feedbackstage",
                        verbose_name="feedback stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of a feedback stage",
                "verbose_name_plural": "reminders of feedback stages",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OpinionScan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        storage=review.models.feedback.scan_storage,
                        upload_to=review.models.feedback.scan_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("media_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="review.opinion",
                        verbose_name="opinion",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of an opinion",
                "verbose_name_plural": "scans of opinions",
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="feedbackstage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handle_by__gte", models.F("until")), ("until__gte", models.F("opened_on"))
                ),
                name="feedback_days_are_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackstage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("opened_on")), _connector="OR"
                ),
                name="feedback_ends_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackstage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_over_on__isnull", True), ("summary", "")),
                    models.Q(("handed_over_on__isnull", False), models.Q(("summary", ""), _negated=True)),
                    _connector="OR",
                ),
                name="feedback_handed_over_is_summed_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackstage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handled_by__isnull", True), ("handled_on__isnull", True), ("handling", "")),
                    models.Q(
                        ("handled_by__isnull", False),
                        ("handled_on__gte", models.F("handed_over_on")),
                        models.Q(("handling", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="feedback_handled_was_handed_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackstage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handled_by__isnull", True),
                    models.Q(("handled_by", models.F("collector")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_handles_what_they_collected",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackreminder",
            constraint=models.UniqueConstraint(
                fields=("case", "kind", "due_on", "rung"), name="feedback_told_once"
            ),
        ),
    ]
