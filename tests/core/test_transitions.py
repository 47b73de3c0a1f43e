"""The one gate: every step of the table, from every status, by everybody of the cast."""

import pytest
from django.db import transaction

from catalog.models import Disclosure
from core.models.names import names_of
from core.transitions import Refused, open_steps, take
from requests_app.models import Application
from review.models import Opinion
from supervision.models import CorrectionOrder
from tests.conftest import TODAY

AFTERWARDS = {
    Disclosure.Status.PUBLISHED,
    Disclosure.Status.FEEDBACK,
    Disclosure.Status.WITHDRAWN,
    Disclosure.Status.ARCHIVED,
}
STEPPED = [Disclosure, Application, Opinion, CorrectionOrder]


class Undone(Exception):
    """Takes a step back after it was tried."""


@pytest.fixture
def in_status(item, make_disclosure, cast, now):
    """A disclosure that stands in a status, with all that the database wants of it there."""
    made, corrected = make_disclosure(item), make_disclosure(item, upto="published")

    def put(status, *, as_correction=False):
        """Only corrections are merged, and corrections are never published."""
        merged = status == Disclosure.Status.MERGED
        is_correction = merged or (as_correction and status not in AFTERWARDS)
        Disclosure.objects.filter(pk=made.pk).update(
            status=status,
            corrects=corrected if is_correction else None,
            correction_reason="更正" if is_correction else "",
            proposed_by=cast.clerk,
            proposed_at=now,
            approved_by=cast.leader,
            approved_at=now,
            published_at=now,
            published_on=now.date(),
            withdrawn_because="撤回",
            **names_of(made),
        )
        return Disclosure.objects.get(pk=made.pk)

    return put


def is_theirs(person, wanted, cast):
    """Who takes a step, said another way than the gate says it: a role held here, for the agency or this department."""
    if person is None or wanted.permission is None:
        return person is None and wanted.permission is None
    here = [
        role.role
        for role in person.roles.filter(agency=cast.agency).exclude(department=cast.other_department)
    ]
    return bool(wanted.permission.roles & set(here))


@pytest.mark.once
@pytest.mark.parametrize("status", Disclosure.Status)
@pytest.mark.parametrize("action", Disclosure.STEPS)
def test_a_step_is_taken_from_its_sources_by_its_people_alone(action, status, in_status, cast, now):
    """The table decides: wrong status or wrong person is refused, and then nothing has changed."""
    wanted = Disclosure.STEPS[action]
    for person in [None, *cast.people.values()]:
        record = in_status(status, as_correction=action == "merge")
        events = record.events.count()
        allowed = status in wanted.sources and is_theirs(person, wanted, cast)
        try:
            with transaction.atomic():
                take(record, action, by=person, now=now)
                taken = Disclosure.objects.get(pk=record.pk).status
                written = record.events.count()
                raise Undone
        except Undone:
            assert allowed, (person, action, status)
            assert (taken, written) == (wanted.target or status, events + 1)
        except Refused as refusal:
            assert not allowed, (person, action, status, refusal)
            assert all(refusal.reasons)
            assert Disclosure.objects.get(pk=record.pk).status == status
            assert record.events.count() == events


@pytest.mark.parametrize("status", Disclosure.Status)
def test_buttons_and_queues_offer_what_the_gate_allows(status, in_status, cast):
    """``open_steps`` for one and ``open_to`` for many name the same steps, for everybody."""
    record = in_status(status)
    looked_at = list(cast.people.values())
    assert looked_at
    for person in looked_at:
        offered = set(open_steps(record, person, on=TODAY))
        queued = {
            action
            for action in Disclosure.STEPS
            if Disclosure.objects.open_to(person, action, on=TODAY).contains(record)
        }
        assert offered == queued, person


@pytest.mark.parametrize("model", STEPPED, ids=lambda model: model.__name__)
def test_every_table_of_steps_is_whole(model):
    """Steps lead from and to statuses that there are; each status is the target of one, or a thing begins in it."""
    statuses = {status.value for status in model.Status}
    first = {model._meta.get_field("status").default, *getattr(model, "BEGINS", ())}
    targets = {step.target for step in model.STEPS.values()} - {None}
    sources = {source for step in model.STEPS.values() for source in step.sources}
    assert targets | sources <= statuses
    assert statuses - targets <= first
    assert all(step.label for step in model.STEPS.values())
    assert not model._meta.get_field("status").editable


def test_blockers_are_asked_under_the_lock_and_all_are_told(in_status, cast, now):
    """Reasons come together, asked of the row as it stands in the database, and only from the right status."""
    stale = in_status("draft")
    Disclosure.objects.filter(pk=stale.pk).update(title="新的标题")
    asked = []

    def blockers(record):
        asked.append(record.title)
        yield "one"
        yield "two"

    with pytest.raises(Refused) as refusal:
        take(stale, "propose", by=cast.clerk, now=now, blockers=blockers)
    assert refusal.value.reasons == ["one", "two"]
    assert asked == ["新的标题"]
    with pytest.raises(Refused):
        take(in_status("published"), "propose", by=cast.clerk, now=now, blockers=blockers)
    assert len(asked) == 1


def test_the_event_says_who_when_from_where_and_why(in_status, cast, now):
    """History is written in the transaction of the step."""
    record = take(in_status("in_review"), "send_back", by=cast.leader, now=now, note="请补充")
    event = record.events.last()
    assert (event.action, event.previous, event.current) == ("send_back", "in_review", "returned")
    assert (event.actor, event.at, event.note) == (cast.leader, now, "请补充")


def test_a_failure_after_the_step_takes_it_back(in_status, cast, now):
    """Status and event belong to the caller's transaction: both or none."""
    record = in_status("in_review")
    with pytest.raises(Undone), transaction.atomic():
        take(record, "send_back", by=cast.leader, now=now)
        raise Undone
    assert Disclosure.objects.get(pk=record.pk).status == "in_review"
    assert not record.events.filter(action="send_back").exists()
