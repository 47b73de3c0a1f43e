"""The catalogue of an agency: its tree of categories, and the standing duties in it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import rules
from core.database.guards import StaysInBody, Within
from core.models import Agency, Department, Sealed, SealedQuerySet, User
from core.models.people import in_language, of_public_bodies
from core.permissions import may, reaches
from core.regimes.parsed import Cadence, Chain, Element, Regime


class Audience(models.TextChoices):
    """Whom a matter is for (I-230: four circles)."""

    PUBLIC = "public", _("Everybody")
    COUNTERPARTY = "counterparty", _("Those concerned")
    STAFF = "staff", _("Staff of the agency")
    LEADERSHIP = "leadership", _("Leadership")


class Domain(models.TextChoices):
    """Government or Party affairs (J4-303)."""

    GOVERNMENT = "government", _("Government affairs")
    PARTY = "party", _("Party affairs")


class Category(Sealed):
    """A branch of an agency's catalogue."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="categories", verbose_name=_("agency"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("under")
    )
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    guards = [Within("parent.agency"), StaysInBody()]

    class Meta:
        ordering = ["agency", "position"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="category_code_once_in_an_agency")
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


def known_to(user: User, item: str = "", *, on: date) -> Q:
    """Which duties ``user`` may know of on a day, and with them what is owed under them and what made it due.

    All staff of a place know its duties, but those towards the leadership alone: their names and the titles of what
    happened are for who works on such matters or reads them (I-230). ``item`` leads to the duty (as "item__").
    """
    place = (f"{item}agency_id", f"{item}department")
    staff, concerned = reaches(user, rules.READ_UNPUBLISHED, rules.WORK_ON_LEADERSHIP, on=on)
    if staff == concerned:
        return staff.q(*place)
    led = Q(**{f"{item}audience": Audience.LEADERSHIP})
    return ~led & staff.q(*place) | led & concerned.q(*place)


class DisclosureItemQuerySet(SealedQuerySet):
    def active(self, day: date) -> "DisclosureItemQuerySet":
        """Items that stand in the catalogue on ``day``."""
        return self.filter(Q(active_from__lte=day), Q(active_to__isnull=True) | Q(active_to__gte=day))

    def public(self) -> "DisclosureItemQuerySet":
        """Items for everybody, of bodies that are open to the public."""
        return self.filter(of_public_bodies("agency__"), audience=Audience.PUBLIC)

    def known_to(self, user: User, *, on: date) -> "DisclosureItemQuerySet":
        """Those of which ``user`` may know: the many-objects twin of ``DisclosureItem.is_known_to``."""
        return self.filter(known_to(user, on=on))


class DisclosureItem(Sealed):
    """A standing duty (公开事项): this department discloses this, in this cadence, to this audience."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="items", verbose_name=_("agency"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="items", verbose_name=_("category"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="items", verbose_name=_("responsible department")
    )
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    about = models.TextField(_("what it contains"), blank=True)
    about_en = models.TextField(_("what it contains, in English"), blank=True)
    cadence = models.CharField(
        _("cadence"), max_length=40, help_text=_("The code of a cadence of the regime.")
    )
    audience = models.CharField(_("audience"), max_length=20, choices=Audience, default=Audience.PUBLIC)
    domain = models.CharField(_("domain"), max_length=20, choices=Domain, default=Domain.GOVERNMENT)
    channels = models.JSONField(_("channels"), default=list)
    never_on = models.JSONField(_("never on these channels"), default=list, blank=True)
    chain = models.CharField(_("chain of approval"), max_length=40, default="ordinary")
    elements = models.CharField(_("obligatory elements"), max_length=40, blank=True)
    is_key = models.BooleanField(_("key matter"), default=False)
    blocked = models.CharField(_("may not be proposed because"), max_length=300, blank=True)
    requirements = models.JSONField(_("source"), default=list, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    active_from = models.DateField(_("in the catalogue from"))
    active_to = models.DateField(_("in the catalogue until"), null=True, blank=True)

    objects = DisclosureItemQuerySet.as_manager()

    guards = [Within("category.agency"), Within("department.agency"), StaysInBody()]

    class Meta:
        ordering = ["agency", "position"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="item_code_once_in_an_agency"),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gte=F("active_from")),
                name="item_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        return reverse("catalog:item", args=[self.agency.slug, self.code])

    def is_known_to(self, user: User, *, on: date) -> bool:
        """Whether ``user`` may know of it: the one-object twin of ``known_to``."""
        is_led = self.audience == Audience.LEADERSHIP
        return may(user, rules.WORK_ON_LEADERSHIP if is_led else rules.READ_UNPUBLISHED, self, on=on)

    def is_named_to(self, user: User, *, on: date) -> bool:
        """Whether ``user``, whom a list or letter about this place is for, may read there what it is called."""
        return self.audience != Audience.LEADERSHIP or self.is_known_to(user, on=on)

    def cadence_on(self, day: date) -> Cadence:
        """The cadence under the regime in force on ``day``."""
        return self._rules_on(day).cadences[self.cadence]

    def chain_on(self, day: date) -> Chain:
        """The chain of approval under the regime in force on ``day``."""
        return self._rules_on(day).chains[self.chain]

    def chains_on(self, day: date) -> tuple[Chain, Chain]:
        """The chain of a matter on ``day``, and that of one marked as sensitive: the same where there is no other."""
        rules = self._rules_on(day)
        return tuple(rules.chain_for(self.chain, is_sensitive=marked) for marked in (False, True))

    def elements_on(self, day: date) -> tuple[Element, ...]:
        """The parts that each disclosure of this item must contain."""
        return self._rules_on(day).elements.get(self.elements, ())

    def _rules_on(self, day: date) -> Regime:
        """The rules in force on ``day``, or those that the catalogue follows when the former do not know this item."""
        rules = self.agency.regime.version_on(day).rules
        if self.cadence in rules.cadences and self.chain in rules.chains:
            return rules
        return self.agency.adopted.rules
