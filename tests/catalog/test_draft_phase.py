"""A consultation is the phase before its decision: it fulfils what is owed for it, and lies before the day itself."""

from datetime import date

import pytest
from django.urls import reverse

from catalog.actions import consulting, disclosures, obligations
from catalog.models import Consultation, Disclosure, Obligation
from catalog.obligations import compliance
from core.roles import Role
from core.transitions import Refused
from supervision import reports
from tests import signing
from tests.catalog.test_consultations import OPENS, Bureau, at

pytestmark = pytest.mark.django_db
# By hand: 15 working days before Monday 20 April (Qingming is off until the 6th) and before Monday 30 March.
DAYS = {date(2026, 4, 20): date(2026, 3, 27), date(2026, 3, 30): date(2026, 3, 9)}


@pytest.fixture
def bureau(make_agency) -> Bureau:
    return Bureau(make_agency("water", regime="water-bureau"))


def final_of(bureau, decided: date) -> Disclosure:
    """A final text that hangs on a decision recorded for ``decided``."""
    draft = bureau.draft()
    event = obligations.record_occurrence(
        bureau.item, title="另一项决定", happened_on=decided, by=None, now=at(3, 10)
    )
    Disclosure.objects.filter(pk=draft.pk).update(obligation=event.obligations.get(phase="final"))
    return Disclosure.objects.get(pk=draft.pk)


def put_out(bureau, draft, closes_on=date(2026, 3, 25)) -> Consultation:
    made = bureau.plan(draft, closes_on=closes_on)
    signing.release(made, by=bureau[Role.DISCLOSURE_OFFICE], now=at(3, 10))
    consulting.turn(now=at(3, 11))
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("decided", DAYS)
def test_the_phase_is_fulfilled_on_the_day_the_draft_was_put_out_and_late_if_so(bureau, decided, client):
    draft = final_of(bureau, decided)
    phase = draft.obligation.occurrence.obligations.get(phase="draft")
    assert phase.publish_by == DAYS[decided]
    made = put_out(bureau, draft)
    today = date(2026, 3, 12)
    row = compliance.watched(today).get(pk=phase.pk)
    is_late = OPENS > DAYS[decided]
    assert (row.state, row.fulfilled_on, row.has_come) == ("published", OPENS, True)
    assert row.outcome == ("came_late" if is_late else "on_time")
    scope = reports.Scope(agency=bureau.agency, since=date(2026, 1, 1), until=date(2026, 12, 31))
    counted = reports.obligations(scope, today).filter(pk=phase.pk)
    assert counted.filter(reports.COUNTED["came"]).exists()
    assert counted.filter(reports.COUNTED["in_time"]).exists() != is_late
    page = client.get(reverse("catalog:matter", args=[phase.occurrence_id])).content.decode()
    assert made.get_absolute_url() in page and ("逾期公开" in page) == is_late
    assert not Obligation.objects.open(today).filter(pk=phase.pk).exists()


def test_the_other_phases_are_still_owed(bureau):
    draft = final_of(bureau, date(2026, 4, 20))
    put_out(bureau, draft)
    assert not Obligation.objects.get(pk=draft.obligation_id).has_come


def test_what_is_broken_off_leaves_its_phase_owed(bureau):
    draft = final_of(bureau, date(2026, 3, 30))
    made = put_out(bureau, draft)
    consulting.withdraw(made, reason="方案有误", by=bureau[Role.DISCLOSURE_OFFICE], now=at(3, 12))
    phase = Obligation.objects.with_state(date(2026, 3, 12)).get(
        occurrence=draft.obligation.occurrence, phase="draft"
    )
    assert (phase.state, phase.fulfilled_on, phase.has_come) == ("late", None, False)


def test_a_consultation_lies_before_its_decision(bureau):
    """Planned, put off, concluded: its last day never reaches the day of the decision."""
    draft = final_of(bureau, date(2026, 3, 25))
    with pytest.raises(Refused, match="2026年3月25日"):
        bureau.plan(draft)
    draft = final_of(bureau, date(2026, 3, 26))
    made = put_out(bureau, draft)
    with pytest.raises(Refused, match="2026年3月26日"):
        consulting.extend(
            made,
            closes_on=date(2026, 3, 26),
            reason="延长",
            by=bureau[Role.DISCLOSURE_OFFICE],
            now=at(3, 12),
        )


def test_a_text_of_an_unannounced_decision_is_dated_after_its_consultation(bureau):
    """Nobody recorded the decision: its day is that of the text, and its draft phase is met by the consultation."""
    draft = bureau.draft()
    Disclosure.objects.filter(pk=draft.pk).update(obligation=None)
    draft.refresh_from_db()
    made = put_out(bureau, draft)
    consulting.turn(now=at(3, 26))
    bureau.conclude(made)
    draft.refresh_from_db()
    with pytest.raises(Refused, match="2026年3月25日"):
        disclosures.propose(draft, by=bureau[Role.PROPOSER], now=at(3, 31))
    disclosures.revise(draft, by=bureau[Role.PROPOSER], now=at(3, 31), formed_on=date(2026, 3, 30))
    disclosures.propose(draft, by=bureau[Role.PROPOSER], now=at(3, 31))
    phases = {one.phase: one for one in draft.obligation.occurrence.obligations.with_state(date(2026, 3, 31))}
    assert draft.obligation.phase == "final"
    assert phases["draft"].draft == made and phases["draft"].fulfilled_on == OPENS
    assert phases["draft"].publish_by == DAYS[date(2026, 3, 30)]
