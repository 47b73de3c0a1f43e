"""Obligations appear by themselves, once; their state follows from the rows and the day."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from catalog.actions import catalogue, disclosures, obligations
from catalog.models import DisclosureItem, Obligation
from core.actions import load_regime_version
from core.models import Agency
from core.scheduler.schedule import SomeFailed
from core.transitions import Refused
from tests.signing import approve

pytestmark = pytest.mark.django_db


def state_of(obligation: Obligation, day: date) -> str:
    return Obligation.objects.with_state(day).get(pk=obligation.pk).state


def test_the_scheduler_opens_each_period_once_however_often_it_runs(cast, now):
    opened = obligations.open_obligations(now=now)
    assert opened > 0
    assert obligations.open_obligations(now=now) == 0
    assert obligations.open_obligations(now=now + timedelta(minutes=10)) == 0


def test_a_month_of_downtime_is_caught_up(make_agency, now):
    """One run after a month opens the same as a run each day."""
    steady, slept = make_agency("steady", regime="hr-bureau"), make_agency("slept", regime="hr-bureau")
    for day in range(0, 62):
        obligations.open_obligations(now=now + timedelta(days=day), agencies=[steady])
    obligations.open_obligations(now=now, agencies=[slept])
    obligations.open_obligations(now=now + timedelta(days=61), agencies=[slept])
    owed = [
        set(Obligation.objects.filter(item__agency=agency).values_list("item__code", "key", "publish_by"))
        for agency in (steady, slept)
    ]
    assert owed[0] == owed[1]


def test_the_database_refuses_a_second_obligation_for_a_period(obligation):
    twin = Obligation.objects.get(pk=obligation.pk)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_an_event_opens_an_obligation_with_both_days(obligation, now):
    """C-096, C-097: propose within 7, publish within 20 working days."""
    assert (obligation.propose_by, obligation.publish_by) == (date(2026, 3, 19), date(2026, 4, 8))


@pytest.mark.parametrize(
    ("happened_on", "said"),
    [(timedelta(days=1), "before it has happened"), (timedelta(0), "already recorded")],
)
def test_an_impossible_event_is_refused(item, obligation, cast, now, happened_on, said, settings):
    settings.LANGUAGE_CODE = "en"
    from_day = now.date() + happened_on
    with pytest.raises(Refused):
        obligations.record_occurrence(
            item, title=obligation.occurrence.title, happened_on=from_day, by=cast.clerk, now=now
        )
    assert item.occurrences.count() == 1


def test_another_departments_staff_record_no_event(item, cast, now):
    with pytest.raises(Refused):
        obligations.record_occurrence(item, title="x", happened_on=now.date(), by=cast.colleague, now=now)


def test_a_blocked_item_is_never_owed(item, cast, now):
    """X14: document E's name lists stay in the catalogue and cannot be proposed."""
    DisclosureItem.objects.filter(pk=item.pk).update(blocked="涉及个人隐私")
    item.refresh_from_db()
    obligations.open_obligations(now=now)
    assert not item.obligations.exists()
    with pytest.raises(Refused):
        obligations.record_occurrence(item, title="x", happened_on=now.date(), by=cast.clerk, now=now)
    with pytest.raises(Refused):
        disclosures.draft(item=item, by=cast.clerk, now=now, title="x", formed_on=now.date())


def test_the_states_an_obligation_goes_through(obligation, item, make_disclosure, cast, now):
    today, late = now.date(), obligation.publish_by + timedelta(days=1)
    assert state_of(obligation, today) == "due"
    assert state_of(obligation, obligation.publish_by) == "due"
    assert state_of(obligation, late) == "late"
    made = make_disclosure(item, obligation=obligation, upto="proposed")
    assert state_of(obligation, today) == "in_preparation"
    assert state_of(obligation, late) == "late"
    approve(made, by=cast.leader, now=now)
    assert state_of(obligation, late) == "published"


def test_a_withdrawn_disclosure_leaves_its_obligation_open_again(
    obligation, item, make_disclosure, cast, now
):
    made = make_disclosure(item, obligation=obligation, upto="published")
    disclosures.withdraw(made, reason="统计口径有误", by=cast.disclosure_office, now=now)
    assert state_of(obligation, now.date()) == "due"
    assert make_disclosure(item, obligation=obligation).pk


def test_nothing_to_report_is_a_disclosure_of_its_own(period, item, make_disclosure, now):
    obligation = period
    make_disclosure(item, obligation=obligation, upto="published", is_nil=True, body="")
    assert state_of(obligation, now.date()) == "nil"


def test_an_excuse_is_public_with_its_reason_and_given_once(obligation, cast, now):
    obligations.excuse(obligation, reason="机构调整", until=None, by=cast.disclosure_office, now=now)
    assert state_of(obligation, obligation.publish_by + timedelta(days=9)) == "excused"
    with pytest.raises(Refused):
        obligations.excuse(obligation, reason="又一次", until=None, by=cast.disclosure_office, now=now)


