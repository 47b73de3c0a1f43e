"""The page after sign-in, and the way there."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.actions import consultation_opinions, consulting, obligations
from core.models import Department
from core.roles import Role
from requests_app.actions import intake
from review import actions
from tests import signing
from tests.asked_whole import ASKED_WHOLE
from tests.conftest import give_role, load_regime, make_person


def card(response, address):
    """The card that leads to ``address``, or None."""
    cards = response.context["cards"]
    return next((one for one in cards if re.split("[?#]", one.address)[0] == reverse(address)), None)


def test_the_workplace_asks_to_sign_in(client, db):
    """Without an account one is sent to the sign-in, which leads back."""
    response = client.get(reverse("workplace"))
    assert response["Location"] == f"{reverse('login')}?next={reverse('workplace')}"


@pytest.mark.parametrize(
    "name", ["clerk", "leader", "head", "observer", "stranger", "archivist", "administrator"]
)
def test_everybody_has_a_workplace(name, client, cast, obligation):
    """For each kind of person the page opens, stays under the limit of queries, and reads their roles once."""
    client.force_login(cast.people[name])
    client.get(reverse("workplace"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("workplace")).status_code == 200
    assert len(queries) <= 28 + ASKED_WHOLE
    assert sum('FROM "core_roleassignment"' in query["sql"] for query in queries) <= 1


def test_the_cards_follow_the_roles(client, cast, obligation):
    """A clerk discloses and does not review; a leader reviews and does not disclose; an observer has no work here."""
    client.force_login(cast.clerk)
    page = client.get(reverse("workplace"))
    assert card(page, "admin:catalog_obligation_changelist")
    assert not card(page, "review:queue")
    client.force_login(cast.leader)
    page = client.get(reverse("workplace"))
    assert card(page, "review:queue")
    assert not card(page, "admin:catalog_obligation_changelist")
    client.force_login(cast.observer)
    assert client.get(reverse("workplace")).context["cards"] == []


def test_the_numbers_are_those_of_the_lists(client, cast, item, make_disclosure, now):
    """Two to review, one of them late; one opinion; what was owed long ago is late."""
    today = timezone.localdate()
    event = obligations.record_occurrence(
        item, title="旧事", happened_on=today - timedelta(days=90), by=cast.clerk, now=timezone.now()
    )
    make_disclosure(item, obligation=event.obligations.get(), upto="proposed")
    make_disclosure(
        item, upto="proposed", formed_on=today
    )  # else it is late by itself: it was formed in spring
    published = make_disclosure(item, upto="published")
    actions.receive_opinion(published, text="意见", now=timezone.now())
    client.force_login(cast.leader)
    found = card(client.get(reverse("workplace")), "review:queue")
    assert (found.waiting, found.late) == (2, 1)
    client.force_login(cast.clerk)
    page = client.get(reverse("workplace"))
    owed = card(page, "admin:catalog_obligation_changelist")
    assert (owed.waiting, owed.late) == (2, 1)  # what a text is owed by its own day counts too
    opinions = card(page, "review:opinions")
    assert (opinions.waiting, opinions.late) == (1, 0)


def test_what_is_to_be_posted_has_a_card(client, cast, now):
    """An officer who has a notice to post finds it at sign-in; a clerk of a department does not."""
    load_regime("national-2019")
    from_whom = {"applicant_kind": "person", "applicant_name": "柳青禾", "address": "东街九号"}
    what = {"subject": "清淤验收", "description": "申请公开验收报告。", "delivery_form": "paper"}
    intake.receive(agency=cast.agency, now=now, way="letter", arrived_on=now.date(), **from_whom, **what)
    client.force_login(cast.intake_officer)
    found = card(client.get(reverse("workplace")), "requests_app:to_post")
    assert (found.waiting, found.late) == (1, 1)
    client.force_login(cast.clerk)
    assert card(client.get(reverse("workplace")), "requests_app:to_post") is None


def test_signing_in_leads_to_the_workplace_and_out_to_the_first_page(client, cast):
    """Right name and password; a wrong one is told without saying which of the two it was."""
    name = {"username": "proposer"}
    wrong = client.post(reverse("login"), {**name, "password": "guess"})
    unknown = client.post(reverse("login"), {"username": "nobody", "password": "guess"})
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    right = client.post(reverse("login"), {**name, "password": "secret-garden"})
    assert right["Location"] == reverse("workplace")
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout"))["Location"] == reverse("home")


def test_guessing_becomes_slow_after_five_tries(client, cast, settings):
    """The sixth try has to wait even with the right password; other people can still sign in."""
    for _try in range(5):
        client.post(reverse("login"), {"username": "proposer", "password": "guess"})
    response = client.post(reverse("login"), {"username": "proposer", "password": "secret-garden"})
    assert response.status_code == 429
    assert "registration/locked_out.html" in [template.name for template in response.templates]
    right = {"username": "head", "password": "secret-garden"}
    assert client.post(reverse("login"), right).status_code == 302


def test_the_way_back_leads_nowhere_else(client, cast):
    """A forged address after the sign-in is not followed."""
    right = {"username": "proposer", "password": "secret-garden", "next": "https://evil.example/"}
    assert client.post(reverse("login"), right)["Location"] == reverse("workplace")


def test_drafts_that_are_consulted_on_wait_on_the_workplace(client, cast, item, make_disclosure, now):
    """Who releases sees what is planned, who answers sees the opinions; nobody else sees either."""
    opens_on = timezone.localdate()
    draft = make_disclosure(item, formed_on=opens_on)
    made = consulting.plan(
        draft,
        about="问",
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=60),
        by=cast.clerk,
        now=timezone.now(),
    )
    for person, address, number in (
        (cast.disclosure_office, "admin:catalog_consultation_changelist", 1),
        (cast.feedback_collector, "admin:catalog_consultationopinion_changelist", None),
        (cast.archivist, "admin:catalog_consultation_changelist", None),
    ):
        client.force_login(person)
        found = card(client.get(reverse("workplace")), address)
        assert (found and found.waiting) == number
    signing.release(made, by=cast.disclosure_office, now=timezone.now())
    consulting.turn(now=timezone.now())
    consultation_opinions.receive(made, text="太远", now=timezone.now())
    client.force_login(cast.feedback_collector)
    found = card(client.get(reverse("workplace")), "admin:catalog_consultationopinion_changelist")
    assert found.waiting == 1
    assert "太远" in client.get(found.address).content.decode()


def test_a_proposer_of_a_department_without_items_is_told_so_and_whom_to_ask(client, cast, obligation, now):
    """The page of work of such a person was empty; who has items is told nothing of the kind."""
    empty = Department.objects.create(agency=cast.agency, slug="new", name="新设科室", name_en="New")
    person = make_person("newcomer")
    give_role(person, Role.PROPOSER, cast.agency, empty)
    client.force_login(person)
    page = client.get(reverse("workplace")).content.decode()
    assert empty.name in page and "目录" in page and cast.disclosure_office.name in page
    client.force_login(cast.clerk)
    assert not client.get(reverse("workplace")).context["without_items"]
