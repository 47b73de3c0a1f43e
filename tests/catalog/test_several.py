"""Several drafts are proposed at once, each by itself; an item that demands parts refuses what lacks one of them."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.forms.disclosures import ELEMENT, DisclosureForm
from catalog.models import Disclosure, DisclosureItem
from disclosure_portal.demo.parts import fitting
from tests.catalog.test_admin import typed
from tests.conftest import load_regime

PAGE = "catalog:propose_several"


def test_each_draft_gets_its_own_result(client, cast, item, make_disclosure):
    """Attested together; one that lacks something stays a draft with the reason; a stranger's is not offered."""
    fine, poor = make_disclosure(item, attested=False), make_disclosure(item, body="", attested=False)
    address = reverse(PAGE)
    for name, status in (("observer", 403), ("colleague", 200)):
        client.force_login(cast.people[name])
        answer = client.get(address)
        assert answer.status_code == status and fine.index_number not in answer.content.decode()
    client.force_login(cast.clerk)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert fine.index_number in client.get(address).content.decode()
        counts.append(len(queries))
        make_disclosure(item)
    assert counts[0] == counts[1]
    both = [str(fine.pk), str(poor.pk)]
    for wrong in ({"picked": both}, {"attested": "on"}, {"picked": ["x"], "attested": "on"}):
        assert client.post(address, wrong).status_code == 422
    assert not Disclosure.objects.exclude(status="draft").exists()
    outcomes = client.post(address, {"picked": both, "attested": "on"}).context["outcomes"]
    assert [(one.disclosure.pk, bool(one.reasons)) for one in outcomes] == [(fine.pk, False), (poor.pk, True)]
    fine.refresh_from_db()
    poor.refresh_from_db()
    assert (fine.status, fine.attested) == ("in_review", True) and (poor.status, poor.attested) == (
        "draft",
        False,
    )


@pytest.mark.parametrize(
    "regime,kind,count",
    [
        ("county-planning", "service", 8),
        ("hr-bureau", "service", 9),
        ("economic-zone", "service_guide", 10),
        ("shanshan-town", "budget", 2),
        ("shanshan-town", "fund", 7),
        ("quality-bureau-3", "power", 4),
    ],
)
def test_every_part_that_an_item_demands_is_missed_beside_its_field(item, regime, kind, count):
    """A service has eight to ten parts, a fund five with scope and limit, a power its basis: none may be empty."""
    rules = load_regime(regime).rules
    demanded = rules.elements[kind]
    parts = [ELEMENT + part.code for part in demanded]
    assert len(parts) == count
    its = DisclosureItem(agency=item.agency, department=item.department, elements=kind, audience="public")
    channel = next(iter(rules.channels))

    def form(**more):
        blank = Disclosure(item=its, agency=item.agency, department=item.department)
        return DisclosureForm(typed(channels=[channel], **more), instance=blank, rules=rules, proposing=True)

    assert set(form().errors) == set(parts)
    chance = random.Random(1)
    said = {ELEMENT + one.code: fitting(one, its, rules.laws, chance, timezone.now()) for one in demanded}
    blanks = said | {parts[-1]: " \n "}
    assert set(form(**blanks).errors) == {parts[-1]}
    assert form(**said).is_valid()
