"""Deputies: for the days of an absence, within their own reach, never for the proposer, visible on each verdict."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from catalog.models import Editor
from core.models import RoleAssignment
from core.roles import Role
from core.transitions import Refused
from review import actions, deputies, queue
from review.models import Delegation, Verdict
from tests.conftest import TODAY


@pytest.fixture
def today():
    """The day of ``now``: roles and delegations hold by what is passed in."""
    return TODAY


@pytest.fixture
def proposed(item, make_disclosure):
    """A matter before the leader in charge."""
    return make_disclosure(item, upto="proposed")


@pytest.fixture
def delegation(cast, today, now):
    """The head stands in for the leader in charge, three days."""
    return deputies.delegate(
        agency=cast.agency,
        deputy=cast.head,
        since=today,
        until=today + timedelta(days=2),
        by=cast.leader,
        now=now,
    )


def test_a_deputy_finds_and_takes_the_step_and_the_verdict_says_for_whom(
    client, proposed, cast, delegation, today, now
):
    """The head has no step of their own here; by the delegation they have. The timeline of staff says so too."""
    assert list(queue.Queue(cast.head, on=today).open()) == [proposed]
    verdict = actions.give_verdict(proposed, by=cast.head, now=now, says="approve")
    assert (verdict.reviewer, verdict.acting_for) == (cast.head, cast.leader)
    client.force_login(cast.clerk)
    moments = client.get(reverse("history", args=[proposed.pk])).context["moments"]
    assert any(str(cast.head) in one.actor and str(cast.leader) in one.actor for one in moments)


def test_who_is_back_or_does_not_need_it_acts_for_themselves(proposed, cast, delegation, now):
    """The giver keeps their step."""
    assert actions.give_verdict(proposed, by=cast.leader, now=now, says="approve").acting_for is None


@pytest.mark.parametrize("why", ["not_begun", "over", "ended", "giver_has_gone"])
def test_it_ends_by_the_day(why, proposed, cast, delegation, today, now):
    """Before, after, ended early, or when the giver's own role has ended: no step, in the queue and at the gate."""
    rows = Delegation.objects.filter(pk=delegation.pk)
    if why == "not_begun":
        rows.update(since=today + timedelta(days=1))
    elif why == "over":
        rows.update(since=today - timedelta(days=9), until=today - timedelta(days=1))
    elif why == "ended":
        deputies.end(delegation, by=cast.leader, now=now)
    else:
        RoleAssignment.objects.filter(user=cast.leader).update(until=today - timedelta(days=1))
    assert not queue.Queue(cast.head, on=today).open().exists()
    with pytest.raises(Refused):
        actions.give_verdict(proposed, by=cast.head, now=now, says="approve")


@pytest.mark.parametrize("editor", ["head", "leader"])
def test_it_never_lets_anybody_judge_what_they_or_the_giver_changed(
    editor, proposed, cast, delegation, today, now
):
    """Neither deputy nor giver may be an editor; the database refuses the row too."""
    Editor.objects.note(proposed, cast.people[editor], now)
    assert not queue.Queue(cast.head, on=today).open().exists()
    with pytest.raises(Refused):
        actions.give_verdict(proposed, by=cast.head, now=now, says="approve")
    raw = {"disclosure": proposed, "round": 1, "step": "leader", "says": "approve", "proposer": cast.clerk}
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(**raw, reviewer=cast.head, acting_for=cast.leader, at=now)


def test_a_deputy_reviews_as_far_as_the_giver(cast, today, now):
    """A department's head does not stand in for the leader of the whole body, nor a stranger, nor oneself."""
    days = {"agency": cast.agency, "since": today, "until": today, "now": now}
    for deputy in ("department_head", "stranger", "observer", "leader"):
        with pytest.raises(Refused):
            deputies.delegate(deputy=cast.people[deputy], by=cast.leader, **days)
    with pytest.raises(Refused):
        deputies.delegate(deputy=cast.head, by=cast.clerk, **days)


@pytest.mark.parametrize(("since", "until"), [(-1, 2), (3, 2), (0, 100), (2, 5)])
def test_days_that_make_no_sense_are_refused(since, until, cast, delegation, today, now):
    """In the past, ending before it begins, too long, or overlapping another."""
    with pytest.raises(Refused):
        deputies.delegate(
            agency=cast.agency,
            deputy=cast.people[Role.LEADING_GROUP.value],
            since=today + timedelta(days=since),
            until=today + timedelta(days=until),
            by=cast.leader,
            now=now,
        )


def test_the_page_names_and_ends_a_deputy(client, cast):
    """By the form; an observer has no such page."""
    today = timezone.localdate()
    address = reverse("review:delegations")
    client.force_login(cast.people["observer"])
    assert client.get(address).status_code == 403
    client.force_login(cast.leader)
    typed = {"agency": cast.agency.pk, "deputy": cast.head.pk, "since": today, "until": today}
    assert client.post(address, {**typed, "since": "x"}).status_code == 422
    assert client.post(address, typed).status_code == 302
    made = Delegation.objects.get()
    assert str(made.deputy) in client.get(address).content.decode()
    assert client.post(reverse("review:end_delegation", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.ended_on == today
    client.force_login(cast.head)
    assert client.post(reverse("review:end_delegation", args=[made.pk])).status_code == 404
