"""Correction orders: written, with a day, told to the department, reported on, closed or sent back (J2-263)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Letter
from core.transitions import Refused, open_steps
from supervision import access, actions, order_clock
from supervision.actions import reminders
from supervision.models import CorrectionOrder
from tests.conftest import TODAY, load_regime


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
    assert (
        "照片看不清"
        in Letter.objects.addressed_to(cast.clerk.email).filter(name="correction_order").first().body
    )
    actions.report(order, report="已更新并重新拍照", by=cast.department_head, now=now)
    actions.close(order, by=cast.supervisor, now=now, note="符合要求")
    assert order.status == CorrectionOrder.Status.CLOSED
    assert [event.action for event in order.events.all()] == ["issue", "report", "reopen", "report", "close"]
    assert open_steps(order, cast.supervisor, on=timezone.localdate(now)) == []


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
    sees = {name for name, user in cast.people.items() if order in access.orders_readable_by(user, on=TODAY)}
    assert {"supervisor", "clerk", "department_head", "head"} <= sees
    assert not sees & {"colleague", "stranger", "archivist", "administrator"}


@pytest.fixture
def national(cast):
    """The cast's agency under the national Regulation: 15 working days, put off once by 15 at most."""
    version = load_regime("national-2019")
    cast.agency.regime = version.regime
    cast.agency.save()
    return version


def test_the_last_day_is_what_the_entries_of_the_clock_give(issue, national, cast, now):
    """From Tuesday 10 March 15 working days: 31 March; put off by 5: 8 April, over Qingming; each day is told."""
    order = issue(due_on=None)
    assert (order.due_on, order_clock.due(order).day) == (date(2026, 3, 31), date(2026, 3, 31))
    actions.extend(order, days=5, reason="材料在另一机关", by=cast.supervisor, now=now + timedelta(days=2))
    order.refresh_from_db()
    assert order.due_on == order_clock.due(order).day == date(2026, 4, 8)
    counted = [row.number for row in order_clock.due(order).days if row.number]
    assert counted == list(range(1, 21))
    assert "材料在另一机关" in Letter.objects.filter(name="correction_order").latest("pk").body


@pytest.mark.parametrize("days", [0, 16])
def test_an_order_is_put_off_by_the_cap_at_most_and_once(issue, national, cast, now, days):
    """What is refused leaves no entry."""
    order = issue(due_on=None)
    with pytest.raises(Refused):
        actions.extend(order, days=days, reason="材料未齐", by=cast.supervisor, now=now)
    assert order.clock_entries.count() == 1
    actions.extend(order, days=15, reason="材料未齐", by=cast.supervisor, now=now)
    with pytest.raises(Refused):
        actions.extend(order, days=1, reason="材料未齐", by=cast.supervisor, now=now)
    with pytest.raises(Refused):
        actions.extend(issue(), days=1, reason="日期是指定的", by=cast.supervisor, now=now)


def test_the_clock_stands_still_while_the_report_is_looked_at(issue, national, cast, now):
    """Reported on the 12th, not accepted on the 19th: the department keeps its 13 days that were left."""
    order = issue(due_on=None)
    actions.report(order, report="已更新", by=cast.clerk, now=now + timedelta(days=2))
    assert order_clock.due(order).day is None
    actions.reopen(order, reason="仍缺两项", by=cast.supervisor, now=now + timedelta(days=9))
    order.refresh_from_db()
    assert order.due_on == order_clock.due(order).day == date(2026, 4, 8)


