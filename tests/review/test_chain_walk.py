"""Each chain of each regime, walked: at every step the whole cast asks, and exactly those of the step's role may."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import cycle

import pytest
from django.utils import timezone

from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem, Editor
from catalog.rules import REVIEWERS
from core.models import User
from core.models.names import names_of
from core.regimes.parsed import Step
from core.roles import Role
from core.transitions import Refused
from review import actions, queue
from review.acting_for import hand_for
from review.chains import progress
from review.models import Verdict
from review.unstaffed_steps import gaps
from tests.conftest import give_role, make_person

# The walk asks roles and rules; the races prove what a database does.
pytestmark = pytest.mark.once

OUT = (
    Disclosure.Status.PUBLISHED,
    Disclosure.Status.FEEDBACK,
    Disclosure.Status.ARCHIVED,
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

    def proposed(self, chain: str, number: int = 0) -> Disclosure:
        """A matter at the first step of ``chain``, as an item of it would be."""
        item = DisclosureItem.objects.filter(agency=self.agency, blocked="", chain=chain).first()
        item = item or DisclosureItem.objects.filter(agency=self.agency, blocked="").first()
        DisclosureItem.objects.filter(pk=item.pk).update(chain=chain)
        item.refresh_from_db()
        made = Disclosure(
            agency=self.agency,
            department=item.department,
            item=item,
            index_number=f"W-{chain}-{number}",
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

    def moved(self, matter: Disclosure, done: tuple[Step, ...], status: str) -> None:
        """Put ``matter`` behind the steps ``done`` and into ``status``, as if it had gone there."""
        said = {"disclosure": matter, "round": 1, "says": "approve", "proposer": matter.proposed_by}
        for step in done:
            by = self.people[step.role]
            Verdict.objects.create(step=step.code, step_name=step.name.zh, reviewer=by, at=self.now, **said)
        out = {"published_at": self.now, "published_on": self.now.date()} if status in OUT else {}
        if status in (*OUT, Disclosure.Status.WITHDRAWN):
            out |= names_of(matter)
        if status in (*OUT, Disclosure.Status.APPROVED, Disclosure.Status.MERGED):
            out["approved_by"] = self.people["head"]
        if status == Disclosure.Status.WITHDRAWN:
            out["withdrawn_because"] = "测试"
        if status == Disclosure.Status.MERGED:
            out |= {"corrects": Disclosure.objects.exclude(pk=matter.pk).first(), "correction_reason": "更正"}
        Disclosure.objects.filter(pk=matter.pk).update(status=status, steps_done=len(done), **out)


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
    queues = {name: queue.Queue(person, on=timezone.localdate(now)) for name, person in walk.people.items()}
    walked: set[str] = set()  # roles whose step everybody else has been refused
    for code, chain in rules.chains.items():
        matter = walk.proposed(code)
        for place, step in enumerate(chain.steps):
            state = progress(matter)
            assert (state.open.code, state.is_last) == (step.code, place == len(chain.steps) - 1)
            assert step.role in REVIEWERS
            for name, person in walk.people.items():
                theirs = name == step.role
                assert bool(hand_for(person, step.role, matter, on=timezone.localdate(now))) == theirs
                assert queues[name].open().filter(pk=matter.pk).exists() == theirs, (code, step.code, name)
                if not theirs and step.role not in walked:
                    with pytest.raises(Refused):
                        actions.give_verdict(matter, by=person, now=now, says="approve", **RECORD)
            walked.add(step.role)
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


def test_each_step_in_each_status_is_for_exactly_those_whose_turn_it_is(walk, now):
    """Steps × statuses × cast: everybody's queue at once; the gate refuses who holds the step, and others in turn."""
    rules = walk.agency.regime.version_on(now.date()).rules
    places = [
        (code, place, status)
        for code, chain in rules.chains.items()
        for place in range(len(chain.steps))
        for status in Disclosure.Status
    ]
    matters = {}
    for number, (code, place, status) in enumerate(places):
        matter = walk.proposed(code, number)
        walk.moved(matter, rules.chains[code].steps[:place], status)
        matters[code, place, status] = matter
    for name, person in walk.people.items():
        theirs = {
            matter.pk
            for (code, place, status), matter in matters.items()
            if status == Disclosure.Status.IN_REVIEW and rules.chains[code].steps[place].role == name
        }
        assert (
            set(queue.Queue(person, on=timezone.localdate(now)).open().values_list("pk", flat=True)) == theirs
        ), name
    given = Verdict.objects.count()
    others = cycle(walk.people)
    for (code, place, status), matter in matters.items():
        holder = rules.chains[code].steps[place].role
        asked = {next(others), next(others)} | {holder}
        for name in asked - ({holder} if status == Disclosure.Status.IN_REVIEW else set()):
            says = Verdict.Says.SEND_BACK if len(name) % 2 else Verdict.Says.APPROVE
            with pytest.raises(Refused) as refusal:
                actions.give_verdict(matter, by=walk.people[name], now=now, says=says, **RECORD)
            assert all(refusal.value.reasons)
    assert Verdict.objects.count() == given
    with pytest.raises(Refused):
        disclosures.endorse(matters["ordinary", 0, Disclosure.Status.DRAFT], by=walk.people["head"], now=now)
