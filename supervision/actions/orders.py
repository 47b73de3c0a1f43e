"""Written orders to correct, what the department reports back, and whether that is enough (J2-263)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalog.actions import obligations
from catalog.models import Obligation
from core.deadlines import calendars, count, lengths
from core.mail import letters
from core.models import Agency, Department, User
from core.permissions import holders, may
from core.roles import Role
from core.serials import next_number
from core.transitions import Refused, take
from core.workdays import Span
from supervision import order_clock, rules
from supervision.models import CorrectionOrder
from supervision.order_clock import Act

Kind = CorrectionOrder.Kind
SERIES = {Kind.CORRECTION: ("correction order", "限改"), Kind.EXPLANATION: ("explanation", "说明")}
LOOKED_AT = gettext_noop("The supervision group looks at the report")
NOT_ACCEPTED = gettext_noop("The report was not accepted")
CIRCULATED_TO = (Role.HEAD, Role.DISCLOSURE_OFFICE)
ADDRESSEES = (Role.DEPARTMENT_HEAD, Role.PROPOSER)


def due_day(
    agency: Agency, issued_on: date, *, kind: str = Kind.CORRECTION, counts_from: date | None = None
) -> date | None:
    """The day by which an order of ``issued_on`` must be obeyed under the regime; None when it names no term.

    The term counts from ``counts_from``, such as the day of the change to be explained, else from ``issued_on``.
    """
    rules_of_day = agency.regime.version_on(issued_on).rules
    clock = order_clock.clock_of(kind, rules_of_day)
    if clock is None:
        return None
    return calendars.counting(agency, rules_of_day).after(counts_from or issued_on, clock.length)


@transaction.atomic
def issue_order(
    *,
    agency: Agency,
    department: Department,
    finding: str,
    demand: str,
    by: User,
    now: datetime,
    due_on: date | None = None,
    obligation: Obligation | None = None,
    kind: str = Kind.CORRECTION,
    counts_from: date | None = None,
) -> CorrectionOrder:
    """Order ``department`` in writing to put something right by ``due_on``, or by the regime's own term.

    Or to explain it (``kind``, I-227), within the regime's days from ``counts_from``, the day of the change.

    The heads and proposers of the department are owed a letter. Raises ``Refused``.
    """
    today, by_hand = timezone.localdate(now), due_on
    due_on = due_on or due_day(agency, today, kind=kind, counts_from=counts_from)
    if reasons := list(_order_faults(agency, department, finding, demand, due_on, obligation, by, today)):
        raise Refused(*reasons)
    if counts_from and counts_from > today:
        raise Refused(_("The day from which it counts cannot lie ahead."))
    serial = next_number(agency, SERIES[kind][0], today.year)
    order = CorrectionOrder.objects.create(
        agency=agency,
        department=department,
        obligation=obligation,
        kind=kind,
        number=f"{agency.code}-{SERIES[kind][1]}〔{today.year}〕{serial:04d}",
        finding=finding.strip(),
        demand=demand.strip(),
        issued_on=today,
        due_on=due_on,
        issued_by=by,
    )
    order.events.create(action="issue", previous="", current=order.status, actor=by, at=now)
    if by_hand:
        _note(order, Act.SET, now=now, by=by, day=by_hand)
    else:
        _note(order, Act.START, now=now, by=by, on=counts_from)
    if obligation and kind == Kind.CORRECTION:
        obligations.call_for(obligation, on=today)
    _keep_criticise_by(order)
    _tell_department(order, now)
    return order


@transaction.atomic
def criticise(order: CorrectionOrder, *, words: str, by: User, now: datetime) -> CorrectionOrder:
    """Criticise in a circular a department that has not put right by its day what it was ordered to (J2-263).

    Once for an order; the heads of all departments of the body are sent the circular, and so are the head of the body
    and the disclosure office. The order itself stays open. Raises ``Refused``.
    """
    words, today = words.strip(), timezone.localdate(now)

    def blockers(locked: CorrectionOrder) -> Iterator[str]:
        if locked.kind != Kind.CORRECTION:
            yield _("Only an order to correct leads to a circular criticism.")
        if locked.criticised_on:
            yield _("The circular criticism is issued already.")
        if locked.due_on >= today:
            yield _("The day of the order has not passed: there is nothing to criticise yet.")
        if not words:
            yield _("Say what is criticised.")

    said = {"criticism": words, "criticised_on": today, "criticised_by": by}
    take(order, "criticise", by=by, now=now, note=words, blockers=blockers, **said)
    for person in _circulated_to(order.agency, today):
        context = {"order": order, "person": person, "site": settings.SITE_URL}
        letters.owe("circular_criticism", to=person.email, context=context, now=now)
    return order


def _circulated_to(agency: Agency, today: date) -> list[User]:
    """The heads of all departments, the head of the body and the disclosure office, who have a mail address."""
    people = {person for role in CIRCULATED_TO for person in holders(role, agency=agency, on=today)}
    for department in agency.departments.all():
        place = {"agency": agency, "department": department}
        people.update(holders(Role.DEPARTMENT_HEAD, **place, on=today))
    return sorted((one for one in people if one.email), key=lambda one: one.pk)


@transaction.atomic
def extend(order: CorrectionOrder, *, days: int, reason: str, by: User, now: datetime) -> CorrectionOrder:
    """Put the order off once by ``days``, of the term's own kind, where its rules allow it. Raises ``Refused``."""
    reason = reason.strip()

    def blockers(locked: CorrectionOrder) -> Iterator[str]:
        most = order_clock.days_to_extend(locked)
        if not most:
            yield _(
                "This order cannot be put off: its rules allow it never, or once, or its day was set by hand."
            )
        elif not 0 < days <= most:
            length = Span(most, order_clock.is_working(locked))
            yield _("It may be put off by at most %(length)s.") % {"length": lengths.in_words(length)}
        if not reason:
            yield _("Say why it is put off.")
        if timezone.localdate(now) > locked.due_on:
            yield _("The day has passed; the order can no longer be put off.")

    take(order, "extend", by=by, now=now, note=reason, blockers=blockers)
    _note(order, Act.EXTEND, now=now, by=by, days=days, reason=reason)
    _tell_department(order, now, moved=reason)
    return order


