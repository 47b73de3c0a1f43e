"""Periods across versions, moves and ends; states that follow from them; how a day is explained."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from catalog.actions import catalogue, nil, obligations
from catalog.models import Obligation
from catalog.obligations import explanation
from core.actions import load_regime_version
from core.deadlines import calendars
from tests.conftest import load_regime

pytestmark = pytest.mark.django_db


def keys(agency) -> list[str]:
    return list(Obligation.objects.filter(item__agency=agency).order_by("pk").values_list("key", flat=True))


def new_version(agency, at, change):
    content = json.loads(json.dumps(agency.regime.versions.first().content))
    change(content)
    load_regime_version(content, at=at)
    catalogue.adopt_new_versions(now=at)


def owed_by(agency) -> set:
    found = Obligation.objects.filter(item__agency=agency)
    return set(found.values_list("item__code", "key", "publish_by", "version__number"))


def test_a_new_version_inside_a_period_doubles_nothing_and_downtime_changes_nothing(make_agency, now):
    """What had opened stays under its version; a scheduler that slept over the change opens the same."""
    steady, slept = make_agency("steady", regime="township"), make_agency("slept", regime="township")
    obligations.open_obligations(now=now, agencies=[steady])

    def to_months(content):
        content["cadences"]["regular"]["kind"] = "monthly"

    new_version(steady, now + timedelta(days=3), to_months)
    for days in range(3, 60, 5):
        obligations.open_obligations(now=now + timedelta(days=days), agencies=[steady])
    steady.refresh_from_db()
    slept.refresh_from_db()
    obligations.open_obligations(now=now + timedelta(days=58), agencies=[steady, slept])
    assert owed_by(steady) == owed_by(slept)
    regular = Obligation.objects.filter(item__agency=slept, item__cadence="regular")
    assert set(regular.values_list("key", flat=True)) == {"2026-Q1", "2026-M4", "2026-M5"}


def test_an_agency_that_moves_keeps_what_is_open_and_begins_with_a_whole_period(make_agency, now):
    agency = make_agency("mover", regime="township")
    obligations.open_obligations(now=now, agencies=[agency])
    before = set(Obligation.objects.values_list("pk", "version"))
    agency.regime = load_regime("economic-zone").regime
    agency.save()
    catalogue.adopt_regime(agency, now=now)
    obligations.open_obligations(now=now, agencies=[agency])
    assert before <= set(Obligation.objects.values_list("pk", "version"))
    months = [key for key in keys(agency) if "-M" in key]
    assert months == []
    obligations.open_obligations(now=now + timedelta(days=30), agencies=[agency])
    assert {key for key in keys(agency) if "-M" in key} == {"2026-M4"}


def test_what_a_later_version_blocks_or_ends_is_let_go_in_public(make_agency, now, client):
    """Not left as late: shown as excused, with the reason of the rules."""
    agency = make_agency("bureau", regime="hr-bureau")
    obligations.open_obligations(now=now, agencies=[agency])
    blocked, ended = agency.items.public().filter(cadence="regular")[:2]
    type(blocked).objects.filter(pk=blocked.pk).update(blocked="涉及个人隐私")
    type(ended).objects.filter(pk=ended.pk).update(active_to=now.date())
    late = Obligation.objects.with_state(date(2026, 12, 1))
    assert {late.get(item=item, key="2026-Q1").state for item in (blocked, ended)} == {"excused"}
    page = client.get(reverse("catalog:obligation", args=[blocked.obligations.first().pk]))
    assert "涉及个人隐私" in page.content.decode()


def test_an_item_that_ended_owes_the_periods_that_were_over(make_agency, now):
    """A scheduler that slept past the end still opens what had opened, and the whole quarter stays owed."""
    agency = make_agency("town", regime="township")
    item = agency.items.filter(cadence="regular").first()
    type(item).objects.filter(pk=item.pk).update(active_to=date(2026, 4, 20))
    obligations.open_obligations(now=now + timedelta(days=200), agencies=[agency])
    states = dict(item.obligations.with_state(date(2026, 9, 20)).values_list("key", "state"))
    assert states == {"2026-Q1": "late", "2026-Q2": "excused"}


def test_a_late_proposal_shows_while_publication_is_not_yet_due(obligation, item, make_disclosure, now):
    """C-097: the day of proposal is a duty of its own."""
    after = obligation.propose_by + timedelta(days=1)
    late = Obligation.objects.with_state(after).get(pk=obligation.pk)
    assert (late.state, late.proposal_late) == ("due", True)
    assert not Obligation.objects.with_state(obligation.propose_by).get(pk=obligation.pk).proposal_late
    make_disclosure(item, obligation=obligation, upto="proposed")
    assert not Obligation.objects.with_state(after).get(pk=obligation.pk).proposal_late
    item.disclosures.update(proposed_at=now + timedelta(days=20))
    assert Obligation.objects.with_state(after).get(pk=obligation.pk).proposal_late


def test_what_stands_is_updated_after_a_change(make_agency, now):
    """A-043: an event on what is always on display opens an obligation beside its reviews."""
    agency = make_agency("zone", regime="economic-zone")
    item = agency.items.filter(cadence="always", blocked="").first()
    event = obligations.record_occurrence(item, title="分工调整", happened_on=now.date(), by=None, now=now)
    owed = event.obligations.get()
    assert (owed.key, owed.publish_by) == (f"event-{event.pk}", date(2026, 4, 8))


def test_an_emergency_is_due_on_its_day_even_on_a_day_off(make_agency, now):
    """A-015: it waits for no working day."""
    agency = make_agency("zone", regime="economic-zone")
    item = agency.items.get(code="1.12.2")
    sunday = date(2026, 3, 8)
    event = obligations.record_occurrence(item, title="管道爆裂", happened_on=sunday, by=None, now=now)
    assert event.obligations.get().publish_by == sunday


def test_a_review_with_nothing_new_says_that_what_stands_holds(obligation, cast, now, settings):
    settings.LANGUAGE_CODE = "en"
    Obligation.objects.filter(pk=obligation.pk).update(
        key="review-2026-H1", owed_for="review", occurrence=None
    )
    obligation.refresh_from_db()
    said = nil.report_nothing(obligation, attested=True, by=cast.clerk, now=now)
    assert said.is_nil and "still holds" in said.title + said.body
    assert said.status == "in_review"


def test_the_explanation_counts_up_to_the_day(obligation):
    """C-096, C-097: the last row is the day itself, and carries the number of the rule."""
    calendar = calendars.of(obligation.item.agency)
    propose, publish = explanation.explain(obligation, calendar)
    assert (propose.rows[-1].day, propose.rows[-1].number) == (obligation.propose_by, 7)
    assert (publish.rows[-1].day, publish.rows[-1].number) == (obligation.publish_by, 20)
    assert publish.counted_now is None
    assert any(row.name for row in publish.rows if row.number is None)


def test_every_regime_explains_every_day_that_it_makes(make_agency, now, regime_code):
    """The count of each explanation ends on the day that was told."""
    agency = make_agency("body", regime=regime_code)
    obligations.open_obligations(now=now, agencies=[agency])
    calendar = calendars.of(agency)
    found = Obligation.objects.filter(item__agency=agency).select_related("item__agency", "version")
    assert found
    for obligation in found:
        for one in explanation.explain(obligation, calendar):
            assert one.counted_now is None, (obligation.key, one)
            if one.span and one.span.days:
                assert max(row.number or 0 for row in one.rows) == abs(one.span.days)


def test_the_page_of_an_obligation_explains_its_days_and_hides_what_few_may_see(obligation, item, client):
    address = reverse("catalog:obligation", args=[obligation.pk])
    page = client.get(address).content.decode()
    assert page.count("<tr>") > 20 and obligation.occurrence.title in page
    type(item).objects.filter(pk=item.pk).update(audience="staff")
    assert client.get(address).status_code == 404


def test_the_office_owes_each_milestone_and_is_late_by_itself(make_agency, now):
    """I-221, I:023 to I:042: five days of the office as a whole, each with a state; no division owes them apart."""
    office = make_agency("office", regime="city-office", obliged_from=date(2008, 12, 1))
    obligations.open_obligations(now=now, agencies=[office])
    of_campaign = Obligation.objects.filter(item__agency=office, item__cadence="open_powers")
    assert of_campaign.count() == 5
    assert of_campaign.values("item__department").distinct().count() == 1
    late = of_campaign.with_state(date(2009, 2, 16)).filter(state="late")
    assert sorted(one.publish_by for one in late) == [date(2009, 1, 20), date(2009, 2, 15)]
