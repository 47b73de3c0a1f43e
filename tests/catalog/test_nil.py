"""That there is nothing to report is said of periods that come again, and never fulfils what was called for once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.actions import disclosures, nil
from catalog.models import Disclosure, Obligation
from core.transitions import Refused
from supervision import actions as supervision
from tests.signing import approve

# What is owed once, by its key: the first display, a milestone, an event, a phase of a decision.
ONCE = {
    "standing": "first",
    "milestone-2026-06-30": "milestone",
    "event-7": "event",
    "event-7-draft": "event",
}
AGAIN = {
    **dict.fromkeys(("2026-03", "2026-Q1", "2026-H1", "2026", "window-2026-06-30"), "period"),
    "review-2026-H1": "review",
}


@pytest.fixture
def owed(obligation):
    """Owe the obligation for something else; what comes again has no event."""

    def named(key):
        event = obligation.occurrence if key.startswith("event-") else None
        Obligation.objects.filter(pk=obligation.pk).update(
            key=key, owed_for=(ONCE | AGAIN)[key], occurrence=event
        )
        return Obligation.objects.get(pk=obligation.pk)

    return named


def state_of(obligation, day):
    """How the public sees it."""
    return Obligation.objects.with_state(day).get(pk=obligation.pk).state


@pytest.mark.parametrize("key", ONCE)
def test_the_gate_takes_no_nil_return_for_what_is_owed_once(key, owed, cast, now):
    """Neither by the button nor by hand: an emergency, a decision, a first display call for a publication."""
    obligation = owed(key)
    with pytest.raises(Refused):
        nil.report_nothing(obligation, attested=True, by=cast.clerk, now=now)
    assert not Disclosure.objects.exists() and state_of(obligation, now.date()) == "due"


@pytest.mark.parametrize("key", AGAIN)
def test_of_a_period_that_comes_again_it_can_be_said(key, owed, cast, now):
    """Attested by a person: months, quarters, half-years, years, windows, reviews."""
    obligation = owed(key)
    with pytest.raises(Refused):
        nil.report_nothing(obligation, attested=False, by=cast.clerk, now=now)
    assert nil.report_nothing(obligation, attested=True, by=cast.clerk, now=now).status == "in_review"


@pytest.mark.parametrize("key", [*ONCE, *AGAIN])
def test_an_old_nil_return_counts_where_it_may_be_given(key, owed, item, make_disclosure, now):
    """One that was published for what is owed once fulfils nothing: the duty is late when its day is over."""
    obligation = owed(key)
    made = make_disclosure(item, obligation=obligation, upto="published")
    Disclosure.objects.filter(pk=made.pk).update(is_nil=True)
    late = obligation.publish_by + timedelta(days=1)
    assert state_of(obligation, late) == ("nil" if key in AGAIN else "late")
    row = Obligation.objects.with_state(late).get(pk=obligation.pk)
    assert (row.fulfilled_on is not None) == (key in AGAIN) == row.recurs


def test_what_the_supervision_has_called_for_takes_no_nil_return(owed, client, cast, now):
    """Ordered in writing to be disclosed: neither the button nor a hand-made post reports nothing."""
    obligation = owed("2026-Q1")
    order(obligation, cast, now)
    client.force_login(cast.clerk)
    address = reverse("admin:catalog_obligation_nil", args=[obligation.pk])
    duty = reverse("admin:catalog_obligation_change", args=[obligation.pk])
    for page in (duty, reverse("desk")):
        assert address not in client.get(page).content.decode()
    told = client.post(address, {"attested": "on"}, follow=True)
    assert len(told.context["messages"]) == 1 and not Disclosure.objects.exists()
    with pytest.raises(Refused):
        nil.report_nothing(owed("2026-Q1"), attested=True, by=cast.clerk, now=now)


def test_an_order_after_a_nil_return_opens_the_duty_again(owed, item, cast, make_disclosure, now):
    """In review it cannot be approved any more; published it fulfils nothing, and a text follows its withdrawal."""
    obligation = owed("2026-Q1")
    nothing = nil.report_nothing(obligation, attested=True, by=cast.clerk, now=now)
    order(obligation, cast, now)
    with pytest.raises(Refused):
        approve(nothing, by=cast.leader, now=now)
    Obligation.objects.filter(pk=obligation.pk).update(called_for_on=None)
    nothing.refresh_from_db()
    approve(nothing, by=cast.leader, now=now)
    assert state_of(obligation, now.date()) == "nil"
    order(owed("2026-Q1"), cast, now)
    assert state_of(obligation, obligation.publish_by + timedelta(days=1)) == "late"
    assert not Obligation.objects.get(pk=obligation.pk).has_come
    with pytest.raises(Refused) as refusal:
        make_disclosure(item, obligation=owed("2026-Q1"))
    assert len(refusal.value.reasons) == 1
    disclosures.withdraw(nothing, reason="督查要求公开", by=cast.disclosure_office, now=now)
    make_disclosure(item, obligation=owed("2026-Q1"), upto="published")
    assert state_of(obligation, now.date()) == "published"


def order(obligation, cast, now):
    """The supervision group orders it to be disclosed."""
    return supervision.issue_order(
        agency=cast.agency, department=cast.department, by=cast.supervisor, now=now, obligation=obligation,
        finding="未公开", demand="请公开清单", due_on=now.date() + timedelta(days=10),
    )  # fmt: skip


@pytest.mark.parametrize("key", ["standing", "event-7"])
def test_no_page_offers_it_and_a_hand_made_post_is_told_why(key, owed, client, cast):
    """Neither the page of the duty nor the desk; whoever knows the address reads a sentence."""
    obligation = owed(key)
    client.force_login(cast.clerk)
    address = reverse("admin:catalog_obligation_nil", args=[obligation.pk])
    duty = reverse("admin:catalog_obligation_change", args=[obligation.pk])
    for page in (duty, reverse("desk")):
        assert address not in client.get(page).content.decode()
    told = client.post(address, {"attested": "on"}, follow=True)
    assert len(told.context["messages"]) == 1
    assert not Disclosure.objects.exists()
