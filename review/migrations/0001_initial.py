"""Verdicts, opinions, referrals and delegations, as they stood when the history was written anew."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.crypto


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("core", "0001_initial"),
        ("requests_app", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="away",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputised",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="until")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended early on")),
            ],
            options={
                "verbose_name": "delegation",
                "verbose_name_plural": "delegations",
                "ordering": ["-since", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("deputy")), _negated=True),
                        name="nobody_is_their_own_deputy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="delegation_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptVerdict",
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
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.disclosure"
                    ),
                ),
                ("typed", core.crypto.EncryptedTextField()),
                ("kept_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "disclosure"), name="one_kept_verdict_of_a_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
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
                        related_name="opinions",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
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
                ("text", models.TextField(max_length=2000, verbose_name="opinion")),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="satisfaction",
                    ),
                ),
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
                (
                    "public_text",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="opinion as the public reads it"
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="came from"),
                ),
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
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("answer_by", models.DateField(verbose_name="answer by")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "response",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="prompted_by",
                        to="catalog.disclosure",
                        verbose_name="disclosure that responds to it",
                    ),
                ),
                (
                    "put_right",
                    models.TextField(blank=True, max_length=1000, verbose_name="what was put right"),
                ),
                ("put_right_on", models.DateField(blank=True, null=True, verbose_name="put right on")),
            ],
            options={
                "verbose_name": "opinion",
                "verbose_name_plural": "opinions",
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(fields=["source", "received_at"], name="opinion_of_source"),
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["answer_by"],
                        name="opinion_that_waits",
                    ),
                    models.Index(fields=["disclosure", "received_at"], name="opinion_of_late"),
                    models.Index(
                        condition=models.Q(("status", "held")),
                        fields=["received_at"],
                        name="opinion_held_back",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "answered"), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_opinion_has_its_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating__isnull", True), ("rating__range", (1, 5)), _connector="OR"
                        ),
                        name="rating_from_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way", "web"), ("entered_by__isnull", False), _connector="OR"),
                        name="who_entered_an_opinion_on_a_disclosure_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpinionEvent",
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
                        to="review.opinion",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Referral",
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
                        related_name="referrals",
                        to="catalog.disclosure",
                        verbose_name="disclosure",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                (
                    "place",
                    models.PositiveSmallIntegerField(
                        help_text="How many steps of the chain had agreed by then.", verbose_name="place"
                    ),
                ),
                ("role", models.CharField(max_length=24, verbose_name="role")),
                ("step_name", models.CharField(max_length=120, verbose_name="name of the step")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handed on by",
                    ),
                ),
                (
                    "to_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to the person",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.department",
                        verbose_name="to the unit",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "referral",
                "verbose_name_plural": "referrals",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to_person__isnull", False), ("to_unit__isnull", True)),
                            models.Q(("to_person__isnull", True), ("to_unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="handed_to_a_person_or_to_a_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_person__isnull", True),
                            models.Q(("to_person", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_hands_on_to_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="who_hands_on_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="catalog.disclosure",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="requests_app.application",
                    ),
                ),
                (
                    "round",
                    models.PositiveSmallIntegerField(
                        help_text="How often the matter had been proposed by then.", verbose_name="round"
                    ),
                ),
                ("step", models.CharField(max_length=40, verbose_name="step")),
                ("step_name", models.CharField(max_length=120, verbose_name="name of the step")),
                (
                    "says",
                    models.CharField(
                        choices=[("approve", "Approved"), ("send_back", "Returned")],
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="opinion")),
                (
                    "proposer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "acting_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acting for",
                    ),
                ),
                ("meeting_on", models.DateField(blank=True, null=True, verbose_name="meeting on")),
                (
                    "minutes_number",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="number of the minutes or of the letter"
                    ),
                ),
                ("body", models.CharField(blank=True, max_length=120, verbose_name="body outside")),
                (
                    "votes_for",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="votes for"),
                ),
                (
                    "votes_against",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="votes against"),
                ),
                (
                    "votes_abstained",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="abstained"),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "verdict",
                "verbose_name_plural": "verdicts",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("application__isnull", True), ("disclosure__isnull", False)),
                            models.Q(("application__isnull", False), ("disclosure__isnull", True)),
                            _connector="OR",
                        ),
                        name="verdict_on_exactly_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", models.F("proposer")), _negated=True),
                        name="nobody_reviews_what_they_proposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acting_for__isnull", True),
                            models.Q(
                                models.Q(("acting_for", models.F("reviewer")), _negated=True),
                                models.Q(("acting_for", models.F("proposer")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="nobody_stands_in_for_the_proposer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("says", "send_back"), _negated=True),
                            models.Q(("opinion", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_return_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("votes_abstained", None), ("votes_against", None), ("votes_for", None)),
                            models.Q(
                                ("votes_abstained__isnull", False),
                                ("votes_against__isnull", False),
                                ("votes_for__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="votes_are_counted_wholly",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("says", "approve"), _negated=True),
                            ("votes_for__isnull", True),
                            ("votes_for__gt", models.F("votes_against")),
                            _connector="OR",
                        ),
                        name="consent_has_more_votes_for_than_against",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("disclosure__isnull", False)),
                        fields=("disclosure", "round", "step"),
                        name="one_verdict_a_step",
                    ),
                ],
            },
        ),
    ]
