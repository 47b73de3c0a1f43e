"""J2:028 逾期不改的进行通报批评: a missed order is criticised in a circular, reminded of, counted when late."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import Letter
from core.transitions import Refused
from supervision import actions
from supervision.actions import reminders
from supervision.models import CorrectionOrder
from tests.conftest import SHANGHAI, load_regime

WORDS = "公开栏应当更新而未更新，现予通报批评。"


@pytest.fixture
def order(cast, now):
    """An order of Tuesday 10 March under J2, 15 working days: due on 31 March, so a circular by 8 April."""
    load_regime("national-2019")  # whose ladders hold where a file is silent
    cast.agency.regime = load_regime("bureau-proactive").regime
    cast.agency.save()
    content = {"finding": "公开栏未更新", "demand": "请更新公开栏"}
    return actions.issue_order(
        agency=cast.agency, department=cast.department, by=cast.supervisor, now=now, **content
    )


def on(day: int, month: int = 4) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SHANGHAI)


def test_its_day_counts_from_the_missed_day_and_moves_with_it(order, cast, now):
    """Five working days after 31 March: 8 April, over Qingming. Another last day is another day of the circular."""
    assert (order.due_on, order.criticise_by) == (date(2026, 3, 31), date(2026, 4, 8))
    actions.set_day(order, due_on=date(2026, 4, 10), reason="材料未齐", by=cast.supervisor, now=now)
    order.refresh_from_db()
    assert order.criticise_by == date(2026, 4, 17)


def test_a_missed_order_is_criticised_in_the_form_and_told_to_all_heads(client, order, cast):
    """Typed, sent, read back: by the department, which cannot take it back; the order stays open."""
    CorrectionOrder.objects.filter(pk=order.pk).update(
        issued_on=timezone.localdate() - timedelta(days=40),
        due_on=timezone.localdate() - timedelta(days=1),
        criticise_by=timezone.localdate() + timedelta(days=6),
    )
    address = reverse("supervision:criticise", args=[order.pk])
    client.force_login(cast.supervisor)
    page = client.get(order.get_absolute_url()).content.decode()
    assert address in page and "按制度应在" in page
    answer = client.post(address, {"criticise-words": "  "})
    assert answer.status_code == 422 and "请写明通报批评的内容。" in answer.content.decode()
    assert client.post(address, {"criticise-words": WORDS}).status_code == 302
    order.refresh_from_db()
    assert (order.status, order.criticism, order.criticised_by) == ("issued", WORDS, cast.supervisor)
    letters = Letter.objects.filter(name="circular_criticism")
    assert {one.to for one in letters} == {
        cast.department_head.email, cast.head.email, cast.disclosure_office.email,
    }  # fmt: skip
    assert all(WORDS in one.body for one in letters)
    client.force_login(cast.clerk)
    page = client.get(order.get_absolute_url()).content.decode()
    assert WORDS in page and address not in page
    client.force_login(cast.supervisor)
    assert client.post(address, {"criticise-words": "再次"}).status_code == 422


@pytest.mark.parametrize("who", ["clerk", "department_head", "disclosure_office", "head", "stranger"])
def test_nobody_else_criticises(order, cast, who):
    with pytest.raises(Refused):
        actions.criticise(order, words=WORDS, by=getattr(cast, who), now=on(1))


def test_nothing_is_criticised_before_its_day_has_passed_or_after_a_report(order, cast, now):
    """On the last day itself the department still has time; who has reported is not criticised."""
    with pytest.raises(Refused):
        actions.criticise(order, words=WORDS, by=cast.supervisor, now=on(31, 3))
    actions.report(order, report="已更新", by=cast.clerk, now=on(1))
    with pytest.raises(Refused):
        actions.criticise(order, words=WORDS, by=cast.supervisor, now=on(2))
    assert not Letter.objects.filter(name="circular_criticism").exists()


def test_the_database_refuses_a_criticism_before_the_missed_day(order, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionOrder.objects.filter(pk=order.pk).update(
            criticism=WORDS, criticised_on=order.due_on, criticised_by=cast.supervisor
        )


def test_who_has_to_criticise_is_reminded_until_it_is_done(order, cast):
    """The day before, on the day, and a day late with the head of the body; never while the order still runs."""
    assert reminders.remind_of_criticisms(now=on(30, 3)) == 0
    told = [reminders.remind_of_criticisms(now=on(day)) for day in (7, 7, 8, 9)]
    assert told == [1, 0, 1, 2]
    assert {one.to for one in Letter.objects.filter(name="criticism_near")} == {
        cast.supervisor.email, cast.head.email,
    }  # fmt: skip
    actions.criticise(order, words=WORDS, by=cast.supervisor, now=on(10))
    assert reminders.remind_of_criticisms(now=on(20)) == 0


def test_a_late_circular_stands_in_the_figures_of_supervision(client, order, cast):
    """Each number opens the order that it counts."""
    actions.criticise(order, words=WORDS, by=cast.supervisor, now=on(9))
    client.force_login(cast.supervisor)
    period = {"agency": cast.agency.slug, "from": "2026-03-01", "to": "2026-04-30"}
    page = client.get(reverse("supervision:overview"), period)
    assert page.context["criticisms"] == {"all": 1, "waiting": 0, "missed": 1}
    listed = client.get(reverse("supervision:records"), {**period, "of": "criticism_missed"})
    assert order.number in listed.content.decode()
    assert "逾期" in client.get(order.get_absolute_url()).content.decode()


def test_rules_that_want_no_circular_owe_none(cast, now):
    """Document C knows no day for it: none is owed, and a missed order may be criticised all the same."""
    order = actions.issue_order(
        agency=cast.agency, department=cast.department, by=cast.supervisor, now=now,
        finding="公开栏未更新", demand="请更新公开栏", due_on=date(2026, 3, 31),
    )  # fmt: skip
    assert order.criticise_by is None
    assert reminders.remind_of_criticisms(now=on(20)) == 0
    actions.criticise(order, words=WORDS, by=cast.supervisor, now=on(20))
    assert order.criticised_on == date(2026, 4, 20)
