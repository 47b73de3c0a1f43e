"""Reminding of complaints that wait for their answer and of correction orders that wait for a report."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import cast

from django.utils import timezone

from core import reminders
from core.models import User
from supervision import complaint_clock, order_clock
from supervision.actions.complaints import is_own_work
from supervision.models import (
    Complaint,
    ComplaintEvent,
    ComplaintReminder,
    CorrectionOrder,
    CorrectionOrderEvent,
    OrderReminder,
)

ANSWER, CORRECT = ComplaintReminder.Kind.ANSWER.value, OrderReminder.Kind.CORRECT.value
CRITICISE = OrderReminder.Kind.CRITICISE.value


def remind_of_complaints(*, now: datetime) -> int:
    """Owe a letter to everybody whom a rung names for a complaint that waits for its answer. Returns how many.

    Nobody is reminded of a complaint about their own work.
    """
    return reminders.remind(COMPLAINTS, now=now)


def remind_of_orders(*, now: datetime) -> int:
    """Owe a letter to everybody whom a rung names for an order that waits for the department. Returns how many."""
    return reminders.remind(ORDERS, now=now)


def remind_of_criticisms(*, now: datetime) -> int:
    """Owe a letter to everybody whom a rung names for a circular criticism that is owed (J2-263). Returns how many."""
    return reminders.remind(criticisms(timezone.localdate(now)), now=now)


def criticisms(today: date) -> reminders.Matter:
    """Overdue orders on which a circular criticism is owed and was not issued by ``today``."""
    return reminders.Matter(
        letter="criticism_near",
        ladders={CRITICISE: "criticisms"},
        reminder=OrderReminder,
        agency="agency",
        rows=lambda: CorrectionOrder.objects.to_criticise(today),
        cases=reminders.of_one_day(CRITICISE, "criticise_by", "department__path"),
        story=reminders.Story(CorrectionOrderEvent, "order"),
    )


def _of_others(person: User, found: dict[int, Complaint], today: date) -> Iterator[int]:
    return (pk for pk, complaint in found.items() if not is_own_work(complaint, person))


COMPLAINTS = reminders.Matter(
    letter="complaint_near",
    ladders={ANSWER: "complaints"},
    reminder=ComplaintReminder,
    agency="agency",
    rows=lambda: Complaint.objects.waiting(),
    cases=reminders.of_one_day(ANSWER, "answer_by", "department__path"),
    told_of=_of_others,
    is_working=lambda one: complaint_clock.is_working(cast(Complaint, one)),
    story=reminders.Story(ComplaintEvent, "complaint"),
)
ORDERS = reminders.Matter(
    letter="order_near",
    ladders={CORRECT: "orders"},
    reminder=OrderReminder,
    agency="agency",
    rows=lambda: CorrectionOrder.objects.filter(status=CorrectionOrder.Status.ISSUED),
    cases=reminders.of_one_day(CORRECT, "due_on", "department__path"),
    is_working=lambda one: order_clock.is_working(cast(CorrectionOrder, one)),
    story=reminders.Story(CorrectionOrderEvent, "order"),
)