@transaction.atomic
def set_day(order: CorrectionOrder, *, due_on: date, reason: str, by: User, now: datetime) -> CorrectionOrder:
    """Set another last day by hand, with a reason that the department is told. Raises ``Refused``."""
    reason = reason.strip()

    def blockers(locked: CorrectionOrder) -> Iterator[str]:
        if due_on <= timezone.localdate(now):
            yield _("The day by which it must be corrected lies ahead of today.")
        if due_on == locked.due_on:
            yield _("The order has this day already.")
        if not reason:
            yield _("Say why another day is set.")

    take(order, "set_day", by=by, now=now, note=reason, blockers=blockers)
    _note(order, Act.SET, now=now, by=by, day=due_on, reason=reason)
    _tell_department(order, now, moved=reason)
    return order


@transaction.atomic
def report(order: CorrectionOrder, *, report: str, by: User, now: datetime) -> CorrectionOrder:
    """The department says what it has put right; its clock stands still meanwhile. Raises ``Refused``."""
    if not report.strip():
        raise Refused(_("The report is empty: say what was put right."))
    take(order, "report", by=by, now=now, note=report.strip(), report=report.strip())
    _note(order, Act.PAUSE, now=now, by=by, reason=LOOKED_AT)
    return order


@transaction.atomic
def close(order: CorrectionOrder, *, by: User, now: datetime, note: str = "") -> CorrectionOrder:
    """Accept the report. Raises ``Refused``."""
    take(order, "close", by=by, now=now, note=note.strip())
    _note(order, Act.STOP, now=now, by=by)
    return order


@transaction.atomic
def reopen(order: CorrectionOrder, *, reason: str, by: User, now: datetime) -> CorrectionOrder:
    """Do not accept the report; the department is told why by letter. Raises ``Refused``."""
    if not reason.strip():
        raise Refused(_("Say why the report is not accepted."))
    take(order, "reopen", by=by, now=now, note=reason.strip())
    _note(order, Act.RESUME, now=now, by=by, reason=NOT_ACCEPTED)
    _tell_department(order, now, again=reason.strip())
    return order


def _order_faults(
    agency: Agency,
    department: Department,
    finding: str,
    demand: str,
    due_on: date | None,
    obligation: Obligation | None,
    by: User,
    today: date,
) -> Iterator[str]:
    if not may(by, rules.ORDER, department, on=today):
        yield _("Only the supervision group of the agency issues correction orders.")
    if department.agency_id != agency.pk:
        yield _("The department belongs to another agency.")
    if not finding.strip():
        yield _("Say what was found.")
    if not demand.strip():
        yield _("Say what must be done.")
    if due_on is None:
        yield _("The rules of this agency name no term for a correction: give the day.")
    elif due_on <= today:
        yield _("The day by which it must be corrected lies ahead of today.")
    if obligation and not obligation.department.path.startswith(department.path):
        yield _("The obligation belongs to another department.")


def _note(
    order: CorrectionOrder,
    act: str,
    *,
    now: datetime,
    by: User,
    days: int | None = None,
    day: date | None = None,
    reason: str = "",
    on: date | None = None,
) -> None:
    """Write down what happened to the clock today, or ``on`` a day, and keep the last day that follows.

    While the report is looked at there is none; the one that was told stays. Raises ``Refused``.
    """
    order.clock_entries.create(
        act=act, on=on or timezone.localdate(now), days=days, day=day, reason=reason, by=by, at=now
    )
    try:
        last = order_clock.last_day(order)
    except count.Impossible as impossible:
        raise Refused(str(impossible)) from impossible
    if last is not None and last != order.due_on:
        order.due_on = last
        order.save(update_fields=["due_on"])
        _keep_criticise_by(order)


def _keep_criticise_by(order: CorrectionOrder) -> None:
    """Keep the day of the circular criticism that follows from the last day of the order."""
    by = order_clock.criticise_by(order)
    if by != order.criticise_by:
        order.criticise_by = by
        order.save(update_fields=["criticise_by"])


def _tell_department(order: CorrectionOrder, now: datetime, again: str = "", moved: str = "") -> None:
    """One letter for each person who answers for the department; who is both head and proposer gets one."""
    place = {"agency": order.agency, "department": order.department}
    people = {
        person
        for role in ADDRESSEES
        for person in holders(role, **place, on=timezone.localdate(now))
        if person.email
    }
    for person in sorted(people, key=lambda person: person.pk):
        context = {
            "order": order,
            "person": person,
            "again": again,
            "moved": moved,
            "site": settings.SITE_URL,
        }
        letters.owe("correction_order", to=person.email, context=context, now=now)