def test_a_day_set_by_hand_is_an_entry_of_its_own(issue, national, cast, now):
    """It holds until another is set, with a reason; it lies ahead."""
    order = issue()
    assert [(one.act, one.day) for one in order.clock_entries.all()] == [("set", date(2026, 3, 31))]
    assert order_clock.due(order) is None
    for due_on, reason in ((now.date(), "提前"), (date(2026, 3, 31), "相同"), (date(2026, 4, 1), " ")):
        with pytest.raises(Refused):
            actions.set_day(order, due_on=due_on, reason=reason, by=cast.supervisor, now=now)
    with pytest.raises(Refused):
        actions.set_day(order, due_on=date(2026, 4, 10), reason="延后", by=cast.clerk, now=now)
    actions.set_day(order, due_on=date(2026, 4, 10), reason="延后", by=cast.supervisor, now=now)
    order.refresh_from_db()
    assert (order.due_on, order_clock.last_day(order)) == (date(2026, 4, 10), date(2026, 4, 10))


def test_an_order_is_reminded_of_up_the_ladder(issue, national, cast, now):
    """Three working days before: the proposer; on the day the head of the department too; none once it is reported."""
    order = issue()
    told = [reminders.remind_of_orders(now=now + timedelta(days=days)) for days in (1, 16, 16, 21)]
    assert told == [0, 1, 0, 2]
    assert Letter.objects.filter(name="order_near").order_by("pk").first().to == cast.clerk.email
    actions.report(order, report="已更新", by=cast.clerk, now=now + timedelta(days=21))
    assert reminders.remind_of_orders(now=now + timedelta(days=30)) == 0


def test_the_page_of_an_order_explains_its_days_and_puts_it_off(client, issue, national, cast):
    """The steps are offered to the supervision group only; what was typed stays."""
    order = issue(due_on=None, now=timezone.now())
    client.force_login(cast.clerk)
    page = client.get(order.get_absolute_url()).content.decode()
    assert 'class="days"' in page
    address = reverse("supervision:extend", args=[order.pk])
    assert address not in page
    client.force_login(cast.supervisor)
    assert address in client.get(order.get_absolute_url()).content.decode()
    assert client.post(address, {"extend-days": "99", "extend-reason": "x"}).status_code == 422
    assert client.post(address, {"extend-days": "2", "extend-reason": "材料未齐"}).status_code == 302
    later = (order.due_on + timedelta(days=60)).isoformat()
    sent = {"set_day-due_on": later, "set_day-reason": "另行确定"}
    assert client.post(reverse("supervision:set_day", args=[order.pk]), sent).status_code == 302
    page = client.get(order.get_absolute_url())
    assert page.context["by_hand"].day.isoformat() == later


def test_an_explanation_has_the_days_of_its_own_clock_from_the_day_of_the_change(issue, cast, now):
    """I-227: 20 working days from the change on Monday 2 March, so Monday 30 March; numbered apart."""
    cast.agency.regime = load_regime("city-office").regime
    cast.agency.save()
    content = {"kind": "explanation", "finding": "职权目录变更", "demand": "请说明变更理由", "due_on": None}
    order = issue(**content, counts_from=date(2026, 3, 2))
    assert order.number.endswith("说明〔2026〕0001")
    assert order.due_on == order_clock.due(order).day == date(2026, 3, 30)
    assert "职权目录变更" in Letter.objects.filter(name="correction_order").latest("pk").body
    actions.report(order, report="因机构改革调整", by=cast.clerk, now=now)
    actions.close(order, by=cast.supervisor, now=now)
    assert not order_clock.clock_of("explanation", load_regime("national-2019").rules)
    with pytest.raises(Refused):
        issue(**content, counts_from=date(2026, 3, 11))


def test_the_form_orders_an_explanation(client, cast):
    """One form for both; the list says which is which."""
    cast.agency.regime = load_regime("city-office").regime
    cast.agency.save()
    client.force_login(cast.supervisor)
    sent = {
        "kind": "explanation",
        "department": cast.department.pk,
        "finding": "流程图变更",
        "demand": "请说明",
        "counts_from": timezone.localdate().isoformat(),
    }
    assert client.post(reverse("supervision:new_order"), sent).status_code == 302
    order = CorrectionOrder.objects.get()
    assert order.kind == "explanation"
    assert client.get(order.get_absolute_url()).status_code == 200
