"""Several people at once, on PostgreSQL: exactly one wins, everybody else is told so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from catalog.actions import disclosures, obligations
from catalog.models import Disclosure, DisclosureItem
from core.models import LogEntry, User
from core.roles import Role
from core.transitions import Refused
from review import actions
from review.models import Opinion, Verdict
from tests.conftest import give_role, make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 8
ROUNDS = 10


def all_at_once(people, act):
    """Let ``act`` be done for each of ``people`` in a thread with its own connection, all at the same moment.

    Gives what each got: the result, or the refusal. Any other error fails the test.
    """
    start = Barrier(len(people))

    def alone(pk):
        try:
            person = User.objects.get(pk=pk)
            start.wait(timeout=20)
            return act(person)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(alone, [person.pk for person in people]))


def winners(results):
    return [result for result in results if not isinstance(result, Refused)]


@pytest.fixture
def leaders(cast):
    """Eight leaders in charge."""
    made = [make_person(f"leader-{number}") for number in range(AT_ONCE)]
    for person in made:
        give_role(person, Role.LEADER_IN_CHARGE, cast.agency)
    return made


def test_of_eight_approvers_one_publishes(leaders, item, make_disclosure, now):
    """Ten times eight at once: one verdict, one publication, one entry of the public log, seven refusals by name."""
    for number in range(ROUNDS):
        proposed = make_disclosure(item, upto="proposed", title=f"第{number}轮")

        def approve(person, pk=proposed.pk):
            return actions.give_verdict(Disclosure.objects.get(pk=pk), by=person, now=now, says="approve")

        results = all_at_once(leaders, approve)
        (won,) = winners(results)
        assert Verdict.objects.filter(disclosure=proposed).count() == 1
        assert proposed.events.filter(action="publish").count() == 1
        assert LogEntry.objects.filter(subject=proposed.index_number).count() == 1
        refusals = [result for result in results if isinstance(result, Refused)]
        assert all(won.reviewer.name in refusal.reasons[0] for refusal in refusals)


def test_approving_and_returning_at_once_ends_one_way(leaders, item, make_disclosure, now):
    """Half approve, half return: the matter is published or returned, never both."""
    for number in range(ROUNDS):
        proposed = make_disclosure(item, upto="proposed", title=f"第{number}轮")

        def judge(person, pk=proposed.pk):
            says = "approve" if person.pk % 2 else "send_back"
            matter = Disclosure.objects.get(pk=pk)
            return actions.give_verdict(matter, by=person, now=now, says=says, opinion="意见")

        (won,) = winners(all_at_once(leaders, judge))
        proposed.refresh_from_db()
        expected = Disclosure.Status.PUBLISHED if won.says == "approve" else Disclosure.Status.RETURNED
        assert proposed.status == expected


def test_a_step_in_the_middle_of_a_chain_is_taken_once(leaders, item, make_disclosure, now):
    """Eight agree to the first of two steps: one verdict, and the second step is still open."""
    DisclosureItem.objects.filter(pk=item.pk).update(chain="major")
    item.refresh_from_db()
    for number in range(ROUNDS):
        proposed = make_disclosure(item, upto="proposed", title=f"第{number}轮")

        def agree(person, pk=proposed.pk):
            return actions.give_verdict(Disclosure.objects.get(pk=pk), by=person, now=now, says="approve")

        assert len(winners(all_at_once(leaders, agree))) == 1
        proposed.refresh_from_db()
        assert proposed.status == Disclosure.Status.IN_REVIEW


def test_an_obligation_is_begun_once(cast, item, now):
    """Eight clerks begin to fulfil the same obligation: one draft, seven sentences, no gap in the index numbers."""
    clerks = [make_person(f"clerk-{number}") for number in range(AT_ONCE)]
    for person in clerks:
        give_role(person, Role.PROPOSER, cast.agency, cast.department)
    for number in range(ROUNDS):
        event = obligations.record_occurrence(
            item, title=f"第{number}件", happened_on=now.date(), by=cast.clerk, now=now
        )
        owed = event.obligations.get()

        def begin(person, owed=owed):
            content = {"title": "草稿", "formed_on": now.date(), "channels": ["web"]}
            return disclosures.draft(item=owed.item, obligation=owed, by=person, now=now, **content)

        assert len(winners(all_at_once(clerks, begin))) == 1
    numbers = sorted(Disclosure.objects.values_list("index_number", flat=True))
    assert [int(number[-5:]) for number in numbers] == list(range(1, ROUNDS + 1))


def test_an_opinion_is_answered_once(cast, item, make_disclosure, now):
    """Eight collectors answer the same opinion: one answer."""
    people = [make_person(f"collector-{number}") for number in range(AT_ONCE)]
    for person in people:
        give_role(person, Role.FEEDBACK_COLLECTOR, cast.agency)
    published = make_disclosure(item, upto="published")
    for number in range(ROUNDS):
        opinion = actions.receive_opinion(published, text=f"意见{number}", now=now)

        def answer(person, pk=opinion.pk):
            return actions.answer_opinion(Opinion.objects.get(pk=pk), answer=person.name, by=person, now=now)

        (won,) = winners(all_at_once(people, answer))
        opinion.refresh_from_db()
        assert opinion.answer == won.answer
        assert opinion.events.count() == 1
