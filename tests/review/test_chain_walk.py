"""Each chain of each regime, walked: at every step the whole cast asks, and exactly those of the step's role may."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import cycle

import pytest

from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem, Editor
from catalog.rules import REVIEWERS
from core.models import User
from core.roles import Role
from core.transitions import Refused
from review import actions, queue
from review.chains import progress
from review.hands import hand_for
from review.held import gaps
from review.models import Verdict
from tests.conftest import give_role, make_person

# The walk asks roles and rules; the races prove what a database does.
pytestmark = pytest.mark.once

STATUSES = (
    Disclosure.Status.DRAFT,
    Disclosure.Status.RETURNED,
    Disclosure.Status.APPROVED,
    Disclosure.Status.WITHDRAWN,
)
RECORD = {
    "opinion": "同意。",
    "meeting_on": date(2026, 3, 9),
    "minutes_number": "会纪1号",
    "body": "上级办公室",
    "votes_for": 5,
    "votes_against": 1,
    "votes_abstained": 0,
}


@dataclass
class Walk:
    """An agency under a regime, with one person for each role."""

    agency: object
    people: dict[str, User]
    now: datetime

    def proposed(self, chain: str) -> Disclosure:
        """A matter at the first step of ``chain``, as an item of it would be."""
        item = DisclosureItem.objects.filter(agency=self.agency, blocked="", chain=chain).first()
        item = item or DisclosureItem.objects.filter(agency=self.agency, blocked="").first()
        DisclosureItem.objects.filter(pk=item.pk).update(chain=chain)
        item.refresh_from_db()
        made = Disclosure(
            agency=self.agency,
            department=item.department,
            item=item,
            index_number=f"W-{chain}",
            title=chain,
            body="正文",
            channels=["web"],
            formed_on=self.now.date(),
            status=Disclosure.Status.IN_REVIEW,
            created_by=self.people["proposer"],
            created_at=self.now,
            proposed_by=self.people["proposer"],
            proposed_at=self.now,
            round=1,
        )
        made.save()
        Editor.objects.note(made, self.people["proposer"], self.now)
        return made


@pytest.fixture
def walk(make_agency, regime_code, now):
    """The cast of the walk: every role for the whole agency, so that a step is refused for its role alone."""
    agency = make_agency(regime=regime_code)
    people = {role.value: make_person(role.value) for role in Role}
    for role in Role:
        give_role(people[role.value], role, agency)
    return Walk(agency, people, now)


def test_every_chain_lets_in_whose_turn_it_is_and_nobody_else(walk, now):
    """Steps × cast: the page, the queue and the gate agree; the last step approves; every round leaves its verdicts."""
    assert gaps(walk.agency, now.date()) == []
    rules = walk.agency.regime.version_on(now.date()).rules
    queues = {name: queue.Queue(person) for name, person in walk.people.items()}
    for code, chain in rules.chains.items():
        matter = walk.proposed(code)
        for place, step in enumerate(chain.steps):
            state = progress(matter)
            assert (state.open.code, state.is_last) == (step.code, place == len(chain.steps) - 1)
            assert step.role in REVIEWERS
            for name, person in walk.people.items():
                theirs = name == step.role
                assert bool(hand_for(person, step.role, matter)) == theirs
                assert queues[name].open().filter(pk=matter.pk).exists() == theirs, (code, step.code, name)
            wrong = next(person for name, person in walk.people.items() if name != step.role)
            with pytest.raises(Refused):
                actions.give_verdict(matter, by=wrong, now=now, says="approve", **RECORD)
            if step.kind != "single":
                with pytest.raises(Refused):
                    actions.give_verdict(matter, by=walk.people[step.role], now=now, says="approve")
            if not state.is_last:
                actions.give_verdict(matter, by=walk.people[step.role], now=now, says="approve", **RECORD)
        last = chain.steps[-1]
        back = actions.give_verdict(
            matter, by=walk.people[last.role], now=now, says="send_back", opinion="改"
        )
        assert back.step_name == last.name.zh
        assert matter.status == Disclosure.Status.RETURNED
        assert Verdict.objects.filter(disclosure=matter).count() == len(chain.steps)


def test_in_no_other_status_does_anybody_give_a_verdict(walk, now):
    """Statuses × cast: what is not in review is nobody's, and every refusal says something."""
    matter = walk.proposed("ordinary")
    steps = walk.agency.regime.version_on(now.date()).rules.chains["ordinary"].steps
    approver = walk.people[steps[-1].role]
    for status in STATUSES:
        Disclosure.objects.filter(pk=matter.pk).update(
            status=status,
            approved_by=approver,
            published_at=now,
            published_on=now.date(),
            withdrawn_because="测试",
        )
        for person, says in zip(walk.people.values(), cycle(Verdict.Says.values), strict=False):
            with pytest.raises(Refused) as refusal:
                actions.give_verdict(matter, by=person, now=now, says=says, **RECORD)
            assert all(refusal.value.reasons)
    assert not Verdict.objects.exists()
    with pytest.raises(Refused):
        disclosures.endorse(matter, by=approver, now=now)
