"""The queue is a query: it shows what the gate would let the person do, and nothing else."""

from datetime import timedelta

import pytest

from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem, Editor, Obligation
from core.models import RegimeVersion
from core.transitions import Refused
from core.workdays import Calendar
from review import actions, queue
from review.chains import progress
from review.models import Verdict
from tests.conftest import TODAY

APPROVE = Verdict.Says.APPROVE


@pytest.fixture
def matters(item, make_disclosure, cast, now):
    """Matters before every step of two chains, and one that was returned."""
    first = make_disclosure(item, upto="proposed", title="普通事项")
    returned = make_disclosure(item, upto="proposed", title="已退回")
    actions.give_verdict(returned, by=cast.leader, now=now, says=Verdict.Says.SEND_BACK, opinion="改")
    DisclosureItem.objects.filter(pk=item.pk).update(chain="major")
    item.refresh_from_db()
    major = [make_disclosure(item, upto="proposed", title=f"重大事项{number}") for number in (1, 2)]
    actions.give_verdict(major[1], by=cast.leader, now=now, says=APPROVE)
    DisclosureItem.objects.filter(pk=item.pk).update(chain="ordinary")
    return {"first": first, "returned": returned, "major": major}


def test_everybody_finds_the_steps_of_their_role(item, make_disclosure, cast, now):
    """The leader in charge finds the first step, the Party group the second, nobody both."""
    DisclosureItem.objects.filter(pk=item.pk).update(chain="major")
    item.refresh_from_db()
    fresh = make_disclosure(item, upto="proposed")
    second = make_disclosure(item, upto="proposed")
    actions.give_verdict(second, by=cast.leader, now=now, says=APPROVE)
    assert list(queue.Queue(cast.leader, on=TODAY).open()) == [fresh]
    assert list(queue.Queue(cast.party_group, on=TODAY).open()) == [second]
    for name in ("head", "clerk", "stranger", "colleague", "observer"):
        assert not queue.Queue(cast.people[name], on=TODAY).open().exists()


def test_the_queue_agrees_with_the_gate_for_the_whole_cast(matters, cast, now):
    """For everybody: what the queue shows can be judged, what it hides is refused."""
    everything = [matters["first"], matters["returned"], *matters["major"]]
    for person in cast.people.values():
        shown = set(queue.Queue(person, on=TODAY).open())
        for one in everything:
            one.refresh_from_db()
            try:
                actions.give_verdict(one, by=person, now=now, says=Verdict.Says.SEND_BACK, opinion="试")
            except Refused:
                allowed = False
            else:
                allowed = True
                one.refresh_from_db()
                disclosures.propose(one, by=cast.clerk, now=now)
            if allowed != (one in shown):
                state = progress(one)
                pytest.fail(f"{person}: {one}, {state.open}, queue says {one in shown}, gate says {allowed}")
            shown = set(queue.Queue(person, on=TODAY).open()) if allowed else shown


def test_the_most_urgent_comes_first_then_the_oldest(
    item, cast, now, make_disclosure, django_assert_num_queries
):
    """Sorted by the day of publication, matters without one last, equals by how long they wait."""
    version = RegimeVersion.objects.get(regime=cast.agency.regime)
    made = {}
    for name, due in (("late", -5), ("soon", 2), ("none", None), ("far", 30)):
        obligation = None
        if due is not None:
            obligation = Obligation.objects.create(
                item=item,
                version=version,
                key=name,
                label=name,
                base_on=now.date(),
                publish_by=now.date() + timedelta(days=due),
                opened_at=now,
            )
        # What is for the staff alone of a duty towards everybody starts no clock: it has no day.
        circle = {} if obligation else {"audience": "staff"}
        made[name] = make_disclosure(item, obligation=obligation, upto="proposed", title=name, **circle)
    when = now - timedelta(days=9)
    made["older"] = make_disclosure(item, upto="proposed", title="older", when=when, audience="staff")
    assert [one.title for one in queue.Queue(cast.leader, on=TODAY).open()] == [
        "late",
        "soon",
        "far",
        "older",
        "none",
    ]


def test_nobody_finds_what_they_changed(matters, cast, now, all_round):
    """Not even who reaches everything, and whoever proposed it in the end."""
    assert queue.Queue(all_round, on=TODAY).open().count() == 3
    for matter in Disclosure.objects.all():
        Editor.objects.note(matter, all_round, now)
    assert not queue.Queue(all_round, on=TODAY).open().exists()


def test_a_matter_goes_by_the_chain_of_the_day_it_was_proposed(item, make_disclosure, cast, now):
    """A later version of the regime does not change the way of what was proposed before it."""
    earlier = make_disclosure(item, upto="proposed", when=now - timedelta(days=20), title="旧")
    old = RegimeVersion.objects.get(regime=cast.agency.regime)
    content = {**old.content, "chains": {**old.content["chains"], "ordinary": old.content["chains"]["major"]}}
    content["chains"]["ordinary"] = {
        **content["chains"]["ordinary"],
        "steps": list(reversed(content["chains"]["ordinary"]["steps"])),
    }
    RegimeVersion.objects.create(
        regime=old.regime,
        number=old.number + 1,
        title=old.title,
        digest="x",
        content=content,
        valid_from=now.date() - timedelta(days=10),
        loaded_at=now,
    )
    later = make_disclosure(item, upto="proposed", title="新")
    assert progress(earlier).open.role == "leader_in_charge"
    assert progress(later).open.role == "party_group"
    assert list(queue.Queue(cast.leader, on=TODAY).open()) == [earlier]
    assert list(queue.Queue(cast.party_group, on=TODAY).open()) == [later]


@pytest.mark.parametrize(
    ("days", "light"), [(-1, "late"), (0, "soon"), (3, "soon"), (4, "fine"), (30, "fine"), (None, None)]
)
def test_the_light_of_a_day(days, light, now):
    """Late after the day, soon in its last three working days. 10 March 2026 is a Tuesday."""
    week = Calendar({}, published_to=now.date())
    due = (
        None
        if days is None
        else week.add(now.date(), days)
        if days > 0
        else now.date() + timedelta(days=days)
    )
    assert queue.light(due, today=now.date(), calendar=week) == light
