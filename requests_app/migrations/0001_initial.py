"""Applications and all that belongs to them, as they stood when the history was written anew."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.crypto
import requests_app.models.files
import requests_app.models.mails
import requests_app.models.notices


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
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
                        related_name="applications",
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
                        related_name="applications",
                        to="core.department",
                        verbose_name="handled by",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("disclosure", "Application for disclosure"),
                            ("rectification", "Request to correct records"),
                        ],
                        default="disclosure",
                        editable=False,
                        max_length=15,
                        verbose_name="kind of case",
                    ),
                ),
                (
                    "number",
                    models.CharField(editable=False, max_length=100, unique=True, verbose_name="number"),
                ),
                ("code_hash", models.CharField(editable=False, max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("registered", "In review"),
                            ("correcting", "Waiting for your correction"),
                            ("drafted", "Decision drafted"),
                            ("decided", "Decided"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn by the applicant"),
                            ("lapsed", "Lapsed"),
                            ("archived", "Archived"),
                        ],
                        default="received",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("web", "Web form"),
                            ("counter", "In person"),
                            ("oral", "Oral, written down by an officer"),
                            ("letter", "Letter"),
                            ("telegram", "Telegram"),
                            ("fax", "Fax"),
                            ("email", "E-mail"),
                        ],
                        default="web",
                        max_length=20,
                        verbose_name="came by",
                    ),
                ),
                (
                    "applicant_kind",
                    models.CharField(
                        choices=[
                            ("person", "Natural person"),
                            ("company", "Commercial enterprise"),
                            ("research", "Research institution"),
                            ("public_good", "Public-interest organisation"),
                            ("legal_service", "Legal service institution"),
                            ("other", "Other organisation"),
                        ],
                        max_length=20,
                        verbose_name="applicant is a",
                    ),
                ),
                (
                    "applicant_name",
                    core.crypto.EncryptedTextField(max_length=100, verbose_name="name of the applicant"),
                ),
                (
                    "identity_number",
                    core.crypto.EncryptedTextField(blank=True, max_length=40, verbose_name="identity number"),
                ),
                ("phone", core.crypto.EncryptedTextField(blank=True, max_length=40, verbose_name="phone")),
                (
                    "email",
                    core.crypto.EncryptedTextField(blank=True, max_length=254, verbose_name="mail address"),
                ),
                (
                    "address",
                    core.crypto.EncryptedTextField(blank=True, max_length=200, verbose_name="postal address"),
                ),
                ("applicant_key", models.CharField(blank=True, editable=False, max_length=64)),
                ("subject", models.CharField(max_length=120, verbose_name="what the application is about")),
                (
                    "description",
                    models.TextField(max_length=2000, verbose_name="description of the information"),
                ),
                (
                    "delivery_form",
                    models.CharField(
                        choices=[
                            ("electronic", "Electronic file"),
                            ("paper", "Paper copy"),
                            ("viewing", "Viewing on the spot"),
                        ],
                        max_length=20,
                        verbose_name="form of delivery",
                    ),
                ),
                (
                    "assisted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written down by",
                    ),
                ),
                ("arrived_on", models.DateField(null=True, verbose_name="arrived on")),
                ("confirmed_on", models.DateField(null=True, verbose_name="confirmed on")),
                ("received_on", models.DateField(verbose_name="day of receipt")),
                ("received_at", models.DateTimeField(verbose_name="entered at")),
                ("registered_on", models.DateField(null=True, verbose_name="registered on")),
                ("answer_by", models.DateField(db_index=True, null=True, verbose_name="day of answer")),
                ("provisional", models.BooleanField(default=False, verbose_name="provisional")),
                ("correction_text", models.TextField(blank=True, verbose_name="what must be corrected")),
                ("outcome", models.CharField(blank=True, max_length=40, verbose_name="outcome")),
                ("decision", models.JSONField(blank=True, default=dict, verbose_name="decision")),
                (
                    "points_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="catalog.disclosure",
                        verbose_name="already public at",
                    ),
                ),
                (
                    "old_number",
                    models.CharField(
                        blank=True, editable=False, max_length=60, verbose_name="number in the old ledger"
                    ),
                ),
                (
                    "report_row",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="row of the annual report"
                    ),
                ),
                (
                    "led_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led",
                        to="requests_app.application",
                        verbose_name="decided with",
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                ("decided_on", models.DateField(null=True, verbose_name="decided on")),
                ("deliver_by", models.DateField(null=True, verbose_name="deliver by")),
                ("delivered_on", models.DateField(null=True, verbose_name="delivered on")),
                (
                    "delivery_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("web", "On this portal, with number and query code"),
                            ("mail", "By e-mail"),
                            ("post", "By post"),
                            ("counter", "At the counter, signed for"),
                        ],
                        max_length=10,
                        verbose_name="delivered by way of",
                    ),
                ),
                (
                    "delivery_proof",
                    core.crypto.EncryptedTextField(
                        blank=True, max_length=100, verbose_name="proof of delivery"
                    ),
                ),
                (
                    "purged_on",
                    models.DateField(editable=False, null=True, verbose_name="personal data purged on"),
                ),
            ],
            options={
                "verbose_name": "application",
                "verbose_name_plural": "applications",
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["agency", "status", "-received_at", "-id"], name="application_in_state"
                    ),
                    models.Index(
                        fields=["agency", "applicant_key", "received_on"], name="application_of_applicant"
                    ),
                    models.Index(
                        condition=models.Q(("kind", "rectification")),
                        fields=["agency", "status"],
                        name="request_to_correct",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["received", "registered", "correcting", "drafted"])
                        ),
                        fields=["agency", "answer_by"],
                        name="application_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["decided", "closed"]), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            models.Q(
                                ("decided_on__isnull", False),
                                ("report_row__range", (3, 23)),
                                models.Q(("old_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="decided_application_has_day_person_and_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_decides_what_they_drafted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "oral"), _negated=True),
                            ("assisted_by__isnull", False),
                            models.Q(("old_number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="oral_application_has_its_writer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("old_number", ""), _negated=True),
                        fields=("agency", "old_number"),
                        name="old_number_once_in_a_body",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationEvent",
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="requests_app.application",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("action", "see_identity")),
                        fields=["-at"],
                        name="look_at_identity",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="requests_app.application",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="core.agency"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.department",
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("review", "Administrative reconsideration"),
                            ("suit", "Lawsuit without reconsideration"),
                            ("suit_after_review", "Lawsuit after reconsideration"),
                        ],
                        max_length=20,
                        verbose_name="route",
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suits",
                        to="requests_app.dispute",
                    ),
                ),
                ("body", models.CharField(max_length=120, verbose_name="body that decides")),
                ("number", models.CharField(max_length=80, verbose_name="number of the case")),
                ("filed_on", models.DateField(verbose_name="accepted on")),
                ("notified_on", models.DateField(verbose_name="we were told on")),
                ("stated_on", models.DateField(null=True, verbose_name="our statement of")),
                (
                    "status",
                    models.CharField(
                        choices=[("pending", "Pending"), ("ended", "Ended")],
                        default="pending",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "Upheld"), ("corrected", "Corrected"), ("other", "Other result")],
                        max_length=12,
                        verbose_name="result",
                    ),
                ),
                ("ended_on", models.DateField(null=True, verbose_name="ended on")),
                (
                    "anew",
                    models.BooleanField(default=False, verbose_name="the application is to be answered anew"),
                ),
                (
                    "anew_days",
                    models.PositiveSmallIntegerField(null=True, verbose_name="within working days"),
                ),
                (
                    "reopened_on",
                    models.DateField(editable=False, null=True, verbose_name="decision received on"),
                ),
                (
                    "former",
                    models.JSONField(blank=True, default=dict, editable=False, verbose_name="answer before"),
                ),
                (
                    "former_proof",
                    core.crypto.EncryptedTextField(
                        blank=True, editable=False, max_length=100, verbose_name="proof of delivery before"
                    ),
                ),
            ],
            options={
                "verbose_name": "reconsideration or lawsuit",
                "verbose_name_plural": "reconsiderations and lawsuits",
                "ordering": ["filed_on", "pk"],
                "indexes": [models.Index(fields=["agency", "status"], name="dispute_in_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "body", "number"), name="dispute_entered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("result", ""), ("status", "pending")),
                            models.Q(
                                ("ended_on__gte", models.F("filed_on")),
                                ("status", "ended"),
                                models.Q(("result", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ended_dispute_has_result_and_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after__isnull", False), ("route", "suit_after_review")),
                            models.Q(
                                models.Q(("route", "suit_after_review"), _negated=True),
                                ("after__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="suit_after_review_names_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("anew", False), ("anew_days__isnull", True), ("reopened_on__isnull", True)
                            ),
                            models.Q(
                                ("anew", True),
                                ("status", "ended"),
                                models.Q(("result", "upheld"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_anew_by_an_ended_dispute",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisputeEvent",
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
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="requests_app.dispute",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating",
                        to="requests_app.application",
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField(verbose_name="satisfaction")),
                ("words", core.crypto.EncryptedTextField(blank=True, verbose_name="in words")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
            ],
            options={
                "verbose_name": "rating of an answer",
                "verbose_name_plural": "ratings of answers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stars__range", (1, 5))), name="stars_from_one_to_five"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UpwardReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="upward_report",
                        to="requests_app.application",
                    ),
                ),
                ("to_body", models.CharField(max_length=120, verbose_name="reported to")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("reported_on", models.DateField(verbose_name="reported on")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
            ],
            options={
                "verbose_name": "report to the superior office",
                "verbose_name_plural": "reports to the superior office",
            },
        ),
        migrations.CreateModel(
            name="LoggedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="logged_answer",
                        to="requests_app.application",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="logged_answers",
                        to="core.agency",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.department",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for release"),
                            ("returned", "Returned"),
                            ("published", "Published"),
                            ("withdrawn", "Taken out"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("question", models.TextField(max_length=2000, verbose_name="what was asked")),
                ("answer", models.TextField(max_length=6000, verbose_name="what was answered")),
                ("outcome", models.CharField(max_length=120, verbose_name="outcome")),
                ("decided_on", models.DateField(verbose_name="answered on")),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="masked by",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
                ("published_at", models.DateTimeField(null=True, verbose_name="published at")),
            ],
            options={
                "verbose_name": "answer in the disclosure log",
                "verbose_name_plural": "answers in the disclosure log",
                "ordering": ["-published_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "published")),
                        fields=["-published_at", "-id"],
                        name="answer_in_the_log",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by__isnull", True),
                            models.Q(("released_by", models.F("written_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_releases_what_they_masked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(("published_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="published_answer_was_released",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoggedAnswerEvent",
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
                    "logged_answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="requests_app.loggedanswer",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="requests_app.application",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("evidence", "What it came with"),
                            ("working", "Working paper"),
                            ("original", "Original, restricted"),
                            ("redacted", "Redacted copy"),
                            ("identity", "Identity paper"),
                        ],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        storage=requests_app.models.files.case_storage,
                        upload_to=requests_app.models.files.case_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("media_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("for_applicant", models.BooleanField(default=False, verbose_name="handed to the applicant")),
            ],
            options={
                "verbose_name": "file of an application",
                "verbose_name_plural": "files of applications",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="requests_app.application",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrival",
                        to="requests_app.applicationevent",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("correction", "The correction that was asked for"),
                            ("reasons", "The reasons that were asked for"),
                            ("opinion", "The answer of a third party or an agency"),
                            ("objection", "An objection"),
                            ("withdrawal", "A withdrawal of the application"),
                        ],
                        max_length=10,
                        verbose_name="what came in",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("letter", "By post"),
                            ("counter", "At the counter"),
                            ("phone", "By telephone"),
                            ("fax", "By fax"),
                            ("email", "By e-mail"),
                        ],
                        max_length=10,
                        verbose_name="by which way",
                    ),
                ),
                ("arrived_on", models.DateField(verbose_name="arrived on")),
                ("posted_on", models.DateField(null=True, verbose_name="postmark of")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="entered at")),
                ("papers", models.ManyToManyField(related_name="arrivals", to="requests_app.casefile")),
            ],
            options={
                "verbose_name": "what came in for a case",
                "verbose_name_plural": "what came in for cases",
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posted_on__isnull", True),
                            models.Q(("channel", "letter"), ("posted_on__lte", models.F("arrived_on"))),
                            _connector="OR",
                        ),
                        name="postmark_of_a_letter_before_it_came",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="requests_app.application",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.department",
                        verbose_name="department",
                    ),
                ),
                ("task", models.CharField(max_length=500, verbose_name="what is asked")),
                ("due_on", models.DateField(verbose_name="internal day")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="asked at")),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("application", "department"),
                        name="department_is_asked_one_thing_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockEntry",
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clock_entries",
                        to="requests_app.application",
                    ),
                ),
                ("clock", models.CharField(max_length=20, verbose_name="clock")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("start", "Started"),
                            ("restart", "Started again"),
                            ("renew", "Started again after payment"),
                            ("pause", "Stopped for a while"),
                            ("resume", "Went on"),
                            ("extend", "Extended"),
                            ("delay", "Put off for good reasons"),
                            ("stop", "Ended"),
                            ("lapse", "Ended without an answer"),
                            ("told", "Began with the delivery of the notice"),
                            ("revive", "Went on: what was asked for had come in time"),
                            ("reopen", "Reopened by a review or a court"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
            ],
            options={
                "verbose_name": "clock entry",
                "verbose_name_plural": "clock entries",
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("act", "start")),
                        fields=("application", "clock"),
                        name="a_clock_starts_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", "extend"), ("days__isnull", False)),
                            models.Q(("act", "extend"), _negated=True),
                            _connector="OR",
                        ),
                        name="extension_has_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AskedExtension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_extensions",
                        to="requests_app.application",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="Days to add")),
                (
                    "reason",
                    models.TextField(max_length=300, verbose_name="Reason, which the applicant is told"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                ("is_granted", models.BooleanField(default=False, verbose_name="granted")),
                ("answer", models.TextField(blank=True, max_length=300, verbose_name="why it was refused")),
                ("warned_for", models.DateField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "extension that is asked for",
                "verbose_name_plural": "extensions that are asked for",
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("application",),
                        name="one_extension_asked_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                                ("is_granted", False),
                            ),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="extension_answered_by_whom_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fee",
                        to="requests_app.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("items", "By items"), ("pages", "By pages")],
                        max_length=10,
                        verbose_name="counted",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="items or pages")),
                (
                    "already",
                    models.PositiveIntegerField(default=0, verbose_name="items earlier in the month"),
                ),
                ("working", models.JSONField(verbose_name="working")),
                ("amount", models.PositiveIntegerField(verbose_name="yuan")),
                ("reason", models.CharField(max_length=500, verbose_name="why a fee is asked")),
                ("how_to_pay", models.CharField(max_length=500, verbose_name="how it is paid")),
                ("quoted_on", models.DateField(verbose_name="asked on")),
                (
                    "quoted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("told_on", models.DateField(null=True, verbose_name="notice received on")),
                ("paid_on", models.DateField(null=True, verbose_name="paid on")),
                (
                    "voucher",
                    models.CharField(blank=True, max_length=60, verbose_name="number of the voucher"),
                ),
                ("lapsed_on", models.DateField(null=True, verbose_name="given up on")),
            ],
            options={
                "verbose_name": "fee",
                "verbose_name_plural": "fees",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="fee_is_more_than_nothing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_on__isnull", True), ("lapsed_on__isnull", True), _connector="OR"
                        ),
                        name="fee_is_paid_or_given_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_on__isnull", True),
                            ("paid_on__gte", models.F("quoted_on")),
                            _connector="OR",
                        ),
                        name="fee_is_paid_after_it_was_asked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FilingDraft",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filing_drafts",
                        to="core.agency",
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("content", core.crypto.EncryptedTextField()),
                (
                    "paper",
                    models.FileField(
                        blank=True,
                        storage=requests_app.models.files.case_storage,
                        upload_to=requests_app.models.files.case_path,
                    ),
                ),
                ("paper_type", models.CharField(blank=True, max_length=100)),
                ("kept_at", models.DateTimeField(verbose_name="kept at")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "draft of an application",
                "verbose_name_plural": "drafts of applications",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FilingDay",
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
                        related_name="filing_days",
                        to="core.agency",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("shown", models.PositiveIntegerField(default=0, verbose_name="shown")),
                (
                    "answered",
                    models.PositiveIntegerField(default=0, verbose_name="answered without an application"),
                ),
            ],
            options={
                "verbose_name": "day of looking before applying",
                "verbose_name_plural": "days of looking before applying",
                "ordering": ["-day", "agency"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "day"), name="looking_counted_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("answered__lte", models.F("shown"))), name="answered_was_shown"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="requests_app.application",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="linked_from",
                        to="requests_app.application",
                        verbose_name="other application",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("repeated", "Repeats it: the same applicant asked for the same"),
                            ("together", "Is handled together with it"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "link between applications",
                "verbose_name_plural": "links between applications",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "other"), name="two_applications_are_linked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("application", models.F("other")), _negated=True),
                        name="no_application_is_linked_to_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerText",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_texts",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                ("outcome", models.CharField(max_length=40, verbose_name="code of the outcome")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("reasons", models.TextField(blank=True, max_length=2000, verbose_name="reasons")),
                ("grounds", models.TextField(blank=True, max_length=1000, verbose_name="legal grounds")),
                ("way", models.CharField(blank=True, max_length=200, verbose_name="way of disclosure")),
                ("time", models.CharField(blank=True, max_length=200, verbose_name="time of disclosure")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place of disclosure")),
            ],
            options={
                "verbose_name": "text for answers",
                "verbose_name_plural": "texts for answers",
                "ordering": ["agency", "outcome", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "outcome", "name"), name="answer_text_once_by_its_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=200, unique=True, verbose_name="mailbox")),
                ("generation", models.PositiveBigIntegerField(default=0)),
                ("last_number", models.PositiveBigIntegerField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "mailbox",
                "verbose_name_plural": "mailboxes",
            },
        ),
        migrations.CreateModel(
            name="ArrivedMail",
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
                        related_name="arrived_mails",
                        to="core.agency",
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="requests_app.mailbox",
                    ),
                ),
                ("generation", models.PositiveBigIntegerField()),
                ("number", models.PositiveBigIntegerField()),
                ("identity", models.CharField(blank=True, max_length=64)),
                ("contents", models.CharField(max_length=64)),
                ("arrived_at", models.DateTimeField(verbose_name="arrived at")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("sender", core.crypto.EncryptedTextField(blank=True, verbose_name="sender")),
                (
                    "sender_name",
                    core.crypto.EncryptedTextField(blank=True, verbose_name="name of the sender"),
                ),
                ("reply_to", core.crypto.EncryptedTextField(blank=True, verbose_name="answer to")),
                ("subject", core.crypto.EncryptedTextField(blank=True, verbose_name="subject")),
                ("text", core.crypto.EncryptedTextField(blank=True, verbose_name="text")),
                ("listed", core.crypto.EncryptedTextField(blank=True, verbose_name="attached")),
                ("file_count", models.PositiveIntegerField(default=0, verbose_name="number of files")),
                ("remarks", models.JSONField(default=list, verbose_name="remarks")),
                (
                    "original",
                    models.FileField(
                        storage=requests_app.models.mails.mail_storage,
                        upload_to=requests_app.models.files.case_path,
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail",
                        to="requests_app.application",
                    ),
                ),
                ("set_aside_at", models.DateTimeField(null=True, verbose_name="set aside at")),
                (
                    "set_aside_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_aside_why",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was set aside"),
                ),
            ],
            options={
                "verbose_name": "mail that came",
                "verbose_name_plural": "mails that came",
                "ordering": ["arrived_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("application__isnull", True), ("set_aside_at__isnull", True)),
                        fields=["agency", "arrived_at"],
                        name="mail_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mailbox", "generation", "number"), name="mail_once_by_its_number"
                    ),
                    models.UniqueConstraint(
                        fields=("agency", "identity", "contents"), name="mail_once_by_its_contents"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("application__isnull", True), ("set_aside_at__isnull", True), _connector="OR"
                        ),
                        name="mail_is_entered_or_set_aside",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="requests_app.application",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("form", models.CharField(blank=True, max_length=40, verbose_name="form")),
                ("number", models.CharField(max_length=100, unique=True, verbose_name="number")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("content", core.crypto.EncryptedTextField(verbose_name="content")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("to_applicant", models.BooleanField(default=True, verbose_name="goes to the applicant")),
                ("occasion", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="requests_app.notice",
                        verbose_name="replaces",
                    ),
                ),
                ("why_replaced", core.crypto.EncryptedTextField(blank=True, verbose_name="what was wrong")),
                ("claimed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True), models.Q(("form", ""), _negated=True)),
                        fields=("application", "form", "occasion"),
                        name="notice_sent_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made",
                        to="requests_app.notice",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        storage=requests_app.models.files.case_storage,
                        upload_to=requests_app.models.files.case_path,
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "file of a notice",
                "verbose_name_plural": "files of notices",
            },
        ),
        migrations.CreateModel(
            name="NoticeNumbering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_numbering",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "pattern",
                    models.CharField(
                        help_text="For example: 清区办{series}〔{year}〕第{number}号. {number:04d} fills up with zeros.",
                        max_length=60,
                        unique=True,
                        validators=[requests_app.models.notices.readable_pattern],
                        verbose_name="pattern",
                    ),
                ),
            ],
            options={
                "verbose_name": "numbering of notices",
                "verbose_name_plural": "numbering of notices",
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posting",
                        to="requests_app.notice",
                    ),
                ),
                ("clock", models.CharField(blank=True, editable=False, max_length=20)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("post", "Posted, registered"),
                            ("handed", "Handed over, signed for"),
                            ("left", "Left behind before a witness, because it was refused"),
                        ],
                        max_length=10,
                        verbose_name="how it went out",
                    ),
                ),
                ("posted_on", models.DateField(null=True, verbose_name="posted or handed over on")),
                (
                    "proof",
                    core.crypto.EncryptedTextField(
                        blank=True, verbose_name="number of the consignment, who signed, or the witness"
                    ),
                ),
                ("delivered_on", models.DateField(null=True, verbose_name="delivered on")),
                (
                    "posted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice on paper",
                "verbose_name_plural": "notices on paper",
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("delivered_on__isnull", True), ("posted_on__isnull", True), ("way", "")
                            ),
                            models.Q(
                                models.Q(("way", ""), _negated=True),
                                ("posted_by__isnull", False),
                                ("posted_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="posted_notice_has_way_day_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivered_on__isnull", True),
                            ("delivered_on__gte", models.F("posted_on")),
                            _connector="OR",
                        ),
                        name="delivered_after_it_was_posted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way__in", ["handed", "left"]), _negated=True),
                            models.Q(
                                ("delivered_on", models.F("posted_on")), ("delivered_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="handed_over_is_delivered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                        related_name="proposals",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.department",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("alike", "Several applications for the same"),
                            ("suggested", "Suggested by an applicant"),
                        ],
                        max_length=12,
                        verbose_name="origin",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="what it is about")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "To be weighed"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.disclosureitem",
                        verbose_name="item of the catalogue",
                    ),
                ),
                (
                    "occurrence",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="catalog.occurrence",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                (
                    "weighed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("weighed_on", models.DateField(null=True, verbose_name="weighed on")),
            ],
            options={
                "verbose_name": "proposal to publish",
                "verbose_name_plural": "proposals to publish",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["agency", "status"], name="proposal_in_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            models.Q(("item__isnull", False), ("occurrence__isnull", False)),
                            _connector="OR",
                        ),
                        name="accepted_proposal_is_owed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="declined_proposal_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="requests_app.proposal",
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed",
                        to="requests_app.application",
                    ),
                ),
                ("suggestion", core.crypto.EncryptedTextField(blank=True, verbose_name="suggestion")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
            ],
            options={
                "verbose_name": "application behind a proposal",
                "verbose_name_plural": "applications behind proposals",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProposalEvent",
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
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="requests_app.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LikenessMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.agency"
                    ),
                ),
                ("upto", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Reasoning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reasoning",
                        to="requests_app.application",
                    ),
                ),
                ("why", models.TextField(max_length=1000, verbose_name="why reasons are asked for")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("until", models.DateField(verbose_name="until")),
                (
                    "text",
                    core.crypto.EncryptedTextField(
                        blank=True, max_length=2000, verbose_name="the applicant’s reasons"
                    ),
                ),
                ("given_on", models.DateField(null=True, verbose_name="given on")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reasonable", "Reasonable: it is answered"),
                            ("unreasonable", "Not reasonable, or none given: it is not handled"),
                        ],
                        max_length=12,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "words",
                    models.TextField(blank=True, max_length=1000, verbose_name="reasons of the verdict"),
                ),
                ("judged_on", models.DateField(null=True, verbose_name="judged on")),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("delayed_to", models.DateField(null=True, verbose_name="answered at the latest on")),
            ],
            options={
                "verbose_name": "reasons asked for",
                "verbose_name_plural": "reasons asked for",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("delayed_to__isnull", True),
                                ("judged_by__isnull", True),
                                ("judged_on__isnull", True),
                                ("verdict", ""),
                            ),
                            models.Q(
                                models.Q(("verdict", ""), _negated=True),
                                ("judged_by__isnull", False),
                                ("judged_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reasons_judged_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "unreasonable"), _negated=True),
                            ("delayed_to__isnull", True),
                            _connector="OR",
                        ),
                        name="only_reasonable_reasons_delay_an_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectification",
                        to="requests_app.application",
                    ),
                ),
                (
                    "wrong",
                    core.crypto.EncryptedTextField(max_length=1000, verbose_name="what the record says now"),
                ),
                ("right", core.crypto.EncryptedTextField(max_length=1000, verbose_name="what it should say")),
                ("proof", core.crypto.EncryptedTextField(max_length=1000, verbose_name="what proves it")),
                (
                    "identity_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("seen", "The original paper was seen at the counter"),
                            ("copy", "A copy that was sent was compared with the records"),
                            ("online", "Real-name login or another electronic proof"),
                            ("organisation", "Licence of the organisation and letter of authority"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="identity checked by",
                    ),
                ),
                (
                    "identity_on",
                    models.DateField(editable=False, null=True, verbose_name="identity checked on"),
                ),
                (
                    "identity_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "request to correct records",
                "verbose_name_plural": "requests to correct records",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("identity_by__isnull", True),
                                ("identity_on__isnull", True),
                                ("identity_way", ""),
                            ),
                            models.Q(
                                models.Q(("identity_way", ""), _negated=True),
                                ("identity_by__isnull", False),
                                ("identity_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="identity_checked_by_whom_when_and_how",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
                        to="requests_app.application",
                    ),
                ),
                (
                    "original",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="redaction",
                        to="requests_app.casefile",
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("begun_at", models.DateTimeField(verbose_name="begun at")),
                ("page_count", models.PositiveIntegerField(default=0, verbose_name="pages")),
                ("claimed_at", models.DateTimeField(null=True)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="fault")),
            ],
            options={
                "verbose_name": "redaction",
                "verbose_name_plural": "redactions",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="RedactionPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "redaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages",
                        to="requests_app.redaction",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "picture",
                    models.FileField(
                        storage=requests_app.models.files.case_storage,
                        upload_to=requests_app.models.files.case_path,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("redaction", "number"), name="page_is_drawn_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RedactionBox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "redaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boxes",
                        to="requests_app.redaction",
                    ),
                ),
                ("page", models.PositiveIntegerField(verbose_name="page")),
                (
                    "left",
                    models.DecimalField(
                        decimal_places=3, max_digits=6, verbose_name="from the left, in percent"
                    ),
                ),
                (
                    "top",
                    models.DecimalField(
                        decimal_places=3, max_digits=6, verbose_name="from the top, in percent"
                    ),
                ),
                (
                    "width",
                    models.DecimalField(decimal_places=3, max_digits=6, verbose_name="width in percent"),
                ),
                (
                    "height",
                    models.DecimalField(decimal_places=3, max_digits=6, verbose_name="height in percent"),
                ),
                ("ground", models.CharField(max_length=200, verbose_name="ground")),
                (
                    "cancels",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancelled_by",
                        to="requests_app.redactionbox",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drawn by",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="drawn at")),
            ],
            options={
                "verbose_name": "box of a redaction",
                "verbose_name_plural": "boxes of redactions",
                "ordering": ["page", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("height__gt", 0),
                            ("left__gte", 0),
                            ("page__gte", 1),
                            ("top__gte", 0),
                            ("width__gt", 0),
                        ),
                        name="box_has_a_place_and_a_size",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RedactedCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "redaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="requests_app.redaction",
                    ),
                ),
                ("boxes", models.JSONField(default=list)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("claimed_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(null=True, verbose_name="made at")),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="redacted_copy",
                        to="requests_app.casefile",
                    ),
                ),
                ("proof", models.JSONField(default=dict, verbose_name="proof")),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="fault")),
            ],
            options={
                "verbose_name": "redacted copy",
                "verbose_name_plural": "redacted copies",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("made_at__isnull", True)),
                        fields=("redaction",),
                        name="one_copy_is_made_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationReminder",
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
                        to="requests_app.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("answer", "Answer by"), ("deliver", "Deliver by")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of an application",
                "verbose_name_plural": "reminders of applications",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "kind", "due_on", "rung"), name="application_told_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeepingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keeping_rule",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "years",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="years after the end",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="The rule with its article, or the body’s own decision with its number and day.",
                        max_length=200,
                        verbose_name="on what the years rest",
                    ),
                ),
            ],
            options={
                "verbose_name": "years of keeping",
                "verbose_name_plural": "years of keeping",
                "ordering": ["agency"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("years__range", (1, 100))), name="kept_for_one_to_hundred_years"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_text",
                        to="requests_app.application",
                    ),
                ),
                ("content", core.crypto.EncryptedTextField(blank=True, verbose_name="words and salts")),
            ],
            options={
                "verbose_name": "sealed words",
                "verbose_name_plural": "sealed words",
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="requests_app.application",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("set_at", models.DateTimeField(verbose_name="since")),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted at")),
            ],
            options={
                "verbose_name": "hold on purging",
                "verbose_name_plural": "holds on purging",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("application",),
                        name="application_held_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purge",
                        to="requests_app.application",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="purges", to="core.agency"
                    ),
                ),
                ("ended_on", models.DateField(verbose_name="finished on")),
                ("kept_until", models.DateField(verbose_name="kept until")),
                ("purged_on", models.DateField(verbose_name="purged on")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("texts", models.PositiveIntegerField(verbose_name="texts erased")),
                ("files", models.PositiveIntegerField(verbose_name="files erased")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
            ],
            options={
                "verbose_name": "purge",
                "verbose_name_plural": "purges",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="searches",
                        to="requests_app.application",
                    ),
                ),
                ("on", models.DateField(verbose_name="searched on")),
                ("people", models.CharField(max_length=200, verbose_name="who searched")),
                ("places", models.CharField(max_length=500, verbose_name="where")),
                ("words", models.CharField(max_length=300, verbose_name="with which words")),
                (
                    "result",
                    models.CharField(
                        choices=[("nothing", "Nothing was found"), ("found", "Something was found")],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="entered at")),
            ],
            options={
                "verbose_name": "record of a search",
                "verbose_name_plural": "records of searches",
                "ordering": ["pk"],
            },
        ),
    ]
