"""Complaints and correction orders, as they stood when the history was written anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.crypto


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="core.department",
                        verbose_name="looked into by",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.regimeversion",
                        verbose_name="version of the regime",
                    ),
                ),
                (
                    "number",
                    models.CharField(editable=False, max_length=60, unique=True, verbose_name="number"),
                ),
                ("code_hash", models.CharField(editable=False, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("taken_up", "Being looked into"),
                            ("answered", "Answered"),
                            ("passed_on", "Passed on"),
                            ("closed", "Closed"),
                        ],
                        default="received",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("tier", models.CharField(blank=True, max_length=40, verbose_name="tier")),
                ("text", core.crypto.EncryptedTextField(max_length=2000, verbose_name="complaint")),
                ("name", core.crypto.EncryptedTextField(blank=True, max_length=100, verbose_name="name")),
                ("phone", core.crypto.EncryptedTextField(blank=True, max_length=40, verbose_name="phone")),
                (
                    "email",
                    core.crypto.EncryptedTextField(blank=True, max_length=254, verbose_name="mail address"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="catalog.disclosureitem",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="catalog.obligation",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="catalog.disclosure",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="day of receipt")),
                ("received_at", models.DateTimeField(verbose_name="entered at")),
                ("answer_by", models.DateField(db_index=True, null=True, verbose_name="day of answer")),
                ("provisional", models.BooleanField(default=False, verbose_name="provisional")),
                (
                    "answer",
                    core.crypto.EncryptedTextField(blank=True, max_length=2000, verbose_name="answer"),
                ),
                (
                    "draft",
                    core.crypto.EncryptedTextField(
                        blank=True, max_length=2000, verbose_name="drafted answer"
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                ("answered_on", models.DateField(null=True, verbose_name="answered on")),
                ("passed_to", models.CharField(blank=True, max_length=120, verbose_name="passed on to")),
                (
                    "passing_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason for passing it on"),
                ),
            ],
            options={
                "verbose_name": "complaint",
                "verbose_name_plural": "complaints",
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["received", "taken_up"])),
                        fields=["agency", "answer_by"],
                        name="complaint_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "answered"), _negated=True),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_complaint_has_its_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("draft", ""),
                            models.Q(("department__isnull", False), ("drafted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="drafted_answer_has_author_and_department",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "passed_on"), _negated=True),
                            models.Q(
                                models.Q(("passed_to", ""), _negated=True),
                                models.Q(("passing_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="passed_on_complaint_says_where_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item__isnull", True), ("obligation__isnull", True)),
                            models.Q(("disclosure__isnull", True), ("item__isnull", True)),
                            models.Q(("disclosure__isnull", True), ("obligation__isnull", True)),
                            _connector="OR",
                        ),
                        name="complaint_is_about_one_thing_at_most",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintEvent",
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
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="supervision.complaint",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ComplaintClockEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clock_entries",
                        to="supervision.complaint",
                    ),
                ),
                ("tier", models.CharField(max_length=40, verbose_name="tier")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("start", "Started"),
                            ("restart", "Started again"),
                            ("extend", "Extended"),
                            ("stop", "Ended"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a complaint's clock",
                "verbose_name_plural": "entries of complaints' clocks",
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("act", "start")),
                        fields=("complaint",),
                        name="clock_of_a_complaint_starts_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "extend"), _negated=True),
                            models.Q(("days__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="extension_of_a_complaint_has_days_and_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_orders",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_orders",
                        to="core.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_orders",
                        to="catalog.obligation",
                        verbose_name="obligation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("correction_order", "Correction"), ("explanation", "Explanation")],
                        default="correction_order",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("issued", "Issued"),
                            ("reported", "Reported as corrected"),
                            ("closed", "Closed"),
                        ],
                        default="issued",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "number",
                    models.CharField(editable=False, max_length=60, unique=True, verbose_name="number"),
                ),
                ("finding", models.TextField(max_length=2000, verbose_name="what was found")),
                ("demand", models.TextField(max_length=2000, verbose_name="what must be done")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("due_on", models.DateField(verbose_name="correct by")),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="issued by",
                    ),
                ),
                ("report", models.TextField(blank=True, verbose_name="report of the department")),
            ],
            options={
                "verbose_name": "correction order",
                "verbose_name_plural": "correction orders",
                "ordering": ["-issued_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("issued_on"))),
                        name="order_due_after_it_is_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "issued"), models.Q(("report", ""), _negated=True), _connector="OR"
                        ),
                        name="reported_order_has_its_report",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionOrderEvent",
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
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="supervision.correctionorder",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderClockEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clock_entries",
                        to="supervision.correctionorder",
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("start", "Started"),
                            ("set", "Day set by hand"),
                            ("pause", "Stopped for a while"),
                            ("resume", "Went on"),
                            ("extend", "Extended"),
                            ("stop", "Ended"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
                ("day", models.DateField(blank=True, null=True, verbose_name="day set by hand")),
            ],
            options={
                "verbose_name": "entry of an order's clock",
                "verbose_name_plural": "entries of orders' clocks",
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("act", "start")),
                        fields=("order",),
                        name="clock_of_an_order_starts_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "set"), ("day__isnull", False)),
                            models.Q(models.Q(("act", "set"), _negated=True), ("day__isnull", True)),
                            _connector="OR",
                        ),
                        name="day_set_by_hand_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "extend"), _negated=True),
                            models.Q(("days__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="extension_of_an_order_has_days_and_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintReminder",
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="supervision.complaint",
                        verbose_name="complaint",
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("answer", "Answer by")], max_length=10, verbose_name="kind"),
                ),
            ],
            options={
                "verbose_name": "reminder of a complaint",
                "verbose_name_plural": "reminders of complaints",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "kind", "due_on", "rung"), name="complaint_told_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderReminder",
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="supervision.correctionorder",
                        verbose_name="correction order",
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("correct", "Correct by")], max_length=10, verbose_name="kind"),
                ),
            ],
            options={
                "verbose_name": "reminder of a correction order",
                "verbose_name_plural": "reminders of correction orders",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("case", "kind", "due_on", "rung"), name="order_told_once")
                ],
            },
        ),
    ]
