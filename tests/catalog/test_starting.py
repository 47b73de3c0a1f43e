"""Clocks that start by themselves: a text is owed from the day on which it was formed, whoever recorded an event."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.actions import disclosures, emergencies, nil, obligations
from catalog.models import DisclosureItem, Obligation, Occurrence
from catalog.obligations import compliance, from_formation
from supervision import reports
from tests.conftest import SHANGHAI, give_every_role, make_person
from tests.signing import approve

pytestmark = pytest.mark.django_db
FORMED = date(2026, 1, 5)
LATE = datetime(2026, 11, 30, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def obliged(cast, item):
    """The body and its item were obliged before the year began."""
    type(cast.agency).objects.filter(pk=cast.agency.pk).update(obliged_from=date(2025, 1, 1))
    DisclosureItem.objects.filter(agency=cast.agency).update(active_from=date(2025, 1, 1))
    cast.agency.refresh_from_db()
    item.refresh_from_db()


def proposed(make_disclosure, item, **fields):
    return make_disclosure(item, upto="proposed", formed_on=FORMED, **fields)


def test_a_text_without_an_event_is_late_in_every_place(item, cast, make_disclosure, client, monkeypatch):
    """Formed on Monday 5 January 2026: 7 and 20 working days end on 14 January and 2 February. By hand."""
    monkeypatch.setattr(timezone, "now", lambda: LATE)
    found = make_disclosure(item, formed_on=FORMED, when=LATE)
    client.force_login(cast.clerk)
    form = client.get(
        reverse("admin:catalog_disclosure_change", args=[found.pk]), HTTP_ACCEPT_LANGUAGE="zh-hans"
    )
    assert "2026年1月14日" in form.content.decode()
    days = from_formation.foreseen(found, today=LATE.date())
    assert (days.propose_by, days.publish_by) == (date(2026, 1, 14), date(2026, 2, 2))
    assert from_formation.late_words(days.late_by) in form.content.decode()
    disclosures.propose(found, by=cast.clerk, now=LATE)
    found.refresh_from_db()
    owed = found.obligation
    assert (owed.base_on, owed.propose_by, owed.publish_by) == (FORMED, date(2026, 1, 14), date(2026, 2, 2))
    assert owed.occurrence.by_proposal and owed.occurrence.recorded_by == cast.clerk
    assert found.title not in f"{owed.label}{owed.label_en}{owed.occurrence}", "nobody has approved its title"
    assert found.events.get(action="set_due").note
    client.force_login(cast.leader)
    for address in (reverse("review:queue"), reverse("review:matter", args=[found.pk])):
        page = client.get(address).content.decode()
        assert "2026年2月2日" in page and from_formation.late_words(days.late_by) in page, address
    approve(found, by=cast.leader, now=LATE)
    client.logout()
    page = client.get(reverse("disclosure", args=[found.pk])).content.decode()
    assert "2026年2月2日" in page and "tag-bad" in page and from_formation.late_words(days.late_by) in page
    listed = client.get(
        reverse("catalog:owed"), {"agency": cast.agency.slug, "item": item.code, "state": "came"}
    ).content.decode()
    assert "逾期公开" in listed
    row = compliance.watched(LATE.date()).get(pk=owed.pk)
    assert row.outcome == compliance.Outcome.CAME_LATE and row.proposal_late
    scope = reports.Scope(agency=cast.agency, since=date(2026, 1, 1), until=date(2026, 12, 31))
    counted = reports.obligations(scope, LATE.date()).filter(pk=owed.pk)
    assert counted.filter(reports.COUNTED["came"]).exists()
    assert not counted.filter(reports.COUNTED["in_time"]).exists()


def test_what_was_recorded_for_the_day_is_found_and_nothing_is_opened_beside_it(
    item, cast, make_disclosure, now
):
    event = obligations.record_occurrence(item, title="抽查完成", happened_on=FORMED, by=cast.clerk, now=now)
    found = proposed(make_disclosure, item)
    assert found.obligation == event.obligations.get()
    assert Obligation.objects.filter(item=item, occurrence__happened_on=FORMED).count() == 1
    other = proposed(make_disclosure, item, title="另一份")
    assert other.obligation != found.obligation and other.obligation.occurrence.by_proposal


def test_an_event_of_another_day_or_one_that_is_begun_is_left_alone(item, cast, make_disclosure, now):
    other_day = obligations.record_occurrence(
        item, title="另一天", happened_on=date(2026, 1, 6), by=cast.clerk, now=now
    )
    begun = obligations.record_occurrence(item, title="已起草", happened_on=FORMED, by=cast.clerk, now=now)
    make_disclosure(item, obligation=begun.obligations.get())
    found = proposed(make_disclosure, item)
    assert found.obligation.occurrence not in (other_day, begun)


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "withheld", "ground": "state_secret", "audience": "staff", "channels": []},
        {"audience": "staff"},
    ],
)
def test_what_is_kept_back_or_for_fewer_people_starts_no_clock_of_everybody(
    fields, item, cast, make_disclosure
):
    found = proposed(make_disclosure, item, **fields)
    assert found.obligation is None and not Occurrence.objects.filter(by_proposal=True).exists()


def test_nothing_is_owed_for_before_the_day_of_the_body_or_the_item(item, cast, make_disclosure):
    DisclosureItem.objects.filter(pk=item.pk).update(active_from=date(2026, 1, 6))
    item.refresh_from_db()
    assert proposed(make_disclosure, item).obligation is None
    DisclosureItem.objects.filter(pk=item.pk).update(active_from=FORMED)
    item.refresh_from_db()
    assert proposed(make_disclosure, item).obligation.base_on == FORMED


def test_another_day_moves_what_the_proposal_opened_and_says_so(item, cast, make_disclosure, now):
    """A text that is taken back still owes; proposed anew with 12 January, its days are counted from there."""
    found = proposed(make_disclosure, item)
    opened = found.obligation
    disclosures.take_back(found, reason="日期有误", by=cast.clerk, now=now)
    row = Obligation.objects.with_state(now.date()).get(pk=opened.pk)
    assert row.state == "late" and row.proposal_late
    disclosures.revise(found, by=cast.clerk, now=now, formed_on=date(2026, 1, 12))
    disclosures.propose(found, by=cast.clerk, now=now)
    opened.refresh_from_db()
    assert (found.obligation_id, opened.base_on) == (opened.pk, date(2026, 1, 12))
    assert (opened.propose_by, opened.publish_by) == (date(2026, 1, 21), date(2026, 2, 9))
    assert Occurrence.objects.get(by_proposal=True).happened_on == date(2026, 1, 12)
    assert found.events.filter(action="set_due").count() == 2
    assert "2026-01-12" in found.events.filter(action="set_due").last().note


def test_another_day_never_moves_what_was_known_before(item, cast, make_disclosure, now):
    event = obligations.record_occurrence(item, title="抽查完成", happened_on=FORMED, by=cast.clerk, now=now)
    found = proposed(make_disclosure, item)
    disclosures.take_back(found, reason="日期有误", by=cast.clerk, now=now)
    disclosures.revise(found, by=cast.clerk, now=now, formed_on=date(2026, 1, 12))
    disclosures.propose(found, by=cast.clerk, now=now)
    assert found.obligation == event.obligations.get() and found.obligation.base_on == FORMED


def test_a_day_before_anybody_was_obliged_lets_nothing_go(item, cast, make_disclosure, now):
    """Whoever types a day of long ago does not get rid of what stands."""
    found = proposed(make_disclosure, item)
    disclosures.take_back(found, reason="日期有误", by=cast.clerk, now=now)
    disclosures.revise(found, by=cast.clerk, now=now, formed_on=date(2005, 1, 12))
    disclosures.propose(found, by=cast.clerk, now=now)
    assert found.obligation.base_on == FORMED


def test_a_statement_of_nothing_and_a_correction_open_nothing(item, period, cast, make_disclosure, now):
    said = nil.report_nothing(period, attested=True, by=cast.clerk, now=now)
    assert said.obligation == period and not Occurrence.objects.filter(by_proposal=True).exists()


def test_an_emergency_is_owed_from_its_day_too(item, cast, make_disclosure, now):
    found = make_disclosure(item, formed_on=FORMED)
    emergencies.publish(found, reason="管道破裂，必须立即告知。", secrecy=True, by=cast.leader, now=now)
    found.refresh_from_db()
    assert found.obligation.base_on == FORMED and found.obligation.has_come


def test_what_is_withdrawn_is_owed_again_and_its_next_text_finds_it(item, cast, make_disclosure, now):
    found = make_disclosure(item, upto="published", formed_on=FORMED)
    owed = found.obligation
    disclosures.withdraw(found, reason="内容有误", by=cast.leader, now=now)
    again = proposed(make_disclosure, item, title="更正后的结果")
    assert again.obligation == owed


@pytest.fixture
def on_display(make_agency, now):
    """What a body of the water rules shows always: first put up within 20 working days, checked every half-year."""
    agency = make_agency("shown", regime="water-bureau", obliged_from=date(2026, 1, 1))
    rules = agency.regime.version_on(now.date()).rules
    codes = [code for code, one in rules.cadences.items() if one.kind == "permanent"]
    item = agency.items.filter(cadence__in=codes, blocked="", audience="public").first()
    DisclosureItem.objects.filter(pk=item.pk).update(active_from=date(2026, 1, 1), elements="")
    obligations.open_obligations(now=now, agencies=[agency])
    person = give_every_role(make_person("shower"), agency)

    def put_up(formed_on, when, title="职责"):
        made = disclosures.draft(
            item=DisclosureItem.objects.get(pk=item.pk),
            by=person,
            now=when,
            title=title,
            body="本局职责如下。",
            channels=["web"] if "web" in rules.channels else [next(iter(rules.channels))],
            formed_on=formed_on,
            attested=True,
        )
        return disclosures.propose(made, by=person, now=when).obligation

    return put_up


def test_what_is_always_on_display_meets_its_first_display_then_each_change_is_owed(on_display, now):
    """The first text is the first display; one that changed later is owed for itself, not first with the review."""
    first = on_display(date(2026, 1, 5), now)
    assert first.key == "standing" and first.occurrence is None
    changed = on_display(date(2026, 2, 10), now, "新的职责")
    assert changed.occurrence.by_proposal and changed.base_on == date(2026, 2, 10)


def test_a_change_meets_the_review_of_its_time_where_that_is_due_no_later(on_display, now):
    """In September the review of the half-year (31 December) is further away than 20 working days; in December not."""
    on_display(date(2026, 1, 5), now)
    agency = DisclosureItem.objects.filter(agency__slug="shown").first().agency
    december = datetime(2026, 12, 21, 9, 0, tzinfo=SHANGHAI)
    obligations.open_obligations(now=december, agencies=[agency])
    assert on_display(date(2026, 9, 1), december, "九月").occurrence.by_proposal
    review = on_display(date(2026, 12, 20), december, "十二月")
    assert review.occurrence is None and review.publish_by == date(2026, 12, 31)


def test_a_decision_that_nobody_announced_owes_all_its_phases_and_its_text_is_not_the_draft(make_agency, now):
    """Document A: 10 working days before, on the day, 5 after (by hand from 5 January); the text comes on the day."""
    agency = make_agency("zone", regime="economic-zone", obliged_from=date(2025, 1, 1))
    item = agency.items.filter(blocked="", audience="public").first()
    DisclosureItem.objects.filter(pk=item.pk).update(
        cadence="major_decision", elements="", active_from=date(2025, 1, 1)
    )
    person = give_every_role(make_person("zone_clerk"), agency)
    channel = next(iter(agency.regime.version_on(now.date()).rules.channels))

    def put_forward(title):
        made = disclosures.draft(
            item=DisclosureItem.objects.get(pk=item.pk),
            by=person,
            now=now,
            title=title,
            body="决定如下。",
            channels=[channel],
            formed_on=FORMED,
            attested=True,
        )
        return disclosures.propose(made, by=person, now=now).obligation

    found = put_forward("关于调整的决定")
    days = found.occurrence.obligations.values_list("publish_by", flat=True)
    assert sorted(days) == [date(2025, 12, 19), FORMED, date(2026, 1, 12)]
    assert found.publish_by == FORMED
    assert put_forward("执行情况").publish_by == date(2026, 1, 12), "its next text meets the next phase"
