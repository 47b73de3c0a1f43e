"""What a verdict has on record: votes, bodies outside, reports upward; and who may not give it at all."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem, Editor, ProposedText
from core import outcry
from core.database import triggers
from core.models import Discrepancy
from core.proof import evidence
from core.refusals import Forged
from core.regimes.parsed import Step, Votes, Words
from core.transitions import Refused
from review import actions
from review.chains import progress
from review.minutes import Record, faults
from review.models import Verdict
from tests.flows.evidence_world import deleted, sql
from tests.flows.wrong import undone

NAME = Words("步骤", "step")
HALF, TWO_THIRDS = Votes("half", None), Votes("two_thirds", 5)


def step(kind, **more):
    """A step of a chain of this kind."""
    return Step("x", NAME, "party_group", kind, **more)


@pytest.mark.parametrize(
    ("votes", "counted", "carried"),
    [
        (HALF, (4, 3, 0), True),
        (HALF, (3, 3, 0), False),
        (HALF, (3, 2, 1), False),
        (HALF, (0, 0, 0), False),
        (TWO_THIRDS, (4, 2, 0), True),
        (TWO_THIRDS, (3, 2, 0), False),
        (TWO_THIRDS, (4, 0, 0), False),
    ],
)
def test_a_meeting_decides_by_its_majority_and_quorum(votes, counted, carried, now):
    """More than half of all votes, or two thirds of at least five (B-079)."""
    record = Record(now.date(), "会纪1号", "", *counted)
    assert (not list(faults(step("collective", votes=votes), record, "", now.date()))) == carried


@pytest.mark.parametrize(
    ("kind", "record", "right"),
    [
        ("external", {"minutes_number": "复〔2026〕1号", "body": "市编办"}, True),
        ("external", {"minutes_number": "复〔2026〕1号"}, False),
        ("external", {"body": "市编办"}, False),
        ("report", {"body": "联席会议办公室"}, True),
        ("report", {}, False),
    ],
)
def test_a_check_outside_names_body_and_number_a_report_its_receiver(kind, record, right, now):
    """I-210, I-220: each with its day, which has come."""
    today = now.date()
    assert (not list(faults(step(kind), Record(today, **record), "", today))) == right
    assert list(faults(step(kind), Record(today + timedelta(days=1), **record), "", today))
    assert list(faults(step(kind), Record(None, **record), "", today))


def test_a_signed_step_needs_its_opinion(now):
    """I-220: the director signs with an opinion."""
    assert list(faults(step("single", signed=True), Record(), " ", now.date()))
    assert not list(faults(step("single", signed=True), Record(), "同意", now.date()))


@pytest.fixture
def major(item, make_disclosure, cast, now):
    """A matter before the Party group."""
    DisclosureItem.objects.filter(pk=item.pk).update(chain="major")
    item.refresh_from_db()
    made = make_disclosure(item, upto="proposed")
    actions.give_verdict(made, by=cast.leader, now=now, says="approve")
    return made


def test_votes_stay_on_the_verdict_and_the_database_wants_a_majority(major, cast, now):
    """A consent with as many votes against is no row."""
    meeting = {"meeting_on": now.date(), "minutes_number": "会纪1号"}
    votes = {"votes_for": 5, "votes_against": 1, "votes_abstained": 2}
    with pytest.raises(Refused):
        actions.give_verdict(major, by=cast.party_group, now=now, says="approve", **meeting)
    given = actions.give_verdict(major, by=cast.party_group, now=now, says="approve", **meeting, **votes)
    assert (given.votes_for, given.votes_against, given.votes_abstained) == (5, 1, 2)
    for wrong in ({"votes_for": 1}, {**votes, "votes_against": 5}):
        raw = {"disclosure": major, "round": 9, "step": "x", "says": "approve", "proposer": cast.clerk}
        with pytest.raises(IntegrityError), transaction.atomic():
            Verdict.objects.create(**raw, reviewer=cast.head, at=now, **wrong)


def test_who_changed_it_does_not_judge_it_and_the_database_holds_to_that(item, make_disclosure, cast, now):
    """The disclosure office corrects a comma: from then on it is no reviewer of this matter."""
    made = make_disclosure(item)
    editor = cast.people["disclosure_office"]
    disclosures.revise(made, by=editor, now=now, title="改过的标题")
    disclosures.propose(made, by=cast.clerk, now=now)
    assert set(made.editors.values_list("person", flat=True)) == {cast.clerk.pk, editor.pk}
    with pytest.raises(Refused):
        disclosures.endorse(made, by=editor, now=now)
    raw = {
        "disclosure": made,
        "round": 1,
        "step": "leader",
        "says": "approve",
        "proposer": cast.clerk,
        "at": now,
    }
    with pytest.raises(IntegrityError, match="nobody_judges_what_they_edited"), transaction.atomic():
        Verdict.objects.create(**raw, reviewer=editor)
    Verdict.objects.create(**raw, reviewer=cast.leader)


def test_who_drafted_it_can_not_be_written_down_as_approver(item, make_disclosure, cast):
    """Neither of drafter and proposer, whatever code says so."""
    made = make_disclosure(item, upto="proposed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=made.pk).update(approved_by=made.created_by)


def test_an_edit_after_approval_asks_again(item, obligation, make_disclosure, cast, now):
    """What is approved and waits for its window is taken back, changed, and goes through the whole chain again."""
    obligation.publish_from = now.date() + timedelta(days=3)
    obligation.publish_by = now.date() + timedelta(days=10)
    obligation.save()
    made = make_disclosure(item, obligation=obligation, upto="proposed")
    actions.give_verdict(made, by=cast.leader, now=now, says="approve")
    with pytest.raises(Refused):
        disclosures.revise(made, by=cast.clerk, now=now, title="悄悄改")
    with pytest.raises(Refused):
        disclosures.take_back(made, reason=" ", by=cast.clerk, now=now)
    with pytest.raises(Refused):
        disclosures.take_back(made, reason="有误", by=cast.head, now=now)
    disclosures.take_back(made, reason="数字有误。", by=cast.clerk, now=now)
    assert (made.status, made.approved_by) == (Disclosure.Status.RETURNED, None)
    disclosures.revise(made, by=cast.clerk, now=now, title="改正后的标题")
    disclosures.propose(made, by=cast.clerk, now=now)
    assert (progress(made).round, progress(made).open.role) == (2, "leader_in_charge")
    texts = ProposedText.objects.filter(disclosure=made).values_list("round", "title")
    assert [number for number, _title in texts] == [1, 2]
    assert texts[1][1] == "改正后的标题"


def test_a_consent_that_is_gone_with_its_seals_stops_the_next_one_and_is_told(major, cast, now):
    """The row counts the consents of its round: who deletes one and everything that tells of it is met at once."""
    evidence.checkpoint(now=now)
    consent = Verdict.objects.get(disclosure=major)
    with undone():
        connection.check_constraints()  # PostgreSQL alters no table with checks that wait
        for table in ("core_seal", "review_verdict"):
            triggers.remove(connection, table)
        sql("DELETE FROM core_seal WHERE key = %s AND form_id IN (SELECT id FROM core_sealform"
            " WHERE \"table\" = 'review_verdict')", consent.pk)  # fmt: skip
        deleted("review_verdict", consent.pk)
        with pytest.raises(Forged), transaction.atomic():
            actions.give_verdict(major, by=cast.party_group, now=now, says="approve")
        outcry.tell(now)
        found = Discrepancy.objects.get()
        assert (found.kind, found.place, found.matter) == ("missing", "review_verdict", major.index_number)
        transaction.set_rollback(True)
    assert progress(major).approvals == [consent]


def test_steps_done_start_anew_with_each_round(major, cast, now):
    """The count in the row, which the queue reads, goes with the verdicts."""
    major.refresh_from_db()
    assert (major.round, major.steps_done) == (1, 1)
    actions.give_verdict(major, by=cast.party_group, now=now, says="send_back", opinion="改")
    disclosures.propose(major, by=cast.clerk, now=now)
    assert (major.round, major.steps_done) == (2, 0)
    assert Editor.objects.filter(disclosure=major).count() == 1
