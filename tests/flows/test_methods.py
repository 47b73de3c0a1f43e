"""No address answers with an empty page, and the links of every page lead somewhere, also after a refused form."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from core.roles import Role
from core.web import methods
from tests.flows.addresses import routes
from tests.flows.pages import Visitor
from tests.flows.test_sent_once import PUBLIC, addresses, values_of
from tests.flows.world import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.once]
REACHED = {200, 301, 302, 403, 404}


def links_of(html: str) -> list[str]:
    """The links of a page to the other language and to large type, as a browser follows them."""
    tools = re.search(r'<p class="masthead-tools">(.*?)</p>', html, re.S)[1]
    return [href.replace("&amp;", "&") for href in re.findall(r'href="([^"]+)"', tools)]


def refused(name: str, stage, prefix: str):
    """Send the form ``name`` with nothing in it but the marks of its page: the visitor, and the answer."""
    place, visitor = PUBLIC[name], Visitor()
    visitor.open(prefix + place.address(stage))
    action, values = values_of(place, visitor.page)
    empty = {key: "" if key in place.good else value for key, value in values.items()}
    return visitor, visitor.client.post(visitor._absolute(action), empty)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", PUBLIC)
def test_the_links_of_a_refused_form_lead_to_a_page(name, prefix, stage):
    """To the other language and to large type, from every public form, in both languages, without a script."""
    visitor, answer = refused(name, stage, prefix)
    if answer.status_code == 302:  # withdrawing without the tick says so on the page itself
        answer = visitor.client.get(answer.url)
    links = links_of(answer.content.decode())
    assert len(links) == 2
    for link in links:
        page = visitor.client.get(link, follow=True)
        assert page.status_code == 200 and b"masthead-tools" in page.content, link


def test_no_address_answers_with_an_empty_page(stage):
    """Whatever is opened or sent without an account: a page with words, a file, or the way to one."""
    values = {"slug": stage.body.agency.slug, "pk": 1, "number": 1, "signed": "x", "link": "x", "code": "1.8"}
    values |= dict.fromkeys(("department", "collection", "form", "step", "kind", "section"), "x")
    values |= {"secret": "x" * 20, "place": 1, "position": 1}
    looked_at = list(addresses(get_resolver().url_patterns))
    assert looked_at
    for name, one in looked_at:
        address = reverse(name, kwargs={key: values[key] for key in one.pattern.converters})
        for answer in (Client().get(address), Client().post(address), Client().put(address)):
            if answer.status_code in (204, 301, 302):
                continue
            assert answer.streaming or len(answer.content) > 3, f"{address}: {answer.status_code}"
            if answer.status_code == 405 and "text/html" in answer["Content-Type"]:
                assert answer["Allow"]
                for link in links_of(answer.content.decode()):
                    assert Client().get(link, follow=True).status_code in REACHED - {405}, (address, link)


def test_links_lead_back_to_the_page_on_which_the_form_stood(stage):
    """The browser says from which page a form came; its query is kept."""
    place = PUBLIC["opinion"]
    client, address = Client(), place.address(stage)
    answer = client.post(
        address + "opinion/", {"text": ""}, HTTP_REFERER=f"http://testserver{address}?opinions=2"
    )
    assert f"/en{address}?opinions=2" in links_of(answer.content.decode())
    for elsewhere in ("https://elsewhere.example/", f"http://testserver{address}opinion/"):
        answer = client.post(address + "opinion/", {"text": ""}, HTTP_REFERER=elsewhere)
        assert f"/en{address}" in links_of(answer.content.decode())


def test_every_form_only_address_is_known_as_such():
    """Django's own decorator would say nothing to the links; nobody uses it beside ours."""
    looked_at = list(Path(settings.BASE_DIR).glob("*/**/*.py"))
    assert looked_at
    for path in looked_at:
        if ".venv" in path.parts or "tests" in path.parts or path.name == "methods.py":
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"decorators\.http import .*require_POST", text), path


def test_next_never_leads_to_an_address_that_takes_forms_only(stage):
    """Who signed in again after a session ended stood before an empty "not allowed"; so did who chose large type."""
    words = {
        "signed": "x",
        "number": "1",
        "code": "x",
        "slug": stage.body.agency.slug,
        "step": "answer",
        "size": "large",
    }
    only = [route for route in routes() if getattr(route.view, methods.FORM_ONLY, False)]
    assert len(only) > 10
    for route in only:
        values = {name: [words.get(name, 1), "x"] for name in route.arguments}
        address = next(route.addresses(values), None)
        if address is None or route.name.startswith("admin:"):
            continue
        chosen = Client().get(reverse("large_type"), {"next": address})
        signed_in = Client().post(
            f"{reverse('login')}?next={address}",
            {"username": stage.body.people[Role.PROPOSER].username, "password": PASSWORD, "next": address},
        )
        for answer in (chosen, signed_in):
            assert answer.status_code == 302, address
            assert Client().get(answer.url).status_code != 405, address
