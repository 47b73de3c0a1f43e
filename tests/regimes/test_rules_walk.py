"""What a regime says beside its items acts too: each channel is used and confirmed, each cadence makes items owed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalog.actions import consulting, disclosures, obligations, placing
from catalog.models import DisclosureItem, Obligation, Placement
from catalog.obligations.cadences import ON_EVENT
from core.roles import Role
from core.transitions import Refused
from tests.conftest import give_every_role, give_role, make_person
from tests.regimes.test_matters_walk import BODIES, hands_of, publish

OFF_THE_RECORD = {"web", "lan"}  # the portal itself is the place
pytestmark = pytest.mark.once  # the same actions on both databases; what they keep is tested elsewhere


@pytest.mark.parametrize("code", BODIES)
def test_each_channel_of_a_body_is_used_and_confirmed_with_day_and_place(
    code, make_agency, client, now, monkeypatch
):
    """One publication on every channel that the body has: each off the web is a task that its keeper confirms."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    agency = make_agency("body", regime=code)
    rules = agency.regime.version_on(now.date()).rules
    item = ordinary_item(agency, rules)
    clerk = make_person("clerk-of-channels")
    give_role(clerk, Role.PROPOSER, agency)
    keeper = give_every_role(make_person("keeper-of-channels"), agency)
    made = publish(item, rules, clerk, hands_of(agency, rules), now, list(rules.channels))
    tasks = {one.channel: one for one in Placement.objects.filter(disclosure=made)}
    assert set(tasks) == set(rules.channels)
    for name, channel in rules.channels.items():
        if tasks[name].confirmed_at is None:
            placing.confirm_placement(
                tasks[name], placed_on=now.date(), place=f"{channel.name.zh}（一楼）", by=keeper, now=now
            )
    page = client.get(made.get_absolute_url()).content.decode()
    assert not [str(channel.name.zh) for channel in rules.channels.values() if channel.name.zh not in page]
    off = [channel for channel in rules.channels.values() if channel.kind not in OFF_THE_RECORD]
    assert not [channel.code for channel in off if f"{channel.name.zh}（一楼）" not in page]


def ordinary_item(agency, rules) -> DisclosureItem:
    """A public item that an event or a period makes due, and that one chain without a consultation approves."""
    for item in agency.items.filter(blocked="", audience="public", chain="ordinary"):
        if not any(phase.consultation for phase in rules.cadences[item.cadence].phases):
            return item
    raise AssertionError("no such item")


@pytest.mark.parametrize("code", BODIES)
def test_each_cadence_of_a_body_makes_its_items_owed(code, make_agency, client, now, monkeypatch):
    """A period opens by itself, an event once it is recorded; the page of the item says the day before it comes."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    agency = make_agency("body", regime=code)
    rules = agency.regime.version_on(now.date()).rules
    obligations.open_obligations(now=now)
    obligations.open_obligations(now=now + timedelta(days=400))
    used = {item.cadence: item for item in agency.items.filter(blocked="").order_by("-audience")}
    assert used
    for name, item in used.items():
        if rules.cadences[name].kind in ON_EVENT and rules.cadences[name].kind != "campaign":
            obligations.record_occurrence(item, title="发生的事项", happened_on=now.date(), by=None, now=now)
        owed = Obligation.objects.filter(item=item)
        assert owed, name
        days = {one for pair in owed.values_list("propose_by", "publish_by") for one in pair if one}
        assert days and min(days) > date(2000, 1, 1)
        if item.audience == "public":
            page = client.get(f"/agencies/body/catalogue/{item.code}/").content.decode()
            assert any(f"{day.year}年{day.month}月{day.day}日" in page for day in days), (name, days)


def test_a_draft_of_the_town_lies_open_as_long_as_participation_wants(make_agency, now):
    """G: taking part comes first among its procedures; a day less than its ten working days is refused."""
    town = make_agency("town", regime="shanshan-town")
    item, clerk = town.items.get(code="2.6.1"), make_person("clerk-of-the-town")
    give_role(clerk, Role.PROPOSER, town)
    opens, closes = date(2026, 3, 11), date(2026, 3, 25)
    draft = disclosures.draft(
        item=item, obligation=None, by=clerk, now=now, title="采购办法", body="正文。", attested=True,
        channels=["website"], formed_on=now.date(),
    )  # fmt: skip
    said = {"about": "是否合理？", "opens_on": opens, "by": clerk, "now": now}
    with pytest.raises(Refused):
        consulting.plan(draft, closes_on=closes - timedelta(days=1), **said)
    assert consulting.plan(draft, closes_on=closes, **said).closes_on == closes