def test_who_owes_does_not_excuse(obligation, cast, now):
    with pytest.raises(Refused):
        obligations.excuse(obligation, reason="忙", until=None, by=cast.clerk, now=now)


def test_the_database_refuses_half_an_excuse(obligation):
    with pytest.raises(IntegrityError), transaction.atomic():
        Obligation.objects.filter(pk=obligation.pk).update(excused_on=date(2026, 3, 10))


def test_where_only_the_proposal_is_limited_lateness_is_of_the_proposal(
    obligation, item, make_disclosure, now
):
    """X1: document B names seven days to propose and none to publish."""
    Obligation.objects.filter(pk=obligation.pk).update(publish_by=None)
    after = obligation.propose_by + timedelta(days=1)
    assert state_of(obligation, after) == "late"
    make_disclosure(item, obligation=obligation, upto="proposed")
    assert state_of(obligation, after) == "in_preparation"


def test_adopting_a_regime_twice_changes_nothing(cast, now):
    before = list(DisclosureItem.objects.filter(agency=cast.agency).values())
    catalogue.adopt_regime(cast.agency, now=now)
    assert list(DisclosureItem.objects.filter(agency=cast.agency).values()) == before


def test_what_is_opened_keeps_its_version_of_the_regime(obligation, cast):
    assert obligation.version == cast.agency.regime.versions.get()


def test_every_regime_can_be_adopted_and_owes_something(make_agency, now, regime_code):
    agency: Agency = make_agency("body", regime=regime_code)
    obligations.open_obligations(now=now, agencies=[agency])
    owed = Obligation.objects.filter(item__agency=agency)
    assert owed.exists()
    assert not owed.filter(item__cadence="").exists()


def test_a_new_version_reaches_the_catalogue_by_the_clock_and_only_then(cast, now):
    """A loaded version that is in force is adopted once; what the agency's staff changed afterwards stays."""
    assert catalogue.adopt_new_versions(now=now) == 0
    version = cast.agency.regime.versions.get()
    content = json.loads(json.dumps(version.content))
    content["catalogue"][0]["name"]["zh"] = "改名的类别"
    load_regime_version(content, at=now)
    assert catalogue.adopt_new_versions(now=now) == 1
    first = cast.agency.categories.first()
    assert first.name == "改名的类别"
    type(first).objects.filter(pk=first.pk).update(name="本局自改")
    assert catalogue.adopt_new_versions(now=now) == 0
    first.refresh_from_db()
    assert first.name == "本局自改"


def test_an_excuse_until_a_day_ends_with_that_day(obligation, cast, now):
    until = obligation.publish_by + timedelta(days=10)
    obligations.excuse(obligation, reason="系统升级", until=until, by=cast.disclosure_office, now=now)
    assert state_of(obligation, until) == "excused"
    assert state_of(obligation, until + timedelta(days=1)) == "late"
    later = now + timedelta(days=60)
    obligations.excuse(obligation, reason="再次延期", until=None, by=cast.disclosure_office, now=later)
    assert state_of(obligation, until + timedelta(days=1)) == "excused"


def test_what_is_owed_to_everybody_is_not_fulfilled_for_fewer(obligation, item, make_disclosure, cast, now):
    made = make_disclosure(item, obligation=obligation, audience="staff")
    with pytest.raises(Refused):
        disclosures.propose(made, by=cast.clerk, now=now)


def test_one_agency_that_fails_stops_no_other(cast, make_agency, now):
    """A version whose cadence has another name breaks that agency's run alone, and the job says so."""
    broken = make_agency("broken", regime="hr-bureau")
    broken.items.update(cadence="renamed")
    with pytest.raises(SomeFailed, match=f"Agency {broken.pk}: "):
        obligations.open_obligations(now=now)
    assert Obligation.objects.filter(item__agency=cast.agency).exists()
    assert not Obligation.objects.filter(item__agency=broken).exists()


def test_the_disclosure_office_can_move_to_another_department(cast, now):
    """A new version that names another department as the office is adopted whole."""
    content = json.loads(json.dumps(cast.agency.regime.versions.get().content))
    (old,) = [code for code, unit in content["departments"].items() if unit.pop("disclosure_office", None)]
    new = next(code for code in content["departments"] if code != old)
    content["departments"][new]["disclosure_office"] = True
    load_regime_version(content, at=now)
    assert catalogue.adopt_new_versions(now=now) == 1
    assert cast.agency.departments.get(is_disclosure_office=True).slug == new


@pytest.mark.parametrize("day", [date(1950, 1, 1), date(2070, 1, 1)])
def test_an_event_outside_the_calendar_is_refused(item, cast, now, day):
    with pytest.raises(Refused):
        obligations.record_occurrence(item, title="旧事", happened_on=day, by=cast.clerk, now=now)
