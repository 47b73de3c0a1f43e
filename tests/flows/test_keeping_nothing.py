"""Nothing that is not public stays in a browser: over every address, for each of the cast and for an applicant."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.models import Receipt
from core.roles import Role
from disclosure_portal.keeping_nothing import PUBLIC
from tests.conftest import make_person
from tests.flows.addresses import routes
from tests.flows.pages import Visitor
from tests.flows.stage import APPLICATION
from tests.flows.test_nothing_leaks import ENDS
from tests.flows.world import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# Written down once more, by hand: what begins like this is nobody's but one person's, whoever opens it.
NEVER = (
    "/admin/", "/work/", "/desk/", "/review/", "/supervision/", "/archive/", "/gate/", "/feeds/", "/login/", "/logout/",
    "/track/", "/apply/received/", "/apply/continue/", "/apply/district/rectify/", "/complaints/", "/subscribe/",
    "/unsubscribe/", "/done/", "/agencies/district/complain/", "/display/", "/healthz",
)  # fmt: skip


@pytest.fixture
def addresses(stage) -> list[str]:
    """Each address once, with a thing behind it where there is one."""
    stage.disclosure("published")
    stage.consultation()
    stage.application("decided")
    agency = stage.body.agency
    values = {
        "slug": [agency.slug], "department": [agency.departments.first().slug], "code": ["1.8"], "number": [1, "X"],
        "collection": ["all"], "section": ["disclosures"], "form": ["sheets-a4"], "kind": ["disclosure"],
        "step": ["withdraw"], "app_label": ["catalog"], "path": ["x"], "url": ["x"], "object_id": [1],
    }  # fmt: skip
    values |= dict.fromkeys(("signed", "link", "secret"), ["nobody"])
    unnamed = dict.fromkeys({name for route in routes() for name in route.arguments} - set(values), [1])
    with translation.override(settings.LANGUAGE_CODE):
        found = [next(route.addresses(values | unnamed)) for route in routes() if route.name not in ENDS]
    return sorted(set(found))


def kept(client: Client, addresses: list[str]) -> list[str]:
    """The addresses of which a browser may keep what it was answered."""
    return [one for one in addresses if "no-store" not in client.get(one).get("Cache-Control", "")]


def test_a_visitor_keeps_public_pages_and_nothing_else(addresses, client):
    """They are named; every name is an address; none of one's own matters is among them, nor what is sent."""
    stays = [address for address in addresses if kept(Client(), [address])]
    assert {"/", "/disclosures/", "/agencies/district/", "/log/"} <= set(stays)
    assert [one for one in stays if one.startswith(NEVER)] == []
    assert {route.name for route in routes()} >= PUBLIC
    assert "no-store" in client.post("/disclosures/1/opinion/", {"text": ""})["Cache-Control"]
    assert "no-store" in client.get("/there/is/nothing/")["Cache-Control"]


def test_who_is_signed_in_keeps_nothing(addresses, stage):
    """Neither pages of staff nor public ones, which could tell who was here. The administrator opens all; each of the
    others a part of them, so that every address is opened by several."""
    root = make_person("root", is_superuser=True)
    for place, person in enumerate([root, *stage.people.values()]):
        client = Client()
        client.force_login(person)
        mine = addresses if person is root else addresses[place % 5 :: 5]
        assert kept(client, mine) == [], person


def test_an_applicant_with_a_code_keeps_nothing_of_their_matter(addresses, stage):
    """The form with what was typed, the receipt, the page that is followed, its letters and forms; each page beside."""
    visitor = Visitor()
    agency = stage.body.agency
    assert (
        "no-store"
        in visitor.open(reverse("requests_app:apply_to", args=[agency.slug])).response["Cache-Control"]
    )
    receipt = visitor.send(**APPLICATION)
    assert "no-store" in receipt.response["Cache-Control"]
    assert kept(visitor.client, addresses) == []  # the browser still holds the code
    case = stage.application("decided")
    visitor = Visitor()
    visitor.open(reverse("requests_app:track"))
    followed = visitor.send(number=case.number, code=stage.code)
    for address in [followed.url, *(one for one in followed.links if one.startswith("/track/"))]:
        assert "no-store" in visitor.client.get(address)["Cache-Control"], address


@pytest.mark.parametrize("way_out", ["logout", "admin:logout"])
def test_signing_out_forgets_what_it_can(stage, way_out):
    """The session, codes of receipts, messages; the browser is told to clear pages and drafts; size of type stays."""
    visitor = stage.body.sign_in(Role.INTAKE_OFFICER)
    visitor.client.cookies["size"] = "large"
    visitor.open(reverse("requests_app:apply_to", args=[stage.body.agency.slug]))
    visitor.send(**APPLICATION)
    assert Receipt.objects.exists()
    visitor.open(reverse("workplace"))
    token = visitor.page.form(to="logout").values["csrfmiddlewaretoken"][0]
    answer = visitor.client.post(reverse(way_out), {"csrfmiddlewaretoken": token})
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    left = {name for name, cookie in visitor.client.cookies.items() if cookie.value}
    # A browser that signed in before stays known, so that wrong passwords of others do not slow its person (ADR 23).
    assert left <= {"size", "known", settings.CSRF_COOKIE_NAME} and "size" in left
    assert not Receipt.objects.exists()
    assert visitor.client.get(reverse("workplace")).status_code == 302


def test_the_right_password_is_still_asked_for(stage):
    """After signing out one signs in again as before."""
    visitor = stage.body.sign_in(Role.PROPOSER)
    visitor.send(to="logout")
    visitor.open(reverse("login"))
    visitor.send(username=stage.people[Role.PROPOSER].username, password=PASSWORD)
    assert visitor.page.url == reverse("workplace")
