"""Correction orders: written, with a day, told to the department, reported on, closed or sent back (J2-263)."""

from datetime import date, timedelta

import pytest

from core.models import Letter
from core.transitions import Refused, open_steps
from supervision import access, actions
from supervision.models import CorrectionOrder
from tests.conftest import load_regime


@pytest.fixture
def issue(cast, now):
    """Issue an order to the cast's department."""

    def make(**fields):
        content = {"finding": "公开栏未更新", "demand": "请更新公开栏", "due_on": date(2026, 3, 31)}
        return actions.issue_order(
            **{"agency": cast.agency, "department": cast.department, "by": cast.supervisor, "now": now}
            | content
            | fields
        )

    return make


def test_an_order_is_numbered_and_told_to_head_and_proposer(issue, cast):
    """One letter for each person who answers, with the text and the address."""
    first, second = issue(), issue()
    assert first.number == f"{cast.agency.code}-限改〔2026〕0001"
    assert second.number == f"{cast.agency.code}-限改〔2026〕0002"
    letters = Letter.objects.filter(name="correction_order", subject__contains="0001")
    assert {letter.to for letter in letters} == {cast.clerk.email, cast.department_head.email}
    assert "公开栏未更新" in letters[0].body
    assert first.get_absolute_url() in letters[0].body
    assert [event.action for event in first.events.all()] == ["issue"]


def test_without_a_day_the_term_of_the_regime_counts(cast, now):
    """The clock correction_order of document J2 gives the day; a regime without one asks for it."""
    agency = cast.stranger.roles.first().agency
    version = load_regime("bureau-proactive")
    agency.regime = version.regime
    agency.save()
    length = version.rules.clocks["correction_order"].length
    due = actions.due_day(agency, now.date())
    assert due is not None
    assert length.days > 0
    assert due > now.date()


def test_a_regime_without_a_term_asks_for_the_day(issue, cast, now):
    """No number of ours is made up for it."""
    clocks = cast.agency.regime.version_on(now.date()).rules.clocks
    if "correction_order" in clocks:
        assert issue(due_on=None).due_on == actions.due_day(cast.agency, now.date())
    else:
        with pytest.raises(Refused):
            issue(due_on=None)


@pytest.mark.parametrize(
    "fields",
    [{"finding": " "}, {"demand": ""}, {"due_on": date(2026, 3, 10)}, {"due_on": date(2025, 1, 1)}],
    ids=["no finding", "no demand", "due today", "due in the past"],
)
def test_an_incomplete_order_is_refused_and_nothing_is_kept(issue, fields):
    """No row, no number, no letter."""
    with pytest.raises(Refused):
        issue(**fields)
    assert not CorrectionOrder.objects.exists()
    assert not Letter.objects.filter(name="correction_order").exists()


@pytest.mark.parametrize("who", ["clerk", "leader", "invited_supervisor", "observer", "stranger"])
def test_only_the_supervision_group_orders(issue, cast, who):
    """Watching is not ordering, and a supervisor of another agency orders nothing here."""
    with pytest.raises(Refused):
        issue(by=getattr(cast, who))


def test_an_order_cannot_reach_into_another_agency(issue, cast):
    """Neither by its department nor by its obligation."""
    elsewhere = cast.stranger.roles.first().agency
    with pytest.raises(Refused):
        issue(department=elsewhere.departments.first())


def test_an_obligation_of_another_department_is_refused(issue, cast, obligation):
    """The order names what this department owes."""
    assert issue(obligation=obligation).obligation == obligation
    with pytest.raises(Refused):
        issue(obligation=obligation, department=cast.other_department)


def test_reported_not_accepted_reported_again_and_closed(issue, cast, now):
    """The whole life: each step belongs to its side, the reasons stay, the department is told when it is not enough."""
    order = issue()
    with pytest.raises(Refused):
        actions.close(order, by=cast.supervisor, now=now)
    actions.report(order, report="已更新", by=cast.clerk, now=now)
    with pytest.raises(Refused):
        actions.report(order, report="再报一次", by=cast.clerk, now=now)
    actions.reopen(order, reason="照片看不清", by=cast.supervisor, now=now)
    assert "照片看不清" in Letter.objects.filter(name="correction_order", to=cast.clerk.email).first().body
    actions.report(order, report="已更新并重新拍照", by=cast.department_head, now=now)
    actions.close(order, by=cast.supervisor, now=now, note="符合要求")
    assert order.status == CorrectionOrder.Status.CLOSED
    assert [event.action for event in order.events.all()] == ["issue", "report", "reopen", "report", "close"]
    assert open_steps(order, cast.supervisor) == []


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_report_or_reason_is_refused(issue, cast, now, text):
    """Both sides must say something."""
    order = issue()
    with pytest.raises(Refused):
        actions.report(order, report=text, by=cast.clerk, now=now)
    actions.report(order, report="已更新", by=cast.clerk, now=now)
    with pytest.raises(Refused):
        actions.reopen(order, reason=text, by=cast.supervisor, now=now)


def test_nobody_accepts_their_own_report(issue, cast, now):
    """The department cannot close what it reported, nor can another department report for it."""
    order = issue()
    with pytest.raises(Refused):
        actions.report(order, report="代报", by=cast.colleague, now=now)
    actions.report(order, report="已更新", by=cast.clerk, now=now)
    with pytest.raises(Refused):
        actions.close(order, by=cast.clerk, now=now + timedelta(days=1))


def test_watchers_and_the_department_see_an_order_and_nobody_else(issue, cast):
    """The whole cast, asked one by one."""
    order = issue()
    sees = {name for name, user in cast.people.items() if order in access.orders_readable_by(user)}
    assert {"supervisor", "clerk", "department_head", "head", "administrator"} <= sees
    assert not sees & {"colleague", "stranger", "archivist"}
