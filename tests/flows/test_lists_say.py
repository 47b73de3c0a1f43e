"""Lists in pages: whatever a list did not understand of its address, it says."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from core.web import narrowing
from tests.conftest import give_every_role, make_person
from tests.flows.addresses import routes
from tests.flows.test_nothing_leaks import CONNECTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.once]

STRANGE = QueryDict("stauts=late")  # a misspelt word, as people send it on
DOCUMENTS = {"catalog:consultation", "styleguide"}  # what is numbered there stands below something else


def test_every_numbered_list_says_which_words_of_its_address_it_does_not_know(world):
    """One read the whole list as the part that one had asked for."""
    person = give_every_role(make_person("all", name="全能"), world.body.agency)
    client = Client()
    client.force_login(person)
    values = {"pk": [1, 2, 3], "slug": [world.body.agency.slug], "kind": ["disclosure"], "check": [1]}
    with translation.override("zh-hans"):
        [sentence] = narrowing.unknown(STRANGE, ())
    silent, lists = [], []
    for route in routes():
        if route.name.startswith(("admin:", "logout")) or not set(route.arguments) <= set(values):
            continue
        for address in route.addresses(values):
            page = client.get(address, STRANGE, REMOTE_ADDR=next(CONNECTIONS))
            if page.status_code != 200:
                continue
            if page.context and "page_links" in page.context:
                lists.append(route.name)
                if sentence not in page.content.decode() and route.name not in DOCUMENTS:
                    silent.append(address)
            break  # another row of the same list says the same
    assert not silent
    assert len(lists) > 15, lists
