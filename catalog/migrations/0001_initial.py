"""Items, obligations, disclosures, consultations and channels, as they stood when the history was written anew."""

import re

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import catalog.models.bulk
import catalog.models.channels
import catalog.models.disclosures
import core.countries
import core.crypto


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
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
                        related_name="categories",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="catalog.category",
                        verbose_name="under",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="English name")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ["agency", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "code"), name="category_code_once_in_an_agency")
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureItem",
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
                        related_name="items",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="catalog.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="core.department",
                        verbose_name="responsible department",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="English name")),
                ("about", models.TextField(blank=True, verbose_name="what it contains")),
                ("about_en", models.TextField(blank=True, verbose_name="what it contains, in English")),
                (
                    "cadence",
                    models.CharField(
                        help_text="The code of a cadence of the regime.",
                        max_length=40,
                        verbose_name="cadence",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "Everybody"),
                            ("counterparty", "Those concerned"),
                            ("staff", "Staff of the agency"),
                            ("leadership", "Leadership"),
                        ],
                        default="public",
                        max_length=20,
                        verbose_name="audience",
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        choices=[("government", "Government affairs"), ("party", "Party affairs")],
                        default="government",
                        max_length=20,
                        verbose_name="domain",
                    ),
                ),
                ("channels", models.JSONField(default=list, verbose_name="channels")),
                (
                    "never_on",
                    models.JSONField(blank=True, default=list, verbose_name="never on these channels"),
                ),
                (
                    "chain",
                    models.CharField(default="ordinary", max_length=40, verbose_name="chain of approval"),
                ),
                ("elements", models.CharField(blank=True, max_length=40, verbose_name="obligatory elements")),
                ("is_key", models.BooleanField(default=False, verbose_name="key matter")),
                (
                    "blocked",
                    models.CharField(blank=True, max_length=300, verbose_name="may not be proposed because"),
                ),
                ("requirements", models.JSONField(blank=True, default=list, verbose_name="source")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("active_from", models.DateField(verbose_name="in the catalogue from")),
                ("active_to", models.DateField(blank=True, null=True, verbose_name="in the catalogue until")),
            ],
            options={
                "verbose_name": "item",
                "verbose_name_plural": "items",
                "ordering": ["agency", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "code"), name="item_code_once_in_an_agency"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("active_to__isnull", True),
                            ("active_to__gte", models.F("active_from")),
                            _connector="OR",
                        ),
                        name="item_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrences",
                        to="catalog.disclosureitem",
                        verbose_name="item",
                    ),
                ),
                (
                    "happened_on",
                    models.DateField(
                        help_text="The later of the two days when it was formed and changed.",
                        verbose_name="formed, changed or happened on",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what happened")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "event that makes a disclosure due",
                "verbose_name_plural": "events that make a disclosure due",
                "ordering": ["-happened_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "happened_on", "title"), name="occurrence_recorded_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="catalog.disclosureitem",
                        verbose_name="item",
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
                ("key", models.CharField(max_length=60, verbose_name="period or event")),
                ("label", models.CharField(max_length=120, verbose_name="name")),
                ("label_en", models.CharField(blank=True, max_length=160, verbose_name="English name")),
                (
                    "occurrence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="catalog.occurrence",
                        verbose_name="event",
                    ),
                ),
                (
                    "base_on",
                    models.DateField(
                        help_text="The end of the period, or the day of the event.",
                        verbose_name="counted from",
                    ),
                ),
                ("propose_by", models.DateField(blank=True, null=True, verbose_name="propose by")),
                ("publish_from", models.DateField(blank=True, null=True, verbose_name="publish from")),
                (
                    "publish_by",
                    models.DateField(blank=True, db_index=True, null=True, verbose_name="publish by"),
                ),
                ("provisional", models.BooleanField(default=False, verbose_name="provisional")),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                ("excused_on", models.DateField(blank=True, null=True, verbose_name="excused on")),
                (
                    "excused_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="excused by",
                    ),
                ),
                ("excuse", models.CharField(blank=True, max_length=300, verbose_name="reason of the excuse")),
                ("excused_until", models.DateField(blank=True, null=True, verbose_name="excused until")),
                (
                    "has_come",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Kept by publication and withdrawal, so that what is still open is found by an index.",
                        verbose_name="a disclosure for everybody fulfils it",
                    ),
                ),
            ],
            options={
                "verbose_name": "obligation",
                "verbose_name_plural": "obligations",
                "ordering": ["publish_by", "propose_by", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("has_come", False)),
                        fields=["item", "publish_by"],
                        name="obligation_not_come",
                    ),
                    models.Index(
                        models.F("item"),
                        models.OrderBy(
                            django.db.models.functions.comparison.Coalesce("publish_by", "propose_by"),
                            descending=True,
                        ),
                        models.OrderBy(models.F("id"), descending=True),
                        name="obligation_history_of_item",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "key"), name="owed_once_for_a_period_or_event"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("propose_by__isnull", False), ("publish_by__isnull", False), _connector="OR"
                        ),
                        name="obligation_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publish_from__isnull", True),
                            ("publish_by__gte", models.F("publish_from")),
                            _connector="OR",
                        ),
                        name="window_opens_before_it_closes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("excuse", ""), ("excused_by__isnull", True), ("excused_on__isnull", True)
                            ),
                            models.Q(
                                ("excused_by__isnull", False),
                                ("excused_on__isnull", False),
                                models.Q(("excuse", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="excuse_has_day_person_and_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
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
                        related_name="disclosures",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="core.department",
                        verbose_name="responsible department",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="catalog.disclosureitem",
                        verbose_name="item",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="catalog.obligation",
                        verbose_name="obligation",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="catalog.disclosure",
                        verbose_name="corrects",
                    ),
                ),
                (
                    "correction_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="what is changed and why"),
                ),
                (
                    "hides_earlier",
                    models.BooleanField(default=False, verbose_name="earlier texts are no longer shown"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                            ("archived", "Archived"),
                            ("merged", "Taken into the corrected text"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "summary",
                    models.TextField(blank=True, max_length=500, verbose_name="summary in plain words"),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("elements", models.JSONField(blank=True, default=dict, verbose_name="obligatory elements")),
                ("is_nil", models.BooleanField(default=False, verbose_name="nothing to report")),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="important or sensitive")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("active", "Disclosed on our own account"),
                            ("on_application", "Given on application"),
                            ("withheld", "Not disclosed"),
                        ],
                        default="active",
                        max_length=20,
                        verbose_name="source attribute",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("state_secret", "State secret (article 14)"),
                            ("forbidden", "Forbidden by law or administrative regulation (article 14)"),
                            (
                                "security",
                                "Endangers national, public or economic security or social stability (article 14)",
                            ),
                            ("trade_secret", "Trade secret of a third party (article 15)"),
                            ("privacy", "Privacy of a third party (article 15)"),
                            ("internal", "Internal affairs of the agency (article 16)"),
                            ("process", "Records of deliberation and drafting (article 16)"),
                            ("enforcement", "File of administrative enforcement (article 16)"),
                        ],
                        max_length=20,
                        verbose_name="ground of not disclosing",
                    ),
                ),
                (
                    "assess_by",
                    models.DateField(
                        blank=True, db_index=True, editable=False, null=True, verbose_name="assess again by"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "Everybody"),
                            ("counterparty", "Those concerned"),
                            ("staff", "Staff of the agency"),
                            ("leadership", "Leadership"),
                        ],
                        default="public",
                        max_length=20,
                        verbose_name="audience",
                    ),
                ),
                ("channels", models.JSONField(default=list, verbose_name="channels")),
                ("formed_on", models.DateField(verbose_name="formed on")),
                (
                    "index_number",
                    models.CharField(editable=False, max_length=40, unique=True, verbose_name="index number"),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=80, verbose_name="document number"),
                ),
                ("issued_by", models.CharField(blank=True, max_length=120, verbose_name="made by")),
                (
                    "subject_class",
                    models.PositiveSmallIntegerField(
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
                        default=22,
                        verbose_name="subject class",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "repealed_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="repealed on"),
                ),
                (
                    "repealed_because",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="repealed because"
                    ),
                ),
                (
                    "attested",
                    models.BooleanField(default=False, verbose_name="attested as accurate and complete"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="drafted at")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                ("proposed_at", models.DateTimeField(editable=False, null=True, verbose_name="proposed at")),
                (
                    "round",
                    models.PositiveSmallIntegerField(
                        default=0,
                        editable=False,
                        help_text="How often it was proposed.",
                        verbose_name="round",
                    ),
                ),
                (
                    "steps_done",
                    models.PositiveSmallIntegerField(
                        default=0,
                        editable=False,
                        help_text="Steps of its chain that agreed since it was last proposed.",
                        verbose_name="steps done",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                ("approved_at", models.DateTimeField(editable=False, null=True, verbose_name="approved at")),
                (
                    "published_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="published at"),
                ),
                ("published_on", models.DateField(editable=False, null=True, verbose_name="published on")),
                (
                    "publish_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="Approved, it waits until then.",
                        null=True,
                        verbose_name="publish at",
                    ),
                ),
                (
                    "is_emergency",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="published in an emergency"
                    ),
                ),
                (
                    "withdrawn_because",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="withdrawn because"
                    ),
                ),
            ],
            options={
                "verbose_name": "disclosure",
                "verbose_name_plural": "disclosures",
                "ordering": ["-published_on", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("audience", "public"), ("status__in", ["published", "archived"])),
                        fields=["-published_on", "-id"],
                        name="public_newest",
                    ),
                    models.Index(
                        condition=models.Q(("audience", "public"), ("status__in", ["published", "archived"])),
                        fields=["agency", "-published_on", "-id"],
                        name="public_newest_of_agency",
                    ),
                    models.Index(
                        condition=models.Q(("audience", "public"), ("status__in", ["published", "archived"])),
                        fields=["department", "-published_on", "-id"],
                        name="public_newest_of_department",
                    ),
                    models.Index(
                        condition=models.Q(("audience", "public"), ("status__in", ["published", "archived"])),
                        fields=["item", "-published_on", "-id"],
                        name="public_newest_of_item",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["draft", "in_review", "returned", "approved"])),
                        fields=["agency", "status", "proposed_at"],
                        name="disclosure_in_work",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "withdrawn"), _negated=True),
                        fields=("obligation",),
                        name="one_live_disclosure_for_an_obligation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["published", "archived", "withdrawn"]), _negated=True),
                            models.Q(("published_at__isnull", False), ("published_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="published_disclosure_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["approved", "published", "archived", "withdrawn", "merged"]),
                                _negated=True,
                            ),
                            models.Q(("approved_by__isnull", False), ("proposed_by__isnull", False)),
                            models.Q(
                                ("is_emergency", True),
                                ("proposed_by__isnull", False),
                                ("status__in", ["published", "archived", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="published_disclosure_was_proposed_and_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_approves_what_they_proposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("created_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_approves_what_they_drafted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="withdrawal_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="validity_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "in_review", "returned", "approved"])),
                        fields=("corrects",),
                        name="one_correction_at_a_time",
                    ),
                    models.CheckConstraint(
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
                                    ("status__in", ["published", "archived", "withdrawn"]), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="correction_is_merged_never_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "merged"), _negated=True),
                            models.Q(("correction_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="merged_correction_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("repealed_because", ""), ("repealed_on__isnull", True)),
                            models.Q(
                                ("repealed_on__isnull", False),
                                models.Q(("repealed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="repeal_has_day_and_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source", "active"),
                            models.Q(("audience", "public"), _negated=True),
                            _connector="OR",
                        ),
                        name="what_is_kept_back_is_not_public",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "withheld"), models.Q(("ground", ""), _negated=True)),
                            models.Q(models.Q(("source", "withheld"), _negated=True), ("ground", "")),
                            _connector="OR",
                        ),
                        name="what_is_withheld_has_its_ground",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureEvent",
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
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="catalog.disclosure",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=catalog.models.disclosures.attachment_storage,
                        upload_to=catalog.models.disclosures.attachment_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("media_type", models.CharField(editable=False, max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="BulkTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "file",
                    models.FileField(
                        storage=catalog.models.bulk.table_storage,
                        upload_to=catalog.models.bulk.table_path,
                        verbose_name="file",
                    ),
                ),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="begun at")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="checked at")),
                (
                    "trouble",
                    models.CharField(blank=True, max_length=300, verbose_name="why it is no such table"),
                ),
                ("faults", models.JSONField(default=list, verbose_name="faults")),
                ("more_faults", models.PositiveIntegerField(default=0, verbose_name="further faults")),
                ("ordered_at", models.DateTimeField(null=True, verbose_name="ordered at")),
                ("proposes", models.BooleanField(default=False, verbose_name="complete rows are proposed")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done at")),
            ],
            options={
                "verbose_name": "table of proposals",
                "verbose_name_plural": "tables of proposals",
                "ordering": ["-sent_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ordered_at__isnull", True),
                            models.Q(("checked_at__isnull", False), ("trouble", "")),
                            _connector="OR",
                        ),
                        name="only_a_checked_table_is_carried_out",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="catalog.bulktable",
                        verbose_name="table of proposals",
                    ),
                ),
                ("row", models.PositiveIntegerField(verbose_name="row")),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.obligation",
                        verbose_name="obligation",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "content",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="content"
                    ),
                ),
                (
                    "lacks",
                    models.JSONField(default=list, verbose_name="what it lacks before it can be proposed"),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Waits"),
                            ("drafted", "Draft"),
                            ("in_review", "Proposed"),
                            ("returned", "Not made"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("says", models.JSONField(default=list, verbose_name="reasons")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled at")),
            ],
            options={
                "verbose_name": "row of a table",
                "verbose_name_plural": "rows of tables",
                "ordering": ["table", "row"],
                "constraints": [
                    models.UniqueConstraint(fields=("table", "row"), name="row_once_in_a_table"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", ""),
                            models.Q(("disclosure__isnull", True), ("outcome", "returned")),
                            models.Q(
                                ("disclosure__isnull", False), ("outcome__in", ["drafted", "in_review"])
                            ),
                            _connector="OR",
                        ),
                        name="made_row_has_its_disclosure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "calendar",
                    models.CharField(
                        choices=core.countries.choices, default="CN", max_length=2, verbose_name="calendar"
                    ),
                ),
                ("notice_number", models.CharField(max_length=80, verbose_name="number of the notice")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "publishes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Only for the notice of all holidays and make-up workdays of a year: this year, whose days are then no longer provisional. Leave it empty for a correction of single days.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2060),
                        ],
                        verbose_name="yearly notice of",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("applied", "Approved and applied"),
                            ("rejected", "Rejected"),
                        ],
                        default="drafted",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                ("drafted_at", models.DateTimeField(editable=False, verbose_name="drafted at")),
                (
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar change",
                "verbose_name_plural": "calendar changes",
                "ordering": ["-drafted_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_approves_their_own_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "applied"), _negated=True),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="applied_days_have_their_approver",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="catalog.calendarchange",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("is_working", models.BooleanField(verbose_name="is a working day")),
                (
                    "name",
                    models.CharField(
                        help_text="For example the name of the holiday.", max_length=60, verbose_name="name"
                    ),
                ),
            ],
            options={
                "verbose_name": "day of a change",
                "verbose_name_plural": "days of a change",
                "ordering": ["day"],
                "constraints": [
                    models.UniqueConstraint(fields=("change", "day"), name="day_once_in_a_change")
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarChangeEvent",
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
                    "calendarchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="catalog.calendarchange",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DueChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_changes",
                        to="catalog.obligation",
                        verbose_name="obligation",
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved",
                        to="catalog.calendarchange",
                        verbose_name="calendar change",
                    ),
                ),
                ("field", models.CharField(max_length=12, verbose_name="which day")),
                ("before", models.DateField(verbose_name="before")),
                ("after", models.DateField(verbose_name="after")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "moved day",
                "verbose_name_plural": "moved days",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("obligation", "change", "field"), name="day_moved_once_by_a_change"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("channel", models.CharField(max_length=40, verbose_name="channel")),
                ("name", models.CharField(max_length=80, verbose_name="name of the channel")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=160, verbose_name="English name of the channel"),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.department",
                        verbose_name="kept by",
                    ),
                ),
                (
                    "task",
                    models.CharField(
                        choices=[
                            ("post", "Put it there"),
                            ("update", "Put the corrected text there"),
                            ("take_down", "Take it down, or say that it is withdrawn"),
                        ],
                        default="post",
                        max_length=10,
                        verbose_name="task",
                    ),
                ),
                ("asked_on", models.DateField(blank=True, null=True, verbose_name="asked on")),
                ("due_on", models.DateField(blank=True, db_index=True, null=True, verbose_name="due on")),
                ("placed_on", models.DateField(blank=True, null=True, verbose_name="placed on")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed at")),
            ],
            options={
                "verbose_name": "placement",
                "verbose_name_plural": "placements",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("task", "post")),
                        fields=("disclosure", "channel"),
                        name="placed_once_on_a_channel",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", True)),
                        fields=("disclosure", "channel", "task"),
                        name="one_open_task_of_a_kind_on_a_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            models.Q(("placed_on__isnull", False), models.Q(("place", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="confirmed_placement_has_day_and_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlacementPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "placement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photo",
                        to="catalog.placement",
                        verbose_name="placement",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=catalog.models.channels.photo_storage,
                        upload_to=catalog.models.channels.photo_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("media_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "verbose_name": "photograph of a place",
                "verbose_name_plural": "photographs of places",
            },
        ),
        migrations.CreateModel(
            name="PlacementReminder",
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
                        to="catalog.placement",
                        verbose_name="placement",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("place", "Do it on the channel by")], max_length=10, verbose_name="kind"
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of a task on a channel",
                "verbose_name_plural": "reminders of tasks on channels",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "kind", "due_on", "rung"), name="placement_told_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
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
                        related_name="consultations",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="core.department",
                        verbose_name="responsible department",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("released", "Released, waits for its day"),
                            ("open", "Open for opinions"),
                            ("closed", "Closed, answers are prepared"),
                            ("concluded", "Concluded, answers published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("about", models.TextField(max_length=1000, verbose_name="what is asked")),
                ("body", models.TextField(blank=True, editable=False, verbose_name="text of the draft")),
                (
                    "elements",
                    models.JSONField(default=dict, editable=False, verbose_name="parts of the draft"),
                ),
                ("opens_on", models.DateField(verbose_name="opens on")),
                ("closes_on", models.DateField(verbose_name="last day for opinions")),
                (
                    "least_days",
                    models.PositiveSmallIntegerField(editable=False, verbose_name="shortest length in days"),
                ),
                (
                    "least_working",
                    models.BooleanField(editable=False, verbose_name="counted in working days"),
                ),
                (
                    "least_source",
                    models.CharField(
                        editable=False, max_length=300, verbose_name="source of the shortest length"
                    ),
                ),
                ("least_source_en", models.CharField(editable=False, max_length=300)),
                (
                    "planned_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("planned_at", models.DateTimeField(editable=False, verbose_name="planned at")),
                (
                    "released_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("released_at", models.DateTimeField(editable=False, null=True, verbose_name="released at")),
                ("opened_at", models.DateTimeField(editable=False, null=True, verbose_name="opened at")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed at")),
                (
                    "conclusion",
                    models.TextField(
                        blank=True, editable=False, max_length=2000, verbose_name="what became of the draft"
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concluded_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="concluded at"),
                ),
                (
                    "withdrawn_because",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="withdrawn because"
                    ),
                ),
            ],
            options={
                "verbose_name": "consultation",
                "verbose_name_plural": "consultations",
                "ordering": ["-closes_on", "-pk"],
                "indexes": [
                    models.Index(fields=["status", "closes_on"], name="consultation_by_status"),
                    models.Index(fields=["agency", "-closes_on", "-id"], name="consultation_of_agency"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["planned", "released", "open", "closed"])),
                        fields=("disclosure",),
                        name="one_unfinished_consultation_on_a_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="consultation_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by__isnull", True),
                            models.Q(("released_by", models.F("planned_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_releases_the_consultation_they_planned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["open", "closed", "concluded"]), _negated=True),
                            models.Q(("opened_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="open_consultation_was_released",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "concluded"), _negated=True),
                            models.Q(
                                ("concluded_at__isnull", False),
                                ("concluded_by__isnull", False),
                                models.Q(("conclusion", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="concluded_consultation_says_what_came_of_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="withdrawn_consultation_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsultationEvent",
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
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="catalog.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConsultationFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="catalog.consultation",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=catalog.models.disclosures.attachment_storage,
                        upload_to=catalog.models.disclosures.attachment_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("media_type", models.CharField(editable=False, max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "verbose_name": "file of a consultation",
                "verbose_name_plural": "files of consultations",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ConsultationOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="catalog.consultation",
                        verbose_name="consultation",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for an answer"),
                            ("answered", "Answered"),
                            ("set_aside", "Set aside"),
                            ("held", "Held back"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="opinion as it came")),
                ("name", core.crypto.EncryptedTextField(blank=True, max_length=60, verbose_name="name")),
                (
                    "contact",
                    core.crypto.EncryptedTextField(blank=True, max_length=254, verbose_name="contact"),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("web", "This website"),
                            ("hall", "Service hall"),
                            ("phone", "Telephone"),
                            ("letter", "Letter or fax"),
                            ("email", "E-mail"),
                            ("meeting", "Hearing or meeting"),
                        ],
                        default="web",
                        max_length=20,
                        verbose_name="way of the opinion",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place or number")),
                ("received_on", models.DateField(verbose_name="received on")),
                ("received_at", models.DateTimeField(verbose_name="taken down at")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                ("source", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stamp", "It did not come from a page of this website."),
                            ("flood", "More came within the hour than the body takes unseen."),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="held back because",
                    ),
                ),
                (
                    "public_text",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="opinion as the public reads it"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adopted", "Adopted"),
                            ("partly", "Partly adopted"),
                            ("not_adopted", "Not adopted"),
                        ],
                        max_length=20,
                        verbose_name="verdict",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
            ],
            options={
                "verbose_name": "opinion on a draft",
                "verbose_name_plural": "opinions on drafts",
                "ordering": ["received_on", "pk"],
                "indexes": [
                    models.Index(
                        fields=["consultation", "source", "received_at"], name="opinion_on_draft_of_source"
                    ),
                    models.Index(fields=["consultation", "received_at"], name="opinion_on_draft_of_late"),
                    models.Index(
                        condition=models.Q(("status", "held")),
                        fields=["received_at"],
                        name="opinion_on_draft_held_back",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "answered"), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("verdict", ""), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                                models.Q(("public_text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_opinion_on_a_draft_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way", "web"), ("entered_by__isnull", False), _connector="OR"),
                        name="who_entered_an_opinion_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsultationOpinionEvent",
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
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="catalog.consultationopinion",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Editor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editors",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                ("last_at", models.DateTimeField(null=True, verbose_name="last change at")),
            ],
            options={
                "verbose_name": "editor",
                "verbose_name_plural": "editors",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("disclosure", "person"), name="editor_once_of_a_disclosure"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed_texts",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("summary", models.TextField(blank=True, verbose_name="summary in plain words")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("elements", models.JSONField(blank=True, default=dict, verbose_name="obligatory elements")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "proposed text",
                "verbose_name_plural": "proposed texts",
                "ordering": ["disclosure", "round"],
                "constraints": [
                    models.UniqueConstraint(fields=("disclosure", "round"), name="one_proposed_text_a_round")
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="why it could not wait")),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                ("due_on", models.DateField(db_index=True, verbose_name="review due on")),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewed by",
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="reviewed at")),
                ("opinion", models.TextField(blank=True, verbose_name="opinion")),
            ],
            options={
                "verbose_name": "review of an emergency publication",
                "verbose_name_plural": "reviews of emergency publications",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("published_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_reviews_their_own_emergency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                models.Q(("opinion", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="emergency_review_has_person_time_and_opinion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="emergency_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyReminder",
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
                        to="catalog.emergencyreview",
                        verbose_name="review",
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("review", "Review by")], max_length=10, verbose_name="kind"),
                ),
            ],
            options={
                "verbose_name": "reminder of a review after an emergency",
                "verbose_name_plural": "reminders of reviews after emergencies",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "kind", "due_on", "rung"), name="emergency_told_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasureWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure_request",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="asked for at")),
            ],
            options={
                "verbose_name": "request to erase",
                "verbose_name_plural": "requests to erase",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="request_to_erase_has_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agreed to by",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("texts", models.PositiveIntegerField(verbose_name="texts erased")),
                ("files", models.JSONField(default=list, verbose_name="digests of the files erased")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked_by", models.F("agreed_by")), _negated=True),
                        name="two_people_erase",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="erasure_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("content", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("is_text", models.BooleanField(default=False, verbose_name="the text itself")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                (
                    "status",
                    models.CharField(
                        choices=[("owed", "Waits for its scan"), ("done", "Scanned")],
                        default="owed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "virus",
                    models.CharField(
                        choices=[
                            ("unchecked", "Not looked through for viruses"),
                            ("clean", "No virus found"),
                            ("found", "Virus found"),
                        ],
                        default="unchecked",
                        max_length=10,
                        verbose_name="viruses",
                    ),
                ),
                ("owed_at", models.DateTimeField(verbose_name="owed since")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="begun at")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done at")),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="why it failed last")),
            ],
            options={
                "verbose_name": "scan",
                "verbose_name_plural": "scans",
                "ordering": ["-is_text", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "owed")), fields=["owed_at"], name="scans_that_are_owed"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("disclosure", "content"), name="content_is_scanned_once"),
                    models.CheckConstraint(
                        condition=models.Q(("status", "owed"), ("done_at__isnull", False), _connector="OR"),
                        name="done_scan_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="catalog.scan",
                        verbose_name="scan",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("identity_number", "Identity number"),
                            ("mobile", "Mobile telephone number"),
                            ("landline", "Telephone number"),
                            ("bank_card", "Number of a bank card"),
                            ("plate", "Number plate of a vehicle"),
                            ("address", "Home address"),
                            ("health", "Health of a person"),
                            ("minor", "Person under eighteen"),
                            ("name_column", "Column with names of persons"),
                            ("address_column", "Column with addresses of persons"),
                            ("birth_column", "Column with days of birth"),
                            ("health_column", "Column with health data"),
                            ("identity_column", "Column with numbers of identity papers"),
                            ("minor_column", "Column on children"),
                            ("author", "Name of a person in the properties of the file"),
                            ("gps", "Place where a photograph was taken"),
                            ("hidden_sheet", "Hidden sheet"),
                            ("very_hidden_sheet", "Sheet that the program itself does not show"),
                            ("hidden_row", "Hidden rows"),
                            ("hidden_column", "Hidden columns"),
                            ("hidden_text", "Hidden text"),
                            ("comment", "Remark in the file"),
                            ("tracked_change", "Tracked change"),
                            ("covered_text", "Text under a box: covered, not removed"),
                            (
                                "earlier_edition",
                                "Earlier edition inside the file: what was changed can be read there",
                            ),
                            ("carried_along", "Part that is carried along without being shown"),
                            ("embedded_file", "Embedded file"),
                            ("macro", "Macro"),
                            ("external_link", "Link to another file"),
                            ("program", "Formula or order that starts a program"),
                            ("picture", "Picture: words in it were not read, look at it with your own eyes"),
                            ("unreadable", "Could not be read to its end: look at it with your own eyes"),
                            ("virus", "Virus"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("place", models.JSONField(default=dict, verbose_name="place")),
                ("shown", models.CharField(blank=True, max_length=80, verbose_name="glimpse")),
                ("further", models.PositiveIntegerField(default=0, verbose_name="further ones of the kind")),
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Overruling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overruling",
                        to="catalog.finding",
                        verbose_name="finding",
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="overruled by",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "overruling",
                "verbose_name_plural": "overrulings",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("proposer")), _negated=True),
                        name="nobody_overrules_what_they_proposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="overruling_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cleaning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cleanings",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("original", models.CharField(max_length=200, verbose_name="where the original lies")),
                ("original_sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the original")),
                (
                    "cleaned_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the copy"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="begun at")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done at")),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="why it failed last")),
            ],
            options={
                "verbose_name": "cleaned copy",
                "verbose_name_plural": "cleaned copies",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=("disclosure", "original_sha256"),
                        name="file_is_cleaned_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SecrecyReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secrecy_reviews",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("content", models.CharField(max_length=64, verbose_name="SHA-256 of text and files")),
                (
                    "result",
                    models.CharField(
                        choices=[("open", "May be disclosed"), ("closed", "Must not be disclosed")],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("state_secret", "State secret (art. 14)"),
                            ("forbidden", "Forbidden by law or administrative regulation (art. 14)"),
                            (
                                "harm",
                                "Would harm the safety of the state, the public, the economy or society (art. 14)",
                            ),
                            ("trade_secret", "Trade secret of a third party (art. 15)"),
                            ("privacy", "Privacy of a third party (art. 15)"),
                            ("internal", "Internal affairs (art. 16)"),
                            ("process", "Made in the course of discussion or of a case (art. 16)"),
                        ],
                        max_length=20,
                        verbose_name="ground",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "proposer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewed by",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "secrecy review",
                "verbose_name_plural": "secrecy reviews",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("proposer")), _negated=True),
                        name="nobody_signs_the_secrecy_of_their_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", ""), ("result", "open")),
                            models.Q(("result", "closed"), models.Q(("ground", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="closed_secrecy_review_has_a_ground",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.disclosureitem",
                        verbose_name="item",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.obligation",
                        verbose_name="obligation",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("typed", models.JSONField(verbose_name="what was typed")),
                ("kept_at", models.DateTimeField(db_index=True, verbose_name="kept at")),
            ],
            options={
                "verbose_name": "unfinished proposal",
                "verbose_name_plural": "unfinished proposals",
                "ordering": ["-kept_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("obligation__isnull", False)),
                        fields=("person", "obligation"),
                        name="one_unfinished_proposal_for_a_duty",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("obligation__isnull", True)),
                        fields=("person", "item"),
                        name="one_unfinished_proposal_of_an_item",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
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
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="core.department",
                        verbose_name="department",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="post")),
                (
                    "holder",
                    models.CharField(
                        blank=True, help_text="Empty while vacant.", max_length=60, verbose_name="holder"
                    ),
                ),
                ("duties", models.TextField(blank=True, max_length=600, verbose_name="duties")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="office telephone")),
                (
                    "leads",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("department", "The department"),
                            ("agency", "The agency: answers first for disclosure"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="leads",
                    ),
                ),
                ("is_key", models.BooleanField(default=False, verbose_name="key post")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "post",
                "verbose_name_plural": "posts",
                "ordering": ["department", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("leads", "department")),
                        fields=("department",),
                        name="one_post_leads_a_department",
                        violation_error_message="Another post leads this department already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("leads", "agency")),
                        fields=("agency",),
                        name="one_post_leads_an_agency",
                        violation_error_message="Another post leads this agency already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObligationReminder",
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
                        to="catalog.obligation",
                        verbose_name="obligation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("propose", "Propose by"), ("publish", "Publish by")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of an obligation",
                "verbose_name_plural": "reminders of obligations",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "kind", "due_on", "rung"), name="obligation_told_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weekly_letters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                ("week_on", models.DateField(verbose_name="Monday of the week")),
                ("run", models.UUIDField(db_index=True, editable=False)),
            ],
            options={
                "verbose_name": "letter of the week",
                "verbose_name_plural": "letters of the week",
                "ordering": ["-week_on", "person"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "agency", "week_on"), name="one_letter_a_person_agency_and_week"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "position",
                    models.BigIntegerField(primary_key=True, serialize=False, verbose_name="position"),
                ),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="catalog.disclosure",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.agency"
                    ),
                ),
                ("text", models.TextField(verbose_name="normalised text")),
            ],
            options={
                "verbose_name": "entry of the search index",
                "verbose_name_plural": "search index",
            },
        ),
        migrations.CreateModel(
            name="SelfCheck",
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
                        related_name="self_checks",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("published_until", models.DateField(verbose_name="covers what was published until")),
                ("due_on", models.DateField(verbose_name="to be done by")),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="begun by",
                    ),
                ),
                ("begun_at", models.DateTimeField(verbose_name="begun at")),
                (
                    "closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed at")),
            ],
            options={
                "verbose_name": "self-check",
                "verbose_name_plural": "self-checks",
                "ordering": ["-begun_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("agency",),
                        name="one_open_self_check_of_an_agency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="closed_self_check_says_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfCheckMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "check_of",
                    models.ForeignKey(
                        db_column="check_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="catalog.selfcheck",
                        verbose_name="self-check",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_check_marks",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        choices=[("keep", "Keep"), ("update", "Update"), ("withdraw", "Withdraw or repeal")],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="marked by",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="marked at")),
            ],
            options={
                "verbose_name": "mark of a self-check",
                "verbose_name_plural": "marks of self-checks",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_of", "disclosure"), name="marked_once_in_a_self_check"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="mark_of_a_self_check_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
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
                        blank=True,
                        help_text="Empty: all agencies.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                ("email", core.crypto.EncryptedTextField(max_length=254, verbose_name="mail address")),
                ("email_hash", models.CharField(editable=False, max_length=64)),
                (
                    "wants_disclosures",
                    models.BooleanField(
                        default=False, verbose_name="a letter of the week on new disclosures"
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed at")),
                ("told_until", models.DateTimeField(verbose_name="told of disclosures until")),
            ],
            options={
                "verbose_name": "subscription",
                "verbose_name_plural": "subscriptions",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", False), ("wants_disclosures", True)),
                        fields=["told_until"],
                        name="subscription_to_tell",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("email_hash", "agency"), name="subscribed_once_to_an_agency"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("agency__isnull", True)),
                        fields=("email_hash",),
                        name="subscribed_once_to_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("summary", models.TextField(blank=True, verbose_name="summary in plain words")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("elements", models.JSONField(default=dict, verbose_name="obligatory elements")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=80, verbose_name="document number"),
                ),
                (
                    "issued_by",
                    models.CharField(blank=True, max_length=120, null=True, verbose_name="made by"),
                ),
                (
                    "subject_class",
                    models.PositiveSmallIntegerField(
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
                ("valid_from", models.DateField(null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(null=True, verbose_name="valid until")),
                ("files", models.JSONField(default=list, verbose_name="files")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="what was changed and why"),
                ),
                (
                    "hides_earlier",
                    models.BooleanField(default=False, verbose_name="earlier texts are no longer shown"),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                ("published_at", models.DateTimeField(verbose_name="published at")),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versions",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("disclosure", "number"), name="one_text_for_a_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1),
                            models.Q(("number__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="correction_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                        name="nobody_approves_their_own_correction",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supersedes", "replaces"),
                            ("clarifies", "clears up"),
                            ("interprets", "interprets"),
                            ("handles", "tells how opinions on it were handled"),
                            ("belongs", "belongs with"),
                        ],
                        max_length=20,
                        verbose_name="relation",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="back_relations",
                        to="catalog.disclosure",
                        verbose_name="earlier disclosure",
                    ),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("later", "earlier"), name="related_once"),
                    models.CheckConstraint(
                        condition=models.Q(("later", models.F("earlier")), _negated=True),
                        name="related_to_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reassessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reassessments",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("kept", "Still not disclosed"), ("disclosed", "To be disclosed now")],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.disclosure",
                        verbose_name="draft that came of it",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assessed by",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="assessed at")),
            ],
            options={
                "verbose_name": "re-assessment",
                "verbose_name_plural": "re-assessments",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("disclosure", "due_on"), name="assessed_once_for_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="reassessment_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("draft__isnull", False), ("outcome", "disclosed")),
                            models.Q(("draft__isnull", True), ("outcome", "kept")),
                            _connector="OR",
                        ),
                        name="what_is_disclosed_now_has_a_draft",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReassessmentReminder",
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
                        related_name="reassessment_reminders",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("assess", "Assess again by")], max_length=10, verbose_name="kind"
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of a re-assessment",
                "verbose_name_plural": "reminders of re-assessments",
                "ordering": ["-told_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "kind", "due_on", "rung"), name="reassessment_told_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Collection",
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
                        related_name="collections",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("topic", "Topic"), ("project", "Project"), ("fund", "Fund")],
                        default="topic",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        help_text="Small letters, digits and hyphens. It stays, so that links keep working.",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^[-a-zA-Z0-9_]+\\Z"),
                                "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
                                "invalid",
                            )
                        ],
                        verbose_name="part of the address",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=160, verbose_name="English name")),
                ("about", models.TextField(blank=True, max_length=500, verbose_name="what it gathers")),
            ],
            options={
                "verbose_name": "collection",
                "verbose_name_plural": "collections",
                "ordering": ["kind", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "slug"),
                        name="one_collection_at_an_address",
                        violation_error_message="The agency has a collection at this address already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Gathered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gathered",
                        to="catalog.collection",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gathered",
                        to="catalog.disclosure",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("collection", "disclosure"), name="gathered_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="Collection",
            name="disclosures",
            field=models.ManyToManyField(
                related_name="collections",
                through="catalog.Gathered",
                to="catalog.disclosure",
                verbose_name="disclosures",
            ),
        ),
    ]
