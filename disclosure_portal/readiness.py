"""What a body still lacks before it faces the public, line by line: what must be there, and what only should be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.models import Obligation
from core.deadlines import calendars
from core.models import Agency, Department, RoleAssignment, RulesMissing, User
from core.roles import Role
from core.statuses import Tone
from requests_app.actions import mailbox
from review.unstaffed_steps import gaps

SHOULD_BE_HELD = (Role.PROPOSER, Role.FEEDBACK_COLLECTOR, Role.ARCHIVIST, Role.SUPERVISOR)


@dataclass(frozen=True)
class Line:
    """One thing that a body needs: whether it is there, whether it may not open without it, and where it is mended."""

    title: str
    is_there: bool
    text: str
    blocks: bool = True
    href: str = ""

    @property
    def tone(self) -> Tone:
        """How it stands, to the eye."""
        if self.is_there:
            return Tone.GOOD
        return Tone.BAD if self.blocks else Tone.WARN

    @property
    def word(self) -> str:
        """The same for who reads it."""
        if self.is_there:
            return pgettext("readiness", "There")
        return pgettext("readiness", "Missing") if self.blocks else pgettext("readiness", "Advised")


def lines(agency: Agency, today: date) -> list[Line]:
    """Everything that is asked of ``agency`` before it opens, what is there and what is not, as of ``today``."""
    return [
        *_rules(agency, today),
        *_people(agency, today),
        *_contact(agency),
        *_calendar(agency, today),
        *_mailbox(agency),
    ]


def missing(agency: Agency, today: date) -> list[str]:
    """What keeps ``agency`` from opening, in sentences; nothing when it is ready."""
    return [f"{one.title}: {one.text}" for one in lines(agency, today) if one.blocks and not one.is_there]


def _rules(agency: Agency, today: date) -> Iterator[Line]:
    page = reverse("admin:core_agency_change", args=[agency.pk])
    version = agency.regime.version_on(today)
    in_force = version is not None and version.valid_from <= today
    yield Line(
        _("Rules in force"),
        in_force,
        str(version.rules.title) if in_force else _("No version of its rules is in force today."),
        href=page,
    )
    if followed := in_force and agency.regime.followed_but_missing(today):
        yield Line(_("Rules that it follows"), False, str(RulesMissing(followed)), href=page)
    units = Department.objects.filter(agency=agency).count()
    has_office = Department.objects.filter(agency=agency, is_disclosure_office=True).exists()
    yield Line(
        _("Departments"),
        bool(units) and has_office,
        _("%(count)d departments, one of them the disclosure office.") % {"count": units}
        if units and has_office
        else _("There are no departments, or none of them is the disclosure office."),
        href=page,
    )
    items = agency.items.active(today).count()
    yield Line(
        _("Catalogue"),
        bool(items),
        _("%(count)d items stand in the catalogue.") % {"count": items}
        if items
        else _("There is no item in the catalogue: it comes from the rules when the body is added."),
        href=reverse("admin:catalog_disclosureitem_changelist"),
    )
    owed = Obligation.objects.filter(item__agency=agency).count()
    yield Line(
        pgettext("what a body owes", "Obligations"),
        bool(owed),
        _("%(count)d are open or were.") % {"count": owed}
        if owed
        else _("None yet. The clock makes those that come again within the hour; events make the others."),
        blocks=False,
        href=reverse("admin:catalog_obligation_changelist"),
    )


def _people(agency: Agency, today: date) -> Iterator[Line]:
    page = reverse("admin:core_user_add")
    held = RoleAssignment.objects.in_force(today).filter(agency=agency).select_related("user")
    able: dict[str, list[User]] = {}
    for one in held:
        if one.user.is_active and one.user.is_staff and one.user.has_usable_password():
            able.setdefault(one.role, []).append(one.user)

    def line(*roles: Role, blocks: bool = True) -> Line:
        people = [str(person) for role in roles for person in able.get(role, [])]
        title = _(" or ").join(str(role.label) for role in roles)
        lacking = _("Somebody who can sign in is still to be given this role.")
        return Line(title, bool(people), _(", ").join(people) or lacking, blocks=blocks, href=page)

    yield line(Role.HEAD)
    yield line(Role.DISCLOSURE_OFFICE, Role.INTAKE_OFFICER)
    open_steps = gaps(agency, today)
    said = [
        _("%(chain)s, step “%(step)s”: %(role)s")
        % {"chain": gap.chain, "step": gap.step, "role": gap.role.label}
        + (_(" (%(places)s)") % {"places": "、".join(gap.departments)} if gap.departments else "")
        for gap in open_steps
    ]
    yield Line(
        pgettext("readiness", "Who approves"),
        not open_steps,
        _("; ").join(said) if said else _("Every step of every chain of approval has somebody."),
        href=page,
    )
    for role in SHOULD_BE_HELD:
        yield line(role, blocks=False)


def _contact(agency: Agency) -> Iterator[Line]:
    page = reverse("admin:core_agency_change", args=[agency.pk])
    for name, blocks in (
        ("address", True),
        ("phone", True),
        ("hours", False),
        ("email", False),
        ("hotline", False),
        ("about", False),
    ):
        field, value = Agency._meta.get_field(name), getattr(agency, name)
        title = str(field.verbose_name)
        yield Line(title, bool(value), value or str(field.help_text), blocks=blocks, href=page)


def _calendar(agency: Agency, today: date) -> Iterator[Line]:
    last = calendars.of(agency).published_to
    is_known = date(today.year, 12, 31) <= last
    yield Line(
        _("Calendar of the year"),
        is_known,
        _("Its holidays are published up to %(year)s.") % {"year": last.year}
        if is_known
        else _("The yearly notice of holidays is not entered: the days of answer are provisional."),
        blocks=False,
        href=reverse("admin:core_calendarday_changelist"),
    )


def _mailbox(agency: Agency) -> Iterator[Line]:
    try:
        is_read = any(address.agency == agency.slug for address in mailbox.addresses())
    except mailbox.Unusable:
        is_read = False
    yield Line(
        _("Mailbox"),
        is_read,
        _("It is read from the opening on; what came earlier comes in then, each with its own day.")
        if is_read
        else _("No mailbox is read for it (setting MAILBOX_URL): applications by mail are entered by hand."),
        blocks=False,
    )
