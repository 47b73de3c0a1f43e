"""What a change of the working days does to complaints that wait for an answer and to orders that wait for a report."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_noop

from catalog.models import CalendarChange
from core.deadlines import shifts
from core.deadlines.shifts import Moved
from core.mail import letters
from core.models import User
from core.permissions import holders
from core.workdays import Calendar
from supervision import complaint_clock, order_clock, rules
from supervision.actions.orders import ADDRESSEES
from supervision.models import (
    Complaint,
    ComplaintEvent,
    CorrectionOrder,
    CorrectionOrderEvent,
)

COMPLAINTS = gettext_noop("Days of answer to complaints")
ORDERS = gettext_noop("Last days of correction orders")


def moved_complaints(code: str, before: Calendar, after: Calendar, *, since: date) -> list[Moved]:
    """The days of answer of waiting complaints that move when ``after`` takes the place of ``before``.

    What ended before ``since``, the first day that differs, stays; so does a day not computed from ``before``.
    """
    rows = Complaint.objects.waiting().filter(agency__calendar=code, answer_by__gte=since)
    rows = rows.select_related("version").prefetch_related("clock_entries").order_by("pk")

    def key(one: Complaint) -> Hashable:
        return one.version_id, tuple((it.tier, it.act, it.on, it.days) for it in one.clock_entries.all())

    def day(one: Complaint, days: Calendar) -> date | None:
        due = complaint_clock.due(one, days)
        return due and due.day

    return list(_moving(rows.iterator(shifts.CHUNK), "answer_by", before, after, key, day))


def moved_orders(code: str, before: Calendar, after: Calendar, *, since: date) -> list[Moved]:
    """The last days of issued orders that move; a day that a supervisor set by hand stays."""
    rows = CorrectionOrder.objects.filter(status=CorrectionOrder.Status.ISSUED)
    rows = rows.filter(agency__calendar=code, due_on__gte=since)
    rows = rows.select_related("agency__regime").prefetch_related("clock_entries").order_by("pk")

    def key(one: CorrectionOrder) -> Hashable:
        return (
            one.agency_id,
            one.kind,
            one.issued_on,
            tuple((it.act, it.on, it.days) for it in one.clock_entries.all()),
        )

    def day(one: CorrectionOrder, days: Calendar) -> date | None:
        entries = one.clock_entries.all()
        if not entries or order_clock.set_by_hand(entries):
            return None
        return order_clock.computed(entries, one.kind, order_clock.version_of(one), days).day

    return list(_moving(rows.iterator(shifts.CHUNK), "due_on", before, after, key, day))


def _moving(
    rows: Iterator[Model],
    field: str,
    before: Calendar,
    after: Calendar,
    key: Callable[[Model], Hashable],
    day: Callable[[Model, Calendar], date | None],
) -> Iterator[Moved]:
    """Those of ``rows`` whose day moves; equal stories are computed once."""
    known: dict[Hashable, tuple[date | None, date | None]] = {}
    for one in rows:
        story, stands = key(one), getattr(one, field)
        if story not in known:
            known[story] = (day(one, before), day(one, after))
        was, becomes = known[story]
        if was == stands and becomes not in (None, was):
            yield Moved(one.pk, one.number, was, becomes)


def move_complaints(change: CalendarChange, moves: list[Moved], after: Calendar, *, now: datetime) -> None:
    """Move the days, write an event for each, and owe letters. Call it inside the transaction."""
    shifts.move_days(Complaint.objects.all(), "answer_by", moves)
    waiting = Complaint.objects.waiting().filter(agency__calendar=change.calendar)
    shifts.mark_provisional(waiting, "answer_by", after.published_to)
    tables, events, told = defaultdict(list), [], []
    for one, complaint in shifts.chosen(Complaint.objects.select_related("agency", "department"), moves):
        tables[complaint.agency, complaint.department].append(one)
        events.append(_event(ComplaintEvent(complaint=complaint), one, complaint.status, change, now))
        if complaint.email:
            context = {"complaint": complaint, "change": change, "moved": one}
            told.append(letters.written("complaint_moved", to=complaint.email, context=context, now=now))
    ComplaintEvent.objects.bulk_create(events, batch_size=500)
    letters.owe_all(told)
    _tell(change, COMPLAINTS, rules.HANDLE_COMPLAINTS.roles, tables, now)


def move_orders(change: CalendarChange, moves: list[Moved], *, now: datetime) -> None:
    """Move the last days, write an event for each, and owe letters. Call it inside the transaction."""
    shifts.move_days(CorrectionOrder.objects.all(), "due_on", moves)
    _move_criticisms(change.calendar)
    tables, events = defaultdict(list), []
    for one, order in shifts.chosen(CorrectionOrder.objects.select_related("agency", "department"), moves):
        tables[order.agency, order.department].append(one)
        events.append(_event(CorrectionOrderEvent(order=order), one, order.status, change, now))
    CorrectionOrderEvent.objects.bulk_create(events, batch_size=500)
    _tell(change, ORDERS, ADDRESSEES, tables, now)


def _move_criticisms(code: str) -> None:
    """The days of circular criticisms that are still owed, counted over the calendar as it stands now."""
    owed = CorrectionOrder.objects.filter(
        status=CorrectionOrder.Status.ISSUED,
        agency__calendar=code,
        criticise_by__isnull=False,
        criticised_on__isnull=True,
    )
    for order in owed.select_related("agency__regime"):
        by = order_clock.criticise_by(order)
        if by != order.criticise_by:
            order.criticise_by = by
            order.save(update_fields=["criticise_by"])


def _event(event: Model, one: Moved, status: str, change: CalendarChange, now: datetime) -> Model:
    event.action, event.previous, event.current = "calendar", status, status
    event.note, event.at = one.note(change.notice_number), now
    return event


def _tell(
    change: CalendarChange, what: str, roles: tuple, tables: dict[tuple, list[Moved]], now: datetime
) -> None:
    """One letter to each person, with every day that moved in their reach."""
    lines: dict[User, dict[Moved, None]] = defaultdict(dict)
    for (agency, department), moves in tables.items():
        people = {
            person
            for role in roles
            for person in holders(role, agency=agency, department=department, on=timezone.localdate(now))
            if person.email
        }
        for person in people:
            lines[person].update(dict.fromkeys(moves))
    told = []
    for person in sorted(lines, key=lambda one: one.pk):
        context = {"person": person, "change": change, "what": what, "lines": list(lines[person])}
        told.append(letters.written("cases_moved", to=person.email, context=context, now=now))
    letters.owe_all(told)
