"""Each matter that the thirteen documents name goes its whole way: put forward, reviewed, published and read.

What is for the staff is read by nobody else.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from catalog.actions import disclosures, screening
from catalog.models import Disclosure, DisclosureItem
from core.roles import Role
from disclosure_portal.demo import parts
from review import actions as review
from tests.conftest import give_role, make_person
from tests.scanned import scanned

FOLDER = Path(settings.BASE_DIR) / "regimes"
BODIES = sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "national-2019")
LETTER = {"meeting_on": date(2026, 3, 9), "minutes_number": "函1号", "body": "上级办公室"}
RECORDS = {
    "single": {},
    "collective": {
        "meeting_on": date(2026, 3, 9),
        "minutes_number": "会纪1号",
        "votes_for": 5,
        "votes_against": 0,
        "votes_abstained": 0,
    },
    "external": LETTER,
    "report": LETTER,
}


@pytest.mark.once  # what a page says of a matter does not depend on the database
@pytest.mark.parametrize("code", BODIES)
def test_each_matter_is_put_forward_reviewed_published_and_read_beside_its_clause(
    code, make_agency, client, now, monkeypatch
):
    """With every obligatory part, along its own chain; its page shows clause, words and what was published."""
    agency = make_agency("body", regime=code)
    rules = agency.regime.version_on(now.date()).rules
    clerk = make_person("walking-clerk")
    give_role(clerk, Role.PROPOSER, agency)
    hands = hands_of(agency, rules)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    for item in DisclosureItem.objects.filter(agency=agency, blocked=""):
        if any(phase.consultation for phase in rules.cadences[item.cadence].phases):
            continue  # its draft is consulted on first: tests/catalog/test_consultations.py
        publish(item, rules, clerk, hands, now)
        page = client.get(f"/agencies/body/catalogue/{item.code}/")
        if item.audience != "public":
            assert page.status_code == 404
            continue
        text, said = page.content.decode(), rules.items[item.code]
        assert f"{item.code}号情况" in text
        if said.cited.clause:
            assert said.cited.clause in text and f"{said.cited.quote}</q>" in text
        else:
            assert said.cited.choice.zh in text
        assert said.rhythm.clause in text if said.rhythm.clause else said.rhythm.choice.zh in text
    listed = client.get("/agencies/body/catalogue/").content.decode()
    inside = [item.name.zh for item in rules.items.values() if item.audience != "public"]
    assert not [name for name in inside if f">{name}<" in listed]


def hands_of(agency, rules) -> dict:
    """A person for each role that signs or decides in the body."""
    roles = {step.role for one in rules.chains.values() for step in one.steps}
    roles |= {rules.secrecy_review.role} if rules.secrecy_review else set()
    hands = {role: make_person(f"walking-{role}") for role in sorted(roles)}
    for role, person in hands.items():
        give_role(person, Role(role), agency)
    return hands


def publish(
    item: DisclosureItem, rules, clerk, hands: dict, now: datetime, channels: Sequence[str] = ()
) -> Disclosure:
    """Put something of the item forward with all its parts and take it through every step of its chain."""
    chance = random.Random(1)
    made = disclosures.draft(
        item=item, obligation=None, by=clerk, now=now, title=f"{item.code}号情况", summary="要点。",
        body="情况如下。", formed_on=now.date(), attested=True, channels=channels or item.channels[:1],
        elements=parts.said(item, chance, now),
    )  # fmt: skip
    parts.with_files(made, chance, by=clerk, now=now)
    disclosures.propose(made, by=clerk, now=now)
    scanned(now=now)
    if rules.secrecy_review:
        screening.sign_secrecy(made, result="open", by=hands[rules.secrecy_review.role], now=now)
    for step in rules.chains[item.chain].steps:
        record = RECORDS[step.kind]
        if step.kind == "collective" and not step.votes:
            record = {name: said for name, said in record.items() if not name.startswith("votes")}
        review.give_verdict(made, by=hands[step.role], now=now, says="approve", opinion="同意。", **record)
    made.refresh_from_db()
    assert made.status == "published", item.code
    return made
