"""Each matter that documents D to J4 name goes its whole way: put forward, reviewed step by step, published and read.

What is for a narrower circle is read by nobody else; what personal data forbids is refused. The one matter that must
be asked about before it is decided (F:038) walks in tests/flows/test_consultation_life.py.
"""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from catalog.actions import disclosures, screening
from catalog.models import Disclosure, DisclosureItem
from core.regimes.parsed import Regime
from core.roles import Role
from core.transitions import Refused
from review import actions as review
from tests.conftest import give_role, make_person
from tests.scanned import scanned

BODIES = (
    "county-planning",
    "township",
    "water-bureau",
    "shanshan-town",
    "hr-bureau",
    "city-office",
    "community",
    "bureau-proactive",
    "bureau-on-application",
    "district",
)
MEETING = {"meeting_on": date(2026, 3, 9), "minutes_number": "会纪1号"}
VOTES = {"votes_for": 5, "votes_against": 0, "votes_abstained": 0}
ELSEWHERE = {"meeting_on": date(2026, 3, 9), "minutes_number": "函1号", "body": "市政务公开联席会议办公室"}
ASKED_FIRST = {"water-bureau": {"1.3"}}


@pytest.mark.parametrize("code", BODIES)
def test_each_matter_is_put_forward_reviewed_published_and_read_beside_its_clause(
    code, make_agency, client, now, monkeypatch
):
    """With every obligatory part, along its own chain; its page shows clause, words and what was published."""
    agency = make_agency("body", regime=code)
    rules = agency.regime.version_on(now.date()).rules
    clerk = make_person("walking-clerk")
    give_role(clerk, Role.PROPOSER, agency)
    roles = {step.role for one in rules.chains.values() for step in one.steps}
    roles |= {rules.secrecy_review.role} if rules.secrecy_review else set()
    hands = {role: make_person(f"walking-{role}") for role in sorted(roles)}
    for role, person in hands.items():
        give_role(person, Role(role), agency)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    walked = 0
    for item in DisclosureItem.objects.filter(agency=agency).exclude(code__in=ASKED_FIRST.get(code, ())):
        said = rules.items[item.code]
        if item.blocked:
            with pytest.raises(Refused):
                _put_forward(item, clerk, now)
            continue
        _publish(item, rules, clerk, hands, now)
        page = client.get(f"/agencies/body/catalogue/{item.code}/")
        if item.audience != "public":
            assert page.status_code == 404
            continue
        text = page.content.decode()
        assert f"{item.code}号情况" in text
        assert f"{said.cited.quote}</q>" in text if said.cited.clause else said.cited.choice.zh in text
        assert said.cited.clause in text
        assert said.rhythm.clause in text if said.rhythm.clause else said.rhythm.choice.zh in text
        walked += 1
    assert walked == len(
        [it for it in rules.items.values() if it.audience == "public" and not it.blocked]
    ) - len(ASKED_FIRST.get(code, ()))
    listed = client.get("/agencies/body/catalogue/").content.decode()
    inside = [it.name.zh for it in rules.items.values() if it.audience in ("staff", "leadership")]
    assert not [name for name in inside if f">{name}<" in listed]


@pytest.mark.parametrize("code", BODIES)
def test_the_page_of_the_rules_tells_whose_each_department_channel_and_step_is(code, make_agency, client):
    """Quotations and choices of departments, channels, rhythms, chains and deadlines stand on the page of the rules."""
    agency = make_agency("body", regime=code)
    rules = agency.regime.versions.get().rules
    page = client.get("/agencies/body/rules/").content.decode()
    parts = [*rules.departments.values(), *rules.channels.values(), *rules.cadences.values()]
    parts += [*rules.chains.values(), *rules.clocks.values()]
    assert parts
    unsaid = [
        one.code
        for one in parts
        if not (f"{one.cited.quote}</q>" in page if one.cited.clause else one.cited.choice.zh in page)
    ]
    assert not unsaid


def _put_forward(item: DisclosureItem, clerk, now: datetime) -> Disclosure:
    """Draft and propose something of the item with all its parts."""
    parts = {part.code: "有" for part in item.elements_on(now.date())}
    made = disclosures.draft(
        item=item, obligation=None, by=clerk, now=now, title=f"{item.code}号情况", summary="要点。",
        body="情况如下。", formed_on=now.date(), attested=True, channels=item.channels[:1], elements=parts,
    )  # fmt: skip
    disclosures.propose(made, by=clerk, now=now)
    return made


def _publish(item: DisclosureItem, rules: Regime, clerk, hands: dict, now: datetime) -> None:
    """Put something of the item forward and take it through every step of its chain."""
    made = _put_forward(item, clerk, now)
    scanned(now=now)
    if rules.secrecy_review:
        screening.sign_secrecy(made, result="open", by=hands[rules.secrecy_review.role], now=now)
    for step in rules.chains[item.chain].steps:
        record = {"collective": MEETING, "external": ELSEWHERE, "report": ELSEWHERE}.get(step.kind, {})
        record = record | VOTES if step.votes else record
        opinion = "同意公开。" if step.signed else ""
        review.give_verdict(made, by=hands[step.role], now=now, says="approve", opinion=opinion, **record)
    made.refresh_from_db()
    assert made.status == "published", item.code
