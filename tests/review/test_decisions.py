"""Drafted answers to applications: signed or returned by whom the roles say, never by who drafted them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.roles import Role
from core.transitions import Refused
from requests_app import actions as applications
from requests_app.models import Application
from review import actions, queue
from review.models import Verdict
from tests.conftest import give_role, load_regime

APPROVE, SEND_BACK = Verdict.Says.APPROVE, Verdict.Says.SEND_BACK


@pytest.fixture
def drafted(cast, now):
    """An application whose answer was drafted by the officer."""
    load_regime("national-2019")
    application, _code = applications.receive(
        agency=cast.agency,
        now=now,
        way="web",
        applicant_kind="person",
        applicant_name="某申请人",
        identity_number="11010519491231002X",
        phone="13800000000",
        email="",
        address="清河市河东路1号",
        subject="抽查报告",
        description="申请公开抽查报告全文。",
        delivery_form="paper",
    )
    applications.register(application, by=cast.intake_officer, now=now)
    outcome = next(one for one in application.rules.outcomes.values() if one.effect == "close")
    decision = {need: "按有关规定" for need in outcome.needs}
    applications.draft(application, outcome=outcome.code, decision=decision, by=cast.intake_officer, now=now)
    return application


def test_the_leader_finds_and_signs_it(drafted, cast, now):
    """The verdict and the decision are one transaction."""
    assert list(queue.Queue(cast.leader, on=timezone.localdate(now)).decisions()) == [drafted]
    verdict = actions.give_verdict_on_application(drafted, by=cast.leader, now=now, says=APPROVE)
    drafted.refresh_from_db()
    assert drafted.status == Application.Status.DECIDED
    assert (verdict.proposer, verdict.reviewer, verdict.round) == (cast.intake_officer, cast.leader, 1)
    assert not queue.Queue(cast.leader, on=timezone.localdate(now)).decisions().exists()


def test_a_returned_draft_says_why_and_comes_again(drafted, cast, now):
    """Without an opinion nothing is returned; the second draft is the second round."""
    with pytest.raises(Refused):
        actions.give_verdict_on_application(drafted, by=cast.head, now=now, says=SEND_BACK, opinion=" ")
    actions.give_verdict_on_application(drafted, by=cast.head, now=now, says=SEND_BACK, opinion="理由不足。")
    drafted.refresh_from_db()
    assert drafted.status == Application.Status.REGISTERED
    again = {"outcome": drafted.outcome, "decision": drafted.decision}
    applications.draft(drafted, by=cast.intake_officer, now=now, **again)
    assert actions.give_verdict_on_application(drafted, by=cast.head, now=now, says=APPROVE).round == 2


def test_nobody_decides_on_their_own_draft(drafted, cast, now):
    """Not in the queue, not through the gate, not in the database, even with the role of a leader."""
    give_role(cast.intake_officer, Role.LEADER_IN_CHARGE, cast.agency)
    assert not queue.Queue(cast.intake_officer, on=timezone.localdate(now)).decisions().exists()
    for says in (APPROVE, SEND_BACK):
        with pytest.raises(Refused):
            actions.give_verdict_on_application(
                drafted, by=cast.intake_officer, now=now, says=says, opinion="好"
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=drafted.pk).update(decided_by=cast.intake_officer)


def test_the_queue_agrees_with_the_gate_for_the_whole_cast(drafted, cast, now):
    """Whoever finds it may judge it, whoever may not does not find it."""
    looked_at = list(cast.people.values())
    assert looked_at
    for person in looked_at:
        shown = queue.Queue(person, on=timezone.localdate(now)).decisions().exists()
        try:
            with transaction.atomic():
                actions.give_verdict_on_application(drafted, by=person, now=now, says=APPROVE)
                raise InterruptedError
        except InterruptedError:
            assert shown, person
        except Refused:
            assert not shown, person


@pytest.mark.parametrize(("name", "status"), [("leader", 200), ("clerk", 404), ("stranger", 404)])
def test_only_deciders_open_the_page(name, status, drafted, cast, client):
    """The page is for those who decide; it names neither the applicant nor their number."""
    client.force_login(cast.people[name])
    response = client.get(reverse("review:application", args=[drafted.pk]))
    assert response.status_code == status
    assert "某申请人" not in response.content.decode()
    assert "11010519491231002X" not in response.content.decode()


def test_signing_and_returning_on_the_page(drafted, cast, client):
    """An empty opinion stays at its field; a signature leads back to the queue."""
    client.force_login(cast.leader)
    address = reverse("review:application", args=[drafted.pk])
    response = client.post(address, {"says": "send_back", "return-opinion": ""})
    assert response.status_code == 422
    assert "opinion" in response.context["returning"].errors
    assert client.post(address, {"says": "approve"})["Location"] == reverse("review:queue")
    late = client.post(address, {"says": "approve"})
    assert late.status_code == 422
    assert cast.leader.name in late.content.decode()


def test_the_drafter_has_no_button(drafted, cast, client):
    """The page says that somebody else signs; a forged click changes nothing."""
    give_role(cast.intake_officer, Role.HEAD, cast.agency)
    client.force_login(cast.intake_officer)
    address = reverse("review:application", args=[drafted.pk])
    assert 'name="says"' not in client.get(address).content.decode()
    assert client.post(address, {"says": "approve"}).status_code == 422
    drafted.refresh_from_db()
    assert drafted.status == Application.Status.DRAFTED
