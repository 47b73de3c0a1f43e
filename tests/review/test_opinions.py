"""Opinions of the public: taken without an account, answered by a day, public with their answer."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.models import Letter
from core.transitions import Refused
from review import actions, queue
from review.models import Opinion


@pytest.fixture
def published(item, obligation, make_disclosure):
    """A public disclosure."""
    return make_disclosure(item, obligation=obligation, upto="published")


@pytest.fixture
def opinion(published, now):
    """An opinion that waits."""
    return actions.receive_opinion(
        published, text="公开的批次能否注明企业？", contact="reader@example.org", now=now
    )


def test_an_opinion_is_owed_an_answer_by_the_rule_of_the_regime(opinion, cast):
    """Document C: 15 working days; from Tuesday 10 March 2026 that is Tuesday 31 March."""
    assert opinion.answer_by == date(2026, 3, 31)
    letter = Letter.objects.get(name="opinion_received")
    assert letter.to == cast.feedback_collector.email


def test_nothing_is_said_of_what_is_not_public(item, make_disclosure, cast, now):
    """Drafts, matters in review and withdrawn ones take no opinions."""
    for upto in ("draft", "proposed"):
        with pytest.raises(Refused):
            actions.receive_opinion(make_disclosure(item, upto=upto), text="意见", now=now)


def test_a_source_that_floods_has_to_wait(published, now):
    """Five opinions an hour from one address; the sixth is told to come later, others are not touched."""
    for number in range(5):
        actions.receive_opinion(published, text=f"意见{number}", source="192.0.2.1", now=now)
    with pytest.raises(Refused):
        actions.receive_opinion(published, text="意见6", source="192.0.2.1", now=now)
    actions.receive_opinion(published, text="意见6", source="192.0.2.2", now=now)
    actions.receive_opinion(published, text="意见6", source="192.0.2.1", now=now + timedelta(hours=1))
    assert Opinion.objects.count() == 7


def test_the_address_is_not_kept(published, now):
    """Only a keyed hash of the address is stored."""
    given = actions.receive_opinion(published, text="意见", source="192.0.2.1", now=now)
    assert "192" not in given.source
    assert len(given.source) == 64


def test_a_double_click_is_one_opinion(published, now):
    """The same words from the same source are taken once."""
    first, second = (
        actions.receive_opinion(published, text="同一意见", source="192.0.2.1", now=now)
        for _click in range(2)
    )
    assert first == second
    assert Opinion.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_opinion_is_none(published, now, text):
    """Nothing said, nothing kept."""
    with pytest.raises(Refused):
        actions.receive_opinion(published, text=text, now=now)
    assert not Opinion.objects.exists()


def test_the_answer_makes_both_public_and_tells_the_writer(opinion, cast, now):
    """Opinion and answer are published together (E-129); who left a mail address is told."""
    actions.answer_opinion(opinion, answer="下期起注明企业名称。", by=cast.feedback_collector, now=now)
    assert list(Opinion.objects.public()) == [opinion]
    letter = Letter.objects.get(name="opinion_answered")
    assert letter.to == "reader@example.org"
    assert "下期起注明企业名称。" in letter.body
    assert opinion.events.get().actor == cast.feedback_collector


def test_an_opinion_is_answered_once(opinion, cast, now):
    """The second of two who answer is told who was faster."""
    actions.answer_opinion(opinion, answer="已改。", by=cast.clerk, now=now)
    with pytest.raises(Refused, match="proposer"):
        actions.answer_opinion(opinion, answer="另答。", by=cast.feedback_collector, now=now)


def test_advertising_is_set_aside_with_a_reason(opinion, cast, now):
    """What says nothing never shows; why it does not stays in the file."""
    with pytest.raises(Refused):
        actions.set_aside(opinion, reason=" ", by=cast.clerk, now=now)
    actions.set_aside(opinion, reason="广告", by=cast.clerk, now=now)
    assert not Opinion.objects.public().exists()
    assert opinion.events.get().note == "广告"


def test_those_who_may_answer_find_it_and_nobody_else(opinion, cast, now):
    """The list and the gate agree for the whole cast."""
    looked_at = list(cast.people.values())
    assert looked_at
    for person in looked_at:
        shown = queue.opinions_for(person, on=timezone.localdate(now)).exists()
        try:
            actions.answer_opinion(opinion, answer="答复", by=person, now=now)
        except Refused:
            assert not shown, person
        else:
            assert shown, person
            opinion = actions.receive_opinion(opinion.disclosure, text=f"再问{person}", now=now)
