"""Who was given a right past the portal has none: a role, an administrator, a deputy, a password, a department's place.

The right does nothing from the first request on, and the finding is there when that request is over.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import rules
from core.models import Discrepancy, RoleAssignment, User
from core.permissions import ADMINISTER, administrators, holders, reach
from core.proof import evidence
from core.roles import Role
from core.scheduler.reminding import Holders
from review import acting_for, deputies
from review.models import Delegation
from tests.conftest import give_role, make_person
from tests.flows.evidence_world import sql

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    """The person with a browser."""
    client = Client()
    client.force_login(person)
    return client


def found() -> set[tuple[str, int]]:
    """What has been found: table and row."""
    return set(Discrepancy.objects.values_list("place", "key"))


def put_in(role: Role, person: User, stage) -> int:
    """A role by SQL. Returns its key."""
    sql(
        "INSERT INTO core_roleassignment (role, since, agency_id, user_id) VALUES (%s, '2020-01-01', %s, %s)",
        role.value, stage.body.agency.pk, person.pk,
    )  # fmt: skip
    return RoleAssignment.objects.order_by("-pk").values_list("pk", flat=True).first()


def test_a_role_put_in_by_sql_opens_nothing_and_is_found_at_once(stage):
    """The desk of applications: refused to the stranger, as it was; to the officer it stays open."""
    stranger, case = make_person("stranger"), stage.application("registered")
    desk = reverse("requests_app:case", args=[case.pk])
    evidence.checkpoint(now=stage.now)
    refused = signed_in(stranger).get(desk).status_code
    assert refused in (403, 404) and not found()
    key = put_in(Role.INTAKE_OFFICER, stranger, stage)
    assert signed_in(stranger).get(desk).status_code == refused
    assert found() == {("core_roleassignment", key)}
    assert signed_in(stage.people[Role.INTAKE_OFFICER]).get(desk).status_code == 200
    day, agency = stage.now.date(), stage.body.agency
    assert stranger not in holders(Role.INTAKE_OFFICER, agency=agency, on=day)
    told = Holders(agency, [Role.INTAKE_OFFICER], day).of([Role.INTAKE_OFFICER], None)
    assert stranger not in told and stage.people[Role.INTAKE_OFFICER] in told


@pytest.mark.parametrize("column", ["role", "agency_id", "department_id", "until", "user_id"])
def test_a_role_that_was_changed_by_sql_is_none(stage, column):
    """Made greater, moved to another person, prolonged: nothing is left of it, also not what it was before."""
    person, day = make_person("clerk"), stage.now.date()
    department = stage.item().department
    one = give_role(person, Role.PROPOSER, stage.body.agency, department)
    evidence.checkpoint(now=stage.now)
    assert reach(person, rules.PROPOSE, on=day)
    other = make_person("other")
    value = {
        "role": Role.HEAD.value, "agency_id": stage.body.agency.pk, "department_id": None,
        "until": day + timedelta(days=900), "user_id": other.pk,
    }[column]  # fmt: skip
    if column == "agency_id":
        column, value = "since", day - timedelta(days=900)
    sql(f'UPDATE core_roleassignment SET "{column}" = %s WHERE id = %s', value, one.pk)  # noqa: S608
    assert not reach(person, rules.PROPOSE, on=day) and not reach(other, rules.PROPOSE, on=day)
    assert not reach(person, rules.REVIEW, on=day)


def test_who_was_made_an_administrator_by_sql_is_none(stage, make_administrator):
    """No page of the administrators, no letter to them; the real one goes on."""
    clerk, real = stage.people[Role.PROPOSER], make_administrator()
    evidence.checkpoint(now=stage.now)
    people = reverse("admin:core_user_changelist")
    assert signed_in(real).get(people).status_code == 200
    sql("UPDATE core_user SET is_superuser = %s WHERE id = %s", True, clerk.pk)
    assert signed_in(clerk).get(people).status_code != 200
    assert ("core_user", clerk.pk) in found()
    clerk.refresh_from_db()
    assert not reach(clerk, ADMINISTER, on=stage.now.date()) and clerk not in administrators()
    assert real in administrators()
    assert signed_in(clerk).get(reverse("evidence")).status_code != 200


def test_a_password_put_in_by_sql_opens_nothing(stage):
    """Who signs in with it is nobody: the leader's roles do not count until somebody looked at it."""
    leader, matter = stage.people[Role.LEADER_IN_CHARGE], stage.disclosure("proposed")
    page = reverse("review:matter", args=[matter.pk])
    evidence.checkpoint(now=stage.now)
    assert signed_in(leader).get(page).status_code == 200
    sql("UPDATE core_user SET password = %s WHERE id = %s", make_password("of the forger"), leader.pk)
    thief = Client()
    assert thief.login(username=leader.username, password="of the forger")
    assert thief.get(page).status_code in (302, 403, 404)
    assert found() == {("core_user", leader.pk)}
    leader.set_password("of the leader")  # the portal's own change is a new beginning for that column
    leader.save(update_fields=["password"])
    owner = Client()
    assert owner.login(username=leader.username, password="of the leader")
    assert owner.get(page).status_code == 200


def test_a_deputy_named_by_sql_stands_in_for_nobody(stage):
    """And one named through the portal does."""
    day, leader = stage.now.date(), stage.people[Role.LEADER_IN_CHARGE]
    other = make_person("deputy")
    give_role(other, Role.LEADER_IN_CHARGE, stage.body.agency)
    evidence.checkpoint(now=stage.now)
    sql(
        "INSERT INTO review_delegation (giver_id, deputy_id, agency_id, since, until, made_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        leader.pk, other.pk, stage.body.agency.pk, day, day + timedelta(days=3), stage.now,
    )  # fmt: skip
    assert [hand.giver for hand in acting_for.hands(other, on=day)] == [None]
    Delegation.objects.all().delete()
    deputies.delegate(
        agency=stage.body.agency,
        deputy=other,
        since=day,
        until=day + timedelta(days=3),
        by=leader,
        now=stage.now,
    )
    assert [hand.giver for hand in acting_for.hands(other, on=day)] == [None, leader]


def test_a_department_moved_by_sql_takes_nobodys_role_along(stage):
    """Its path is what a role for a department reaches."""
    person, day = make_person("clerk"), stage.now.date()
    department = stage.item().department
    give_role(person, Role.PROPOSER, stage.body.agency, department)
    evidence.checkpoint(now=stage.now)
    sql("UPDATE core_department SET path = '/1/' WHERE id = %s", department.pk)
    assert not reach(person, rules.PROPOSE, on=day)


def test_the_question_costs_one_more_in_a_request(stage):
    """However often a page asks what somebody may do."""
    person = User.objects.get(pk=stage.people[Role.INTAKE_OFFICER].pk)
    evidence.checkpoint(now=stage.now)
    person.remembers_roles = True
    with CaptureQueriesContext(connection) as asked:
        for _again in range(3):
            assert not reach(person, ADMINISTER, on=stage.now.date())
            reach(person, rules.PROPOSE, on=stage.now.date())
    assert len(asked) == 2
