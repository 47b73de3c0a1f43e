"""One rule for one and for many: what ``covers`` says of an object, ``q`` says of the queryset."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from archive import rules as archive
from catalog import rules as catalog
from catalog.models import Category, Disclosure, DisclosureItem, Obligation
from core import permissions as core
from core.models import Department, RoleAssignment, User
from core.permissions import Permission, Reach, holders, may, permission, reach, reaches
from core.roles import Role
from requests_app import rules as applications
from requests_app.models import Application
from review import rules as review
from supervision import rules as supervision
from tests.conftest import TODAY, give_role, make_person


def declared(*modules) -> list[Permission]:
    """Every permission that the rules of our rooms declare."""
    return [one for module in modules for one in vars(module).values() if isinstance(one, Permission)]


PERMISSIONS = list(dict.fromkeys(declared(core, catalog, applications, review, supervision, archive)))
# Where a role is held, and the departments that it then reaches.
SCOPES = {
    "agency": {"parent", "mine", "mine-too", "station"},
    "mine": {"mine", "station"},
    "parent": {"parent", "mine", "mine-too", "station"},
    "mine-too": {"mine-too"},
    "elsewhere": {"other"},
    "ended": set(),
    "not yet": set(),
    "nowhere": set(),
}


@pytest.fixture
def places(make_agency):
    """Two agencies; in the first a tree of four departments. An item hangs on each department.

    "mine-too" begins like its neighbour "mine": a prefix of letters is no sub-tree.
    """
    agency, elsewhere = make_agency(), make_agency("elsewhere", regime="township")
    tree = {"parent": None, "mine": "parent", "mine-too": "parent", "station": "mine"}
    departments: dict[str, Department] = {}
    for slug, above in tree.items():
        parent = departments.get(above)
        departments[slug] = Department.objects.create(agency=agency, slug=slug, name=slug, parent=parent)
    departments["other"] = Department.objects.create(agency=elsewhere, slug="other", name="other")
    for slug, department in departments.items():
        DisclosureItem.objects.create(
            agency=department.agency,
            category=Category.objects.filter(agency=department.agency).first(),
            department=department,
            code=f"test-{slug}",
            name=slug,
            cadence="test",
            active_from=date(2026, 1, 1),
        )
    return {"agency": agency, "elsewhere": elsewhere, **departments}


def let_hold(person, role, scope, places):
    """Give ``role`` to ``person`` in one of the SCOPES."""
    terms = {
        "ended": {"since": date(2020, 1, 1), "until": TODAY - timedelta(days=1)},
        "not yet": {"since": TODAY + timedelta(days=1)},
    }
    if scope in ("agency", "elsewhere"):
        give_role(person, role, places[scope])
    elif scope in terms:
        RoleAssignment.objects.create(user=person, role=role, agency=places["agency"], **terms[scope])
    elif scope != "nowhere":
        give_role(person, role, places["agency"], places[scope])


def test_a_role_reaches_its_agency_or_its_sub_tree_and_nothing_beyond(places):
    """For every role and every scope: one object, many objects and the expectation agree."""
    items = DisclosureItem.objects.filter(code__startswith="test-")
    for role in Role:
        for scope, expected in SCOPES.items():
            person = make_person(f"{role}-{scope}")
            let_hold(person, role, scope, places)
            wanted = permission("test", role)
            alone = {item.name for item in items if may(person, wanted, item, on=TODAY)}
            together = set(items.filter(reach(person, wanted, on=TODAY).q()).values_list("name", flat=True))
            assert alone == together == expected, (role, scope)


def test_a_role_is_no_other_role(places):
    """Whoever holds one role of an agency has none of the permissions that name only others."""
    for role in Role:
        person = make_person(role.value)
        give_role(person, role, places["agency"])
        for wanted in PERMISSIONS:
            assert may(person, wanted, places["mine"], on=TODAY) == (role in wanted.roles), (role, wanted)


@pytest.fixture
def samples(cast, item, obligation, make_disclosure, now):
    """Things of every kind in the department of the cast, in another one, and in another agency."""
    other = DisclosureItem.objects.filter(agency=cast.agency, blocked="").exclude(pk=item.pk).first()
    DisclosureItem.objects.filter(pk=other.pk).update(department=cast.other_department)
    version = obligation.version
    Obligation.objects.create(
        item=other,
        version=version,
        key="x",
        label="x",
        base_on=now.date(),
        publish_by=now.date(),
        opened_at=now,
    )
    make_disclosure(item, obligation=obligation, upto="published")
    make_disclosure(item, upto="proposed")
    make_disclosure(item)
    for department in (None, cast.department, cast.other_department):
        Application.objects.create(
            agency=cast.agency,
            department=department,
            version=version,
            number=f"A-{department.slug if department else 'none'}",
            received_on=now.date(),
            received_at=now,
            applicant_kind="person",
            delivery_form="paper",
        )
    return {
        Disclosure: ("agency_id", "department"),
        DisclosureItem: ("agency_id", "department"),
        Obligation: ("item__agency_id", "item__department"),
        Application: ("agency_id", "department"),
    }


def test_one_and_many_agree_over_the_whole_cast(cast, samples):
    """For every declared permission, every person of the cast and every sample: no twin says otherwise."""
    things = {model: list(model.objects.all()) for model in samples}
    looked_at = list(cast.people.values())
    assert looked_at
    for person in looked_at:
        for wanted, found in zip(PERMISSIONS, reaches(person, *PERMISSIONS, on=TODAY), strict=True):
            for model, lookups in samples.items():
                many = set(model.objects.filter(found.q(*lookups)))
                assert many == {thing for thing in things[model] if found.covers(thing)}, (
                    person,
                    wanted,
                    model,
                )


def test_what_may_be_read_agrees_for_one_and_for_many(cast, samples):
    """The readable disclosures of a list are those that open one by one, for everybody and for nobody signed in."""
    for person in [AnonymousUser(), *cast.people.values()]:
        for model in (Disclosure, Application) if person.is_authenticated else (Disclosure,):
            many = set(model.objects.readable_by(person, on=TODAY))
            assert many == {
                thing for thing in model.objects.all() if thing.is_readable_by(person, on=TODAY)
            }, person


@pytest.mark.parametrize("audience", ["public", "staff", "counterparty", "leadership"])
@pytest.mark.parametrize("upto", ["draft", "proposed", "published"])
def test_every_circle_agrees_for_one_and_for_many(audience, upto, cast, item, make_disclosure):
    """Four circles, three stages, the whole cast: the list and the page have one answer."""
    made = make_disclosure(item, upto=upto, audience=audience)
    for person in [AnonymousUser(), *cast.people.values()]:
        listed = Disclosure.objects.readable_by(person, on=TODAY).filter(pk=made.pk).exists()
        assert listed == made.is_readable_by(person, on=TODAY), person


def test_many_permissions_at_once_are_what_each_is_alone(cast, django_assert_max_num_queries):
    """Three queries at most answer for all; no answer changes by being asked in company."""
    looked_at = list(User.objects.filter(pk__in=[one.pk for one in cast.people.values()]))
    assert looked_at
    for person in looked_at:
        alone = [reach(person, one, on=TODAY) for one in PERMISSIONS]
        with django_assert_max_num_queries(3):
            assert reaches(person, *PERMISSIONS, on=TODAY) == alone


def test_nobody_and_the_switched_off_reach_nothing(cast):
    """Without an account, or with one that is switched off, there is no reach at all."""
    cast.head.is_active = False
    for wanted in PERMISSIONS:
        assert reach(AnonymousUser(), wanted, on=TODAY) == Reach()
        assert not reach(cast.head, wanted, on=TODAY)


def test_who_runs_the_machine_decides_nothing(cast):
    """A system administrator reaches what keeps the machine, everywhere; of all else only what a role gives them."""
    kept = {one.code for one in PERMISSIONS if one.administers}
    # A body's new name was decided elsewhere: it is entered by whoever keeps the data of bodies, and is on record.
    assert kept == {"catalog.calendar", "core.administer", "core.read_roles", "core.rename_body"}
    for wanted in PERMISSIONS:
        found = reach(cast.administrator, wanted, on=TODAY)
        assert found == (Reach(everywhere=True) if wanted.code in kept else Reach()), wanted
    give_role(cast.administrator, Role.LEADER_IN_CHARGE, cast.agency)
    administrator = User.objects.get(pk=cast.administrator.pk)
    for wanted in PERMISSIONS:
        expected = wanted.code in kept or Role.LEADER_IN_CHARGE in wanted.roles
        assert may(administrator, wanted, cast.department, on=TODAY) == expected, wanted
        assert wanted.code in kept or not may(
            administrator, wanted, cast.stranger.roles.first().agency, on=TODAY
        ), wanted


def test_the_framework_s_own_permissions_open_no_door(cast):
    """What Django would ask of a superuser is answered with no: only our rule opens pages of the admin."""
    for person in (cast.administrator, cast.head):
        assert not person.has_perm("requests_app.view_application")
        assert not person.has_perms(["core.view_user"]) and not person.has_module_perms("requests_app")


def test_holders_are_those_whose_reach_covers_the_place(cast):
    """The people to write to for a department are exactly those with the role who reach it."""
    for role in Role:
        found = set(holders(role, agency=cast.agency, department=cast.department, on=TODAY))
        wanted = permission("test", role)
        assert found == {
            person for person in cast.people.values() if may(person, wanted, cast.department, on=TODAY)
        }, role


def test_nobody_holds_a_role_twice_in_the_same_place(cast):
    """Refused by the database, on SQLite too, for a whole agency and for a department."""
    for person, role, department in (
        (cast.leader, Role.LEADER_IN_CHARGE, None),
        (cast.clerk, Role.PROPOSER, cast.department),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleAssignment.objects.create(
                user=person, role=role, agency=cast.agency, department=department, since=date(2026, 1, 1)
            )
