"""Handing an open step on: to another holder of its role or to a unit, with a reason, never to whoever worked on it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from catalog.actions import disclosures
from catalog.models import Editor
from core.models import Letter, RoleAssignment
from core.roles import Role
from core.transitions import Refused
from review import actions, deputies, page_context, queue, referrals
from review.chains import progress
from review.models import Referral
from tests.conftest import TODAY, give_role, make_person


@pytest.fixture
def second(cast):
    """Another leader in charge."""
    person = make_person("second", name="乙副局长")
    give_role(person, Role.LEADER_IN_CHARGE, cast.agency)
    return person


@pytest.fixture
def proposed(item, make_disclosure, second):
    """A matter before the leaders in charge."""
    return make_disclosure(item, upto="proposed")


def finds(person, matter, part=queue.View.MINE):
    """Whether ``matter`` stands in that part of the person's queue."""
    mine = queue.Queue(person, on=TODAY)
    return mine.readable().filter(mine.part(part), pk=matter.pk).exists()


def hand(matter, by, to, now, reason="由分管同志审核。"):
    return referrals.refer(matter, to=to, reason=reason, by=by, now=now)


def test_what_was_handed_on_waits_for_that_person_in_queue_and_gate(client, proposed, cast, second, now):
    """By the form: it leaves one queue and enters the other; they are told; the file keeps who, whom and why."""
    url, seen = reverse("review:matter", args=[proposed.pk]), progress(proposed).seen
    client.force_login(cast.leader)
    typed = {"says": "refer", "refer-to": f"person-{second.pk}", "refer-seen": seen}
    empty = client.post(url, {**typed, "refer-reason": " "})
    assert empty.status_code == 422 and empty.context["referring"].errors["reason"]
    assert client.post(url, {**typed, "refer-reason": "他分管此事。"}).status_code == 302
    made = Referral.objects.get()
    assert (made.by, made.to_person, made.reason, made.place) == (cast.leader, second, "他分管此事。", 0)
    event = proposed.events.last()
    assert event.action == "refer" and second.name in event.note and "他分管此事。" in event.note
    assert "他分管此事。" in Letter.objects.addressed_to(second.email).get(name="disclosure_referred").body
    assert not finds(cast.leader, proposed) and finds(second, proposed)
    assert finds(cast.leader, proposed, queue.View.OTHERS)
    page = client.get(reverse("review:queue"), {"view": "others"})
    assert page.context["rows"][0]["holders"] == [str(second)]
    assert second.name in client.get(url).content.decode()
    with pytest.raises(Refused, match="乙副局长"):
        actions.give_verdict(proposed, by=cast.leader, now=now, says="approve")
    with pytest.raises(Refused):
        hand(proposed, cast.leader, f"person-{second.pk}", now)
    hand(proposed, second, f"person-{cast.leader.pk}", now)  # handed back
    assert finds(cast.leader, proposed)
    actions.give_verdict(proposed, by=cast.leader, now=now, says="approve", seen=seen)


def test_it_never_goes_to_who_worked_on_it_nor_to_who_has_no_such_role(proposed, cast, second, now):
    """Not the proposer, an editor, the head, a stranger, oneself, nobody; the database refuses the row as well."""
    give_role(cast.clerk, Role.LEADER_IN_CHARGE, cast.agency)
    others = (cast.clerk, cast.head, cast.stranger, cast.leader)
    for to in (*(f"person-{one.pk}" for one in others), "person-0", "unit-0", "person-", "x", ""):
        with pytest.raises(Refused):
            hand(proposed, cast.leader, to, now)
    with pytest.raises(Refused):
        hand(proposed, cast.leader, f"person-{second.pk}", now, reason=" ")
    with pytest.raises(Refused):
        hand(proposed, cast.clerk, f"person-{second.pk}", now)
    raw = {
        "disclosure": proposed,
        "round": 1,
        "place": 0,
        "role": "leader_in_charge",
        "reason": "x",
        "at": now,
    }
    for by, to in ((cast.leader, cast.clerk), (cast.clerk, second), (second, second)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral.objects.create(**raw, by=by, to_person=to)
    Editor.objects.note(proposed, second, now)
    with pytest.raises(Refused):
        hand(proposed, cast.leader, f"person-{second.pk}", now)
    assert not Referral.objects.exists()


def test_a_unit_and_whoever_stands_in_there_takes_it(proposed, cast, second, now):
    """Only those who hold the role in that unit, or their deputy; the queue names the deputy beside them."""
    third = make_person("third", name="丙科长")
    give_role(third, Role.LEADER_IN_CHARGE, cast.agency, cast.department)
    hand(proposed, cast.leader, f"unit-{cast.department.pk}", now)
    assert [finds(one, proposed) for one in (cast.leader, second, third)] == [False, False, True]
    today = TODAY
    days = {"agency": cast.agency, "since": today, "until": today + timedelta(days=1), "now": now}
    deputies.delegate(deputy=cast.head, by=third, **days)
    assert finds(cast.head, proposed)
    mine = queue.Queue(cast.leader, on=today)
    (row,) = page_context.queue_rows(mine.readable(), today, mine.terms, mine.handed)
    (has_it,) = row["holders"]
    assert "丙科长" in has_it and str(cast.head) in has_it
    verdict = actions.give_verdict(proposed, by=cast.head, now=now, says="approve")
    assert verdict.acting_for == third


def test_a_step_is_never_stuck_with_somebody_who_left(proposed, cast, second, now):
    """When the role has ended, and in a later round, the step is open as before."""
    hand(proposed, cast.leader, f"person-{second.pk}", now)
    actions.give_verdict(proposed, by=second, now=now, says="send_back", opinion="改。")
    disclosures.propose(proposed, by=cast.clerk, now=now)
    assert finds(cast.leader, proposed) and finds(second, proposed)
    hand(proposed, cast.leader, f"person-{second.pk}", now)
    RoleAssignment.objects.filter(user=second).update(until=TODAY - timedelta(days=1))
    assert finds(cast.leader, proposed)
    assert actions.give_verdict(proposed, by=cast.leader, now=now, says="approve")


def test_a_leader_of_all_who_is_deputy_of_one_department_loses_nothing(proposed, cast, second, now):
    """Standing in for a leader of one department narrows no queue of one's own."""
    third = make_person("third")
    give_role(third, Role.LEADER_IN_CHARGE, cast.agency, cast.other_department)
    today = timezone.localdate()
    deputies.delegate(
        agency=cast.agency, deputy=cast.leader, since=today, until=today, by=third, now=timezone.now()
    )
    assert finds(cast.leader, proposed)
