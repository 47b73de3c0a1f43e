"""People, bodies, regimes, days, letters, seals and the public log, as they stood when the history was written anew."""

import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.countries
import core.crypto
import core.models.uploads


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "number",
                    models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="number"),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("subject", models.CharField(db_index=True, max_length=80, verbose_name="subject")),
                ("payload", models.JSONField(verbose_name="content")),
                ("previous_hash", models.CharField(max_length=64, verbose_name="hash before")),
                ("hash", models.CharField(max_length=64, unique=True, verbose_name="hash")),
            ],
            options={
                "verbose_name": "entry of the public log",
                "verbose_name_plural": "public log",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="LogHead",
            fields=[
                ("only", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", 1)), name="log_has_one_head")
                ],
            },
        ),
        migrations.CreateModel(
            name="SealForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(db_index=True, max_length=64)),
                ("columns", models.JSONField()),
                ("digest", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "verbose_name": "form of seals",
                "verbose_name_plural": "forms of seals",
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.sealform"
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("salt", models.CharField(blank=True, max_length=16)),
                ("marks", models.TextField(blank=True)),
                ("turn", models.PositiveIntegerField(default=0)),
                ("hangs_on", models.CharField(blank=True, default="", max_length=80)),
                ("matter", models.CharField(blank=True, default="", max_length=120)),
                ("mac", models.CharField(blank=True, default="", max_length=48)),
            ],
            options={
                "verbose_name": "seal",
                "verbose_name_plural": "seals",
                "indexes": [
                    models.Index(fields=["form", "key", "id"], name="seals_of_a_row"),
                    models.Index(
                        condition=models.Q(("hangs_on", ""), _negated=True),
                        fields=["hangs_on"],
                        name="seals_of_what_hangs",
                    ),
                    models.Index(
                        condition=models.Q(("matter", ""), _negated=True),
                        fields=["matter"],
                        name="seals_of_a_matter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Regime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(unique=True, verbose_name="code")),
            ],
            options={
                "verbose_name": "regime",
                "verbose_name_plural": "regimes",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="RegimeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "regime",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="core.regime",
                        verbose_name="regime",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the content.", max_length=64, verbose_name="digest"
                    ),
                ),
                ("content", models.JSONField(verbose_name="content")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force until")),
                ("loaded_at", models.DateTimeField(verbose_name="loaded at")),
            ],
            options={
                "verbose_name": "version of a regime",
                "verbose_name_plural": "versions of regimes",
                "ordering": ["regime", "-number"],
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("regime", "number"), name="regime_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="regime_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("post", models.CharField(blank=True, max_length=80, verbose_name="post")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Small Latin letters, digits and hyphens: part of the address of every page. It never changes.",
                        unique=True,
                        verbose_name="address name",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="The full name in Chinese, as on the seal of the body.",
                        max_length=120,
                        verbose_name="name",
                    ),
                ),
                (
                    "name_en",
                    models.CharField(
                        blank=True,
                        help_text="Stands on English pages. Empty: the Chinese name stands there too.",
                        max_length=160,
                        verbose_name="English name",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Begins every index number of the agency; it never changes.",
                        max_length=20,
                        unique=True,
                        verbose_name="organisation code",
                    ),
                ),
                (
                    "regime",
                    models.ForeignKey(
                        help_text="The rules that the body works under. Its departments and items come from them.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agencies",
                        to="core.regime",
                        verbose_name="regime",
                    ),
                ),
                (
                    "adopted",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.regimeversion",
                        verbose_name="version that the catalogue follows",
                    ),
                ),
                (
                    "under_regime_from",
                    models.DateField(
                        editable=False,
                        help_text="Empty as long as it never moved from another regime.",
                        null=True,
                        verbose_name="under this regime from",
                    ),
                ),
                (
                    "index_pattern",
                    models.CharField(
                        default="{agency_code}/{year}-{serial:05}",
                        help_text="Placeholders: {agency_code}, {year}, {serial} with its width as in {serial:05}; also {month}, {category}. A change is for new numbers; numbers that were given stay.",
                        max_length=80,
                        verbose_name="pattern of index numbers",
                    ),
                ),
                (
                    "opinions_an_hour",
                    models.PositiveSmallIntegerField(
                        default=100,
                        help_text="What comes beyond it over this website is kept and held back until somebody has looked at it.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="opinions an hour on one matter",
                    ),
                ),
                (
                    "about",
                    models.TextField(
                        blank=True,
                        help_text="What the body is there for, as its page tells the public.",
                        verbose_name="functions",
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="Where people go and where letters are sent.",
                        max_length=200,
                        verbose_name="office address",
                    ),
                ),
                (
                    "hours",
                    models.CharField(
                        blank=True,
                        help_text="Days of the week and hours at which somebody is there.",
                        max_length=200,
                        verbose_name="office hours",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        help_text="For questions about disclosure, with the area code.",
                        max_length=40,
                        verbose_name="phone",
                    ),
                ),
                (
                    "fax",
                    models.CharField(
                        blank=True,
                        help_text="With the area code; empty if there is none.",
                        max_length=40,
                        verbose_name="fax",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="Stands on the page of the body for everybody to write to.",
                        max_length=254,
                        verbose_name="mail address",
                    ),
                ),
                (
                    "hotline",
                    models.CharField(
                        blank=True,
                        help_text="Where people complain by telephone, with the area code.",
                        max_length=40,
                        verbose_name="supervision hotline",
                    ),
                ),
                (
                    "obliged_from",
                    models.DateField(
                        help_text="Obligations of recurring cadences begin with the period that holds this day.",
                        verbose_name="obliged from",
                    ),
                ),
                (
                    "calendar",
                    models.CharField(
                        choices=core.countries.choices,
                        default="CN",
                        help_text="The country whose holidays its working days follow.",
                        max_length=2,
                        verbose_name="calendar",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_index=True, editable=False, null=True, verbose_name="opened to the public"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed")),
                (
                    "closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "closed_because",
                    models.TextField(blank=True, editable=False, verbose_name="why it was closed"),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.agency",
                        verbose_name="successor",
                    ),
                ),
            ],
            options={
                "verbose_name": "agency",
                "verbose_name_plural": "agencies",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            models.Q(
                                ("opened_at__isnull", False), models.Q(("closed_because", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="closed_agency_was_open_and_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor__isnull", True),
                            models.Q(
                                ("closed_at__isnull", False),
                                models.Q(("successor", models.F("pk")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="successor_of_a_closed_agency_is_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Department",
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
                        related_name="departments",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="core.department",
                        verbose_name="belongs to",
                    ),
                ),
                ("slug", models.SlugField(verbose_name="address name")),
                (
                    "name",
                    models.CharField(
                        help_text="The name in Chinese, as on the plate at the door.",
                        max_length=80,
                        verbose_name="name",
                    ),
                ),
                (
                    "name_en",
                    models.CharField(
                        blank=True,
                        help_text="Stands on English pages. Empty: the Chinese name stands there too.",
                        max_length=120,
                        verbose_name="English name",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("section", "Section"),
                            ("station", "Station"),
                            ("village", "Village"),
                            ("service_window", "Service window"),
                        ],
                        default="section",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "is_disclosure_office",
                    models.BooleanField(default=False, verbose_name="is the disclosure office"),
                ),
                (
                    "is_key_post",
                    models.BooleanField(
                        default=False,
                        help_text="A post with power over money, permits or people: its duties are watched more closely.",
                        verbose_name="is a key post",
                    ),
                ),
                (
                    "duties",
                    models.TextField(
                        blank=True,
                        help_text="What the department does, as its page tells the public.",
                        verbose_name="duties",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        help_text="For questions to this department, with the area code.",
                        max_length=40,
                        verbose_name="phone",
                    ),
                ),
                ("path", models.CharField(db_index=True, editable=False, max_length=200)),
            ],
            options={
                "verbose_name": "department",
                "verbose_name_plural": "departments",
                "ordering": ["agency", "path"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "slug"), name="department_slug_once_in_an_agency"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_disclosure_office", True)),
                        fields=("agency",),
                        name="one_disclosure_office_in_an_agency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("pk")), _negated=True),
                        name="department_not_under_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("head", "Head, main responsible person"),
                            ("leading_group", "Leading group"),
                            ("disclosure_office", "Disclosure office"),
                            ("leader_in_charge", "Leader in charge"),
                            ("party_group", "Party group"),
                            ("proposer", "Proposer in the responsible department"),
                            ("department_head", "Head of department"),
                            ("channel_keeper", "Channel keeper"),
                            ("feedback_collector", "Feedback collector"),
                            ("intake_officer", "Application officer"),
                            ("archivist", "Archivist"),
                            ("supervisor", "Supervision group"),
                            ("invited_supervisor", "Invited supervisor"),
                            ("compiling_division", "Compiling division"),
                            ("superior_office", "Superior office"),
                            ("superior_leader", "Leader of the superior government"),
                            ("observer", "Observer"),
                        ],
                        help_text="What the person may do there.",
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        help_text="The body in which the person holds the role.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        help_text="One of this body's own departments, with all that lies under it. Empty: the whole body.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="core.department",
                        verbose_name="department",
                    ),
                ),
                ("since", models.DateField(help_text="The first day of the role.", verbose_name="since")),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="The last day of the role. Empty: it has not ended.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ["agency", "role", "user"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("department__isnull", True)),
                        fields=("user", "role", "agency"),
                        name="role_held_once_in_an_agency",
                    ),
                    models.UniqueConstraint(
                        fields=("user", "role", "department"), name="role_held_once_in_a_department"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="role_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgencyEvent",
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
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "act about an agency",
                "verbose_name_plural": "acts about agencies",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
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
                ("day", models.DateField(verbose_name="day")),
                ("is_working", models.BooleanField(verbose_name="is a working day")),
                (
                    "name",
                    models.CharField(
                        help_text="For example the name of the holiday.", max_length=60, verbose_name="name"
                    ),
                ),
                ("notice_number", models.CharField(max_length=80, verbose_name="number of the notice")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "notice_year",
                    models.PositiveSmallIntegerField(
                        help_text="The year that the notice publishes; empty for a correction of single days.",
                        null=True,
                        verbose_name="of the yearly notice of",
                    ),
                ),
            ],
            options={
                "verbose_name": "corrected day",
                "verbose_name_plural": "corrected days",
                "ordering": ["day"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("calendar", "day"), name="day_corrected_once_in_a_calendar"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Discrepancy",
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
                        choices=[
                            ("changed", "Changed past the portal"),
                            ("missing", "Deleted past the portal"),
                            ("foreign", "Put in past the portal"),
                            ("forged", "Seal forged or deleted past the portal"),
                            ("unreadable", "Cannot be read"),
                            ("file_changed", "File on disk changed"),
                            ("file_missing", "File missing from the disk"),
                            ("text", "Not what was published"),
                            ("archive", "Not what was sealed in the archive"),
                            ("chain", "The public log does not hold together"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "place",
                    models.CharField(help_text="The table or the log.", max_length=64, verbose_name="place"),
                ),
                ("key", models.BigIntegerField(null=True, verbose_name="row")),
                ("what", models.TextField(blank=True, verbose_name="what")),
                (
                    "matter",
                    models.CharField(blank=True, db_index=True, max_length=120, verbose_name="matter"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.agency",
                        verbose_name="agency",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="found at")),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "verbose_name": "discrepancy",
                "verbose_name_plural": "discrepancies",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DiscrepancyNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "discrepancy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="core.discrepancy",
                    ),
                ),
                (
                    "text",
                    models.CharField(max_length=600, verbose_name="what is known of it, and what was done"),
                ),
                ("settles", models.BooleanField(default=False, verbose_name="it is explained and put right")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "note on a discrepancy",
                "verbose_name_plural": "notes on discrepancies",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="VerifyingRound",
            fields=[
                ("check_name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("after", models.BigIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "progress of a check",
                "verbose_name_plural": "progress of checks",
            },
        ),
        migrations.CreateModel(
            name="Failure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=100, verbose_name="kind of fault")),
                ("place", models.CharField(max_length=200, verbose_name="place in the program")),
                ("doing", models.CharField(blank=True, max_length=200, verbose_name="while doing")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="how often")),
                ("first_at", models.DateTimeField(verbose_name="first seen")),
                ("last_at", models.DateTimeField(verbose_name="last seen")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="told by mail at")),
            ],
            options={
                "verbose_name": "fault",
                "verbose_name_plural": "faults",
                "ordering": ["-last_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "place"), name="failure_once_for_each_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed_address",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "address of a calendar feed",
                "verbose_name_plural": "addresses of calendar feeds",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("matter", models.BigIntegerField()),
                ("code", core.crypto.EncryptedTextField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "matter"], name="receipts_of_a_matter")],
            },
        ),
        migrations.CreateModel(
            name="EndedLinks",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("house", models.CharField(max_length=40)),
                ("matter", models.BigIntegerField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("house", "matter"), name="links_of_a_matter_end_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=64, unique=True)),
                ("content", models.CharField(max_length=64)),
                ("to", core.crypto.EncryptedTextField(blank=True)),
                ("said", core.crypto.EncryptedTextField(blank=True)),
                (
                    "receipt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.receipt",
                    ),
                ),
                ("sent_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="FieldKey",
            fields=[
                ("only", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the key")),
                (
                    "next_digest",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="digest of the key that follows it"
                    ),
                ),
                ("lookup", models.TextField(verbose_name="key of fingerprints, encrypted")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
            ],
            options={
                "verbose_name": "key of personal data",
                "verbose_name_plural": "keys of personal data",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", 1)), name="portal_has_one_field_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="kind")),
                ("to", core.crypto.EncryptedTextField(verbose_name="to")),
                (
                    "to_key",
                    core.crypto.FingerprintField(
                        blank=True, db_index=True, editable=False, max_length=64, of="to"
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                (
                    "unsubscribe",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="address that ends the subscription"
                    ),
                ),
                ("body", core.crypto.EncryptedTextField(verbose_name="text")),
                ("secret", core.crypto.EncryptedTextField(blank=True, editable=False)),
                (
                    "about",
                    models.CharField(
                        blank=True, db_index=True, max_length=60, verbose_name="number of the matter"
                    ),
                ),
                ("owed_at", models.DateTimeField(verbose_name="owed since")),
                ("not_before", models.DateTimeField(verbose_name="not before")),
                ("matters_until", models.DateTimeField(blank=True, null=True, verbose_name="of use until")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("error", models.TextField(blank=True, verbose_name="last error")),
                ("bounced_at", models.DateTimeField(blank=True, null=True, verbose_name="came back at")),
                ("bounce", models.CharField(blank=True, max_length=20, verbose_name="why it came back")),
                ("set_aside_at", models.DateTimeField(blank=True, null=True, verbose_name="set aside at")),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ["-owed_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at__isnull", True)),
                        fields=["not_before"],
                        name="letter_unsent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterEvent",
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
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="core.letter"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a letter",
                "verbose_name_plural": "steps of letters",
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "job",
                    models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="job"),
                ),
                ("expected_from", models.DateTimeField(verbose_name="expected from")),
                ("runs_since", models.DateTimeField(blank=True, null=True)),
                ("ran_at", models.DateTimeField(blank=True, null=True, verbose_name="last ran at")),
                ("result", models.CharField(blank=True, max_length=200, verbose_name="result")),
                ("failed_at", models.DateTimeField(blank=True, null=True, verbose_name="last failed at")),
                ("error", models.TextField(blank=True, verbose_name="last error")),
            ],
            options={
                "verbose_name": "job of the clock",
                "verbose_name_plural": "jobs of the clock",
                "ordering": ["job"],
            },
        ),
        migrations.CreateModel(
            name="Done",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Restoration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="restored at")),
                ("made_at", models.DateTimeField(verbose_name="backup of")),
                ("skipped", models.PositiveIntegerField(verbose_name="numbers left out")),
            ],
            options={
                "verbose_name": "return to a backup",
                "verbose_name_plural": "returns to backups",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="RoleChange",
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
                        choices=[
                            ("given", "given"),
                            ("changed", "changed"),
                            ("taken", "taken"),
                            ("found", "there before the record"),
                            ("password", "password set by another"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
                ("thing", models.CharField(db_index=True, editable=False, max_length=40)),
                ("state", models.CharField(editable=False, max_length=120)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("head", "Head, main responsible person"),
                            ("leading_group", "Leading group"),
                            ("disclosure_office", "Disclosure office"),
                            ("leader_in_charge", "Leader in charge"),
                            ("party_group", "Party group"),
                            ("proposer", "Proposer in the responsible department"),
                            ("department_head", "Head of department"),
                            ("channel_keeper", "Channel keeper"),
                            ("feedback_collector", "Feedback collector"),
                            ("intake_officer", "Application officer"),
                            ("archivist", "Archivist"),
                            ("supervisor", "Supervision group"),
                            ("invited_supervisor", "Invited supervisor"),
                            ("compiling_division", "Compiling division"),
                            ("superior_office", "Superior office"),
                            ("superior_leader", "Leader of the superior government"),
                            ("observer", "Observer"),
                            ("administrator", "System administrator"),
                        ],
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                        verbose_name="department",
                    ),
                ),
                ("since", models.DateField(null=True, verbose_name="since")),
                ("until", models.DateField(null=True, verbose_name="until")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "change of a role",
                "verbose_name_plural": "changes of roles",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Serial",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.agency"
                    ),
                ),
                ("series", models.CharField(max_length=40)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "series", "year"), name="serial_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Try",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField(default=1)),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("free_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("purpose", "source"), name="tries_of_a_source_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "network",
                    models.CharField(
                        help_text="As the portal sees it, for example 203.0.113.7 or 203.0.113.0/28.",
                        max_length=50,
                        unique=True,
                        verbose_name="address or network",
                    ),
                ),
                (
                    "people",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="counts as so many people",
                    ),
                ),
                (
                    "added_by",
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
                "verbose_name": "service hall or kiosk",
                "verbose_name_plural": "service halls and kiosks",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="KeptUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("source", models.CharField(blank=True, max_length=64)),
                ("name", core.crypto.EncryptedTextField()),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                (
                    "file",
                    models.FileField(
                        storage=core.models.uploads.upload_storage, upload_to=core.models.uploads.upload_path
                    ),
                ),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "indexes": [models.Index(fields=["source", "until"], name="kept_uploads_of_a_source")],
            },
        ),
    ]
