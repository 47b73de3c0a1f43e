"""Verdicts follow the chain of the regime; nobody judges what is theirs."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem
from core.models import Letter, LogEntry
from core.transitions import Refused
from review import actions
from review.chains import progress
from review.models import Verdict

APPROVE, SEND_BACK = Verdict.Says.APPROVE, Verdict.Says.SEND_BACK


@pytest.fixture
def proposed(item, obligation, make_disclosure):
    """A matter of the ordinary chain (leader in charge) that waits for its verdict."""
    return make_disclosure(item, obligation=obligation, upto="proposed")


@pytest.fixture
def major(item, make_disclosure):
    """A matter of the chain for major matters: leader in charge, then the Party group together."""
    DisclosureItem.objects.filter(pk=item.pk).update(chain="major")
    item.refresh_from_db()
    return make_disclosure(item, upto="proposed")


def test_the_last_verdict_approves_and_publishes_in_one_transaction(proposed, cast, now):
    """Approval by the leader in charge publishes at once when no window stands before it (B-078)."""
    verdict = actions.give_verdict(proposed, by=cast.leader, now=now, says=APPROVE)
    proposed.refresh_from_db()
    assert proposed.status == Disclosure.Status.PUBLISHED
    assert (verdict.step, verdict.round, verdict.proposer) == ("leader", 1, cast.clerk)
    assert LogEntry.objects.filter(subject=proposed.index_number).count() == 1
    assert Letter.objects.addressed_to(cast.clerk.email).filter(name="disclosure_published").count() == 1


def test_only_the_role_of_the_open_step_takes_it(proposed, cast, now):
    """The head reviews too, but this step belongs to the leader in charge; the refusal says to whom."""
    with pytest.raises(Refused, match="分管"):
        actions.give_verdict(proposed, by=cast.head, now=now, says=APPROVE)
    assert not Verdict.objects.exists()


def test_a_stranger_of_another_agency_cannot_judge(proposed, cast, now):
    """All roles elsewhere are no role here."""
    with pytest.raises(Refused):
        actions.give_verdict(proposed, by=cast.stranger, now=now, says=APPROVE)


def test_a_return_says_why_and_the_proposer_is_told(proposed, cast, now):
    """A returned matter goes back to its proposer with the opinion, by letter."""
    with pytest.raises(Refused):
        actions.give_verdict(proposed, by=cast.leader, now=now, says=SEND_BACK, opinion="  ")
    actions.give_verdict(proposed, by=cast.leader, now=now, says=SEND_BACK, opinion="请补充抽查批次。")
    proposed.refresh_from_db()
    assert proposed.status == Disclosure.Status.RETURNED
    letter = Letter.objects.get(name="disclosure_returned")
    assert letter.to == cast.clerk.email
    assert "请补充抽查批次。" in letter.body


def test_a_returned_matter_goes_through_its_whole_chain_again(major, cast, now):
    """After a return nothing of the former round counts."""
    actions.give_verdict(major, by=cast.leader, now=now, says=APPROVE)
    actions.give_verdict(major, by=cast.party_group, now=now, says=SEND_BACK, opinion="材料不全。")
    disclosures.propose(major, by=cast.clerk, now=now)
    state = progress(major)
    assert (state.round, state.open.role) == (2, "leader_in_charge")
    assert actions.give_verdict(major, by=cast.leader, now=now, says=APPROVE).round == 2


def test_a_matter_of_two_steps_is_published_by_the_second(major, cast, now):
    """Major matters need the Party group together after the leader in charge (B-079)."""
    actions.give_verdict(major, by=cast.leader, now=now, says=APPROVE)
    major.refresh_from_db()
    assert major.status == Disclosure.Status.IN_REVIEW
    actions.give_verdict(
        major,
        by=cast.party_group,
        now=now,
        says=APPROVE,
        meeting_on=now.date(),
        minutes_number="会纪〔2026〕3号",
        votes_for=5,
        votes_against=1,
        votes_abstained=0,
    )
    major.refresh_from_db()
    assert major.status == Disclosure.Status.PUBLISHED
    assert major.approved_by == cast.party_group


@pytest.mark.parametrize(
    ("meeting_on", "minutes_number"),
    [(None, "会纪3号"), (date(2026, 3, 10), " "), (date(2026, 3, 11), "会纪3号"), (None, "")],
)
def test_a_meeting_decides_on_record_and_never_in_the_future(major, cast, now, meeting_on, minutes_number):
    """Day and number of the minutes are obligatory at a collective step; the meeting was held by today."""
    actions.give_verdict(major, by=cast.leader, now=now, says=APPROVE)
    record = {"meeting_on": meeting_on, "minutes_number": minutes_number}
    with pytest.raises(Refused):
        actions.give_verdict(major, by=cast.party_group, now=now, says=APPROVE, **record)
    assert Verdict.objects.filter(disclosure=major).count() == 1


def test_a_double_click_takes_one_step_only(major, cast, all_round_verdict, now):
    """The second of two equal verdicts is about a step that is gone, even when the next one were theirs too."""
    seen = progress(major).seen
    all_round_verdict(major, seen)
    with pytest.raises(Refused, match="all_round"):
        all_round_verdict(major, seen)
    assert Verdict.objects.filter(disclosure=major).count() == 1


@pytest.fixture
def all_round_verdict(all_round, now):
    """One who holds every role agrees with what they have before them."""

    def give(disclosure, seen):
        return actions.give_verdict(
            disclosure,
            by=all_round,
            now=now,
            says=APPROVE,
            seen=seen,
            meeting_on=now.date(),
            minutes_number="1",
        )

    return give


def test_of_two_reviewers_the_second_is_told_who_was_faster(proposed, cast, now):
    """The loser of a race reads the name of the winner."""
    actions.give_verdict(proposed, by=cast.leader, now=now, says=APPROVE)
    with pytest.raises(Refused, match="leader_in_charge"):
        actions.give_verdict(proposed, by=cast.leader, now=now, says=SEND_BACK, opinion="晚了。")


def test_nobody_judges_what_they_proposed_the_gate_refuses(item, make_disclosure, cast, now, all_round):
    """Who holds every role reaches every step, yet not the one on their own proposal."""
    own = disclosures.draft(
        item=item,
        by=all_round,
        now=now,
        title="自行起草",
        body="正文",
        channels=["web"],
        formed_on=now.date(),
        attested=True,
    )
    disclosures.propose(own, by=all_round, now=now)
    for says in (APPROVE, SEND_BACK):
        with pytest.raises(Refused):
            actions.give_verdict(own, by=all_round, now=now, says=says, opinion="同意")
    own.refresh_from_db()
    assert own.status == Disclosure.Status.IN_REVIEW


def test_nobody_judges_what_they_proposed_the_database_refuses(proposed, cast, now):
    """Even a raw row cannot say so."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(
            disclosure=proposed,
            round=1,
            step="x",
            step_name="x",
            says=APPROVE,
            proposer=cast.clerk,
            reviewer=cast.clerk,
            at=now,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=proposed.pk).update(approved_by=cast.clerk)


def test_a_window_that_is_not_open_keeps_the_approved_matter_waiting(proposed, obligation, cast, now):
    """Approved before its window opens, a matter is published by the clock (C-095)."""
    obligation.publish_from = now.date() + timedelta(days=3)
    obligation.publish_by = now.date() + timedelta(days=10)
    obligation.save()
    proposed.refresh_from_db()
    actions.give_verdict(proposed, by=cast.leader, now=now, says=APPROVE)
    proposed.refresh_from_db()
    assert proposed.status == Disclosure.Status.APPROVED
    assert disclosures.publish_due(now=now + timedelta(days=3)) == 1
