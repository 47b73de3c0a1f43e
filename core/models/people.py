"""Agencies, their departments, and the people who hold roles in them."""

import re
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import countries
from core.database.guards import StaysInBody, Within
from core.models.regimes import Regime, RegimeVersion
from core.models.seals import Sealed, SealedQuerySet
from core.roles import Role
from core.text import numbering
from core.text.characters import folded


def in_language(chinese: str, english: str) -> str:
    """``english`` on an English page when there is one, else ``chinese``."""
    return english if english and (get_language() or "").startswith("en") else chinese


class PeopleManager(UserManager.from_queryset(SealedQuerySet)):
    """People as Django knows them; what is written of many at once leaves seals too."""

    use_in_migrations = False


class User(AbstractUser, Sealed):
    """A person who signs in. Citizens need no account."""

    NO_EVIDENCE = {
        "last_login": "of no matter",
    }

    first_name = None
    last_name = None
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    post = models.CharField(_("post"), max_length=80, blank=True)

    REQUIRED_FIELDS = ["name", "email"]

    objects = PeopleManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    # Django's own permissions are asked by nobody here: what one may do follows from roles (core.permissions). To
    # answer them as Django does would let a superuser through every door that forgot to ask us.
    def has_perm(self, perm: str, obj=None) -> bool:
        return False

    def has_perms(self, perm_list: Iterable[str], obj=None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Renamed:
    """What had another name once: ``renaming.with_last_former_name`` says which."""

    former = former_en = ""

    @property
    def former_name(self) -> str:
        """The name that it had last, in the language of the page."""
        return in_language(self.former or "", self.former_en or "")


def of_public_bodies(way: str = "") -> Q:
    """The condition under which a thing is of a body that the public may know; ``way`` leads to the body ("agency__").

    This is the one rule: every public query goes by it, itself or by way of ``AgencyQuerySet.public``.
    """
    return Q(**{f"{way}opened_at__isnull": False})


ADDRESS_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class AgencyQuerySet(SealedQuerySet):
    def public(self) -> "AgencyQuerySet":
        """Those that were opened to the public; also after they closed: what they published stays to be read."""
        return self.filter(of_public_bodies())

    def open(self) -> "AgencyQuerySet":
        """Those that take in what comes from the public today."""
        return self.public().filter(closed_at__isnull=True)

    def standing(self) -> "AgencyQuerySet":
        """Those that were not closed: they go on owing, whether the public knows of them yet or not."""
        return self.filter(closed_at__isnull=True)


class Agency(Renamed, Sealed):
    """A public body (机关) that owes disclosure, under one regime.

    The public neither sees nor reaches it before an act opened it (``core/bodies/opening.py``). One that was merged or
    abolished is closed by another act: its pages stay, and it takes nothing any more.
    """

    slug = models.SlugField(
        _("address name"),
        unique=True,
        help_text=_(
            "Small Latin letters, digits and hyphens: part of the address of every page. It never changes."
        ),
    )
    name = models.CharField(
        _("name"), max_length=120, help_text=_("The full name in Chinese, as on the seal of the body.")
    )
    name_en = models.CharField(
        _("English name"),
        max_length=160,
        blank=True,
        help_text=_("Stands on English pages. Empty: the Chinese name stands there too."),
    )
    code = models.CharField(
        _("organisation code"),
        max_length=20,
        unique=True,
        help_text=_("Begins every index number of the agency; it never changes."),
    )
    regime = models.ForeignKey(
        Regime,
        models.PROTECT,
        related_name="agencies",
        verbose_name=_("regime"),
        help_text=_("The rules that the body works under. Its departments and items come from them."),
    )
    adopted = models.ForeignKey(
        RegimeVersion,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("version that the catalogue follows"),
    )
    under_regime_from = models.DateField(
        _("under this regime from"),
        null=True,
        editable=False,
        help_text=_("Empty as long as it never moved from another regime."),
    )
    index_pattern = models.CharField(
        _("pattern of index numbers"),
        max_length=80,
        default=numbering.USUAL,
        help_text=_(
            "Placeholders: {agency_code}, {year}, {serial} with its width as in {serial:05}; also {month}, {category}."
            " A change is for new numbers; numbers that were given stay."
        ),
    )
    opinions_an_hour = models.PositiveSmallIntegerField(
        _("opinions an hour on one matter"),
        default=100,
        validators=[MinValueValidator(1)],
        help_text=_(
            "What comes beyond it over this website is kept and held back until somebody has looked at it."
        ),
    )
    about = models.TextField(
        _("functions"),
        blank=True,
        help_text=_("What the body is there for, as its page tells the public."),
    )
    address = models.CharField(
        _("office address"),
        max_length=200,
        blank=True,
        help_text=_("Where people go and where letters are sent."),
    )
    hours = models.CharField(
        _("office hours"),
        max_length=200,
        blank=True,
        help_text=_("Days of the week and hours at which somebody is there."),
    )
    phone = models.CharField(
        _("phone"),
        max_length=40,
        blank=True,
        help_text=_("For questions about disclosure, with the area code."),
    )
    fax = models.CharField(
        _("fax"),
        max_length=40,
        blank=True,
        help_text=_("With the area code; empty if there is none."),
    )
    email = models.EmailField(
        _("mail address"),
        blank=True,
        help_text=_("Stands on the page of the body for everybody to write to."),
    )
    hotline = models.CharField(
        _("supervision hotline"),
        max_length=40,
        blank=True,
        help_text=_("Where people complain by telephone, with the area code."),
    )
    obliged_from = models.DateField(
        _("obliged from"),
        help_text=_("Obligations of recurring cadences begin with the period that holds this day."),
    )

    calendar = models.CharField(
        _("calendar"),
        max_length=2,
        choices=countries.choices,
        default=countries.CHINA,
        help_text=_("The country whose holidays its working days follow."),
    )

    opened_at = models.DateTimeField(_("opened to the public"), null=True, editable=False, db_index=True)
    opened_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("opened by")
    )
    closed_at = models.DateTimeField(pgettext_lazy("body", "closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("closed by")
    )
    closed_because = models.TextField(_("why it was closed"), blank=True, editable=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("successor")
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False) & ~Q(closed_because=""),
                name="closed_agency_was_open_and_says_why",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(closed_at__isnull=False) & ~Q(successor=F("pk")),
                name="successor_of_a_closed_agency_is_another",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def is_public(self) -> bool:
        """Whether everybody may know of it: the one-object twin of ``AgencyQuerySet.public``."""
        return self.opened_at is not None

    @property
    def is_open(self) -> bool:
        """Whether it takes in what comes from the public: the one-object twin of ``AgencyQuerySet.open``."""
        return self.is_public and self.closed_at is None

    def clean(self) -> None:
        """The pattern of index numbers gives each disclosure its own, however many there are."""
        super().clean()
        if self._state.adding and self.slug and not ADDRESS_NAME.fullmatch(self.slug):
            raise ValidationError({"slug": _("Use small Latin letters, digits and hyphens only.")})
        for field in (
            "phone",
            "fax",
            "hotline",
            "code",
        ):  # typed wide, they would stand so on every public page
            setattr(self, field, folded(getattr(self, field)))
        for field in ("name", "name_en"):  # one line: a break inside stood in every heading
            setattr(self, field, " ".join(getattr(self, field).split()))
        try:
            numbering.check_pattern(self.index_pattern, self.code)
        except ValidationError as fault:
            raise ValidationError({"index_pattern": fault.messages}) from fault

    def get_absolute_url(self) -> str:
        return reverse("catalog:agency", args=[self.slug])

    @property
    def agency_id(self) -> int:
        """An agency lies inside itself, so that permissions can be asked for it too."""
        return self.pk

    @property
    def department(self) -> None:
        """An agency stands above all departments."""
        return None


class Department(Renamed, Sealed):
    """A section, station, village or window of an agency; departments form a tree."""

    class Kind(models.TextChoices):
        SECTION = "section", _("Section")
        STATION = "station", _("Station")
        VILLAGE = "village", _("Village")
        SERVICE_WINDOW = "service_window", _("Service window")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="departments", verbose_name=_("agency"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    slug = models.SlugField(_("address name"))
    name = models.CharField(
        _("name"), max_length=80, help_text=_("The name in Chinese, as on the plate at the door.")
    )
    name_en = models.CharField(
        _("English name"),
        max_length=120,
        blank=True,
        help_text=_("Stands on English pages. Empty: the Chinese name stands there too."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.SECTION)
    is_disclosure_office = models.BooleanField(_("is the disclosure office"), default=False)
    is_key_post = models.BooleanField(
        _("is a key post"),
        default=False,
        help_text=_("A post with power over money, permits or people: its duties are watched more closely."),
    )
    duties = models.TextField(
        _("duties"), blank=True, help_text=_("What the department does, as its page tells the public.")
    )
    phone = models.CharField(
        _("phone"),
        max_length=40,
        blank=True,
        help_text=_("For questions to this department, with the area code."),
    )
    path = models.CharField(max_length=200, editable=False, db_index=True)

    guards = [Within("parent.agency"), StaysInBody()]

    class Meta:
        ordering = ["agency", "path"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [
            models.UniqueConstraint(fields=["agency", "slug"], name="department_slug_once_in_an_agency"),
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(is_disclosure_office=True),
                name="one_disclosure_office_in_an_agency",
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="department_not_under_itself"),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def save(self, *args, **kwargs) -> None:
        """Keep ``path`` (the slugs from the root) in step with the parent, so that a sub-tree is a prefix."""
        above = self.parent.path if self.parent else f"/{self.agency_id}/"
        self.path = f"{above}{self.slug}/"
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("catalog:department", args=[self.agency.slug, self.slug])

    @property
    def department(self) -> "Department":
        """A department lies inside itself, so that permissions can be asked for it too."""
        return self

    def paths_to_root(self) -> list[str]:
        """The paths of this department and of every one above it."""
        agency, *slugs = self.path.strip("/").split("/")
        return [
            f"/{agency}/" + "".join(f"{slug}/" for slug in slugs[:depth])
            for depth in range(1, len(slugs) + 1)
        ]


class RoleAssignmentQuerySet(SealedQuerySet):
    def in_force(self, day: date) -> "RoleAssignmentQuerySet":
        """The assignments that hold on ``day``, first and last day included."""
        return self.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day))


class RoleAssignment(Sealed):
    """A person holds a role for a whole agency, or for one department and what lies under it. Never beyond."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles", verbose_name=_("person"))
    role = models.CharField(
        _("role"), max_length=24, choices=Role, help_text=_("What the person may do there.")
    )
    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        related_name="roles",
        verbose_name=_("agency"),
        help_text=_("The body in which the person holds the role."),
    )
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="roles",
        verbose_name=_("department"),
        help_text=_(
            "One of this body's own departments, with all that lies under it. Empty: the whole body."
        ),
    )
    since = models.DateField(_("since"), help_text=_("The first day of the role."))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day of the role. Empty: it has not ended.")
    )

    objects = RoleAssignmentQuerySet.as_manager()

    guards = [Within("department.agency")]

    class Meta:
        ordering = ["agency", "role", "user"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            # Two constraints, because SQLite takes two missing departments for different ones.
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                condition=Q(department__isnull=True),
                name="role_held_once_in_an_agency",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department"], name="role_held_once_in_a_department"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="role_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
