"""Written orders to correct, what the department reports back, and whether that is enough (J2-263)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Obligation
from core import calendars, letters
from core.models import Agency, Department, User
from core.permissions import holders, may
from core.roles import Role
from core.serials import next_number
from core.transitions import Refused, take
from supervision import rules
from supervision.models import CorrectionOrder

CLOCK = "correction_order"
ADDRESSEES = (Role.DEPARTMENT_HEAD, Role.PROPOSER)


def due_day(agency: Agency, issued_on: date) -> date | None:
    """The day by which an order of ``issued_on`` must be obeyed under the regime; None when it names no term."""
    rules_of_day = agency.regime.version_on(issued_on).rules
    clock = rules_of_day.clocks.get(CLOCK)
    if clock is None:
        return None
    return calendars.counting(agency, rules_of_day).after(issued_on, clock.length)


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
) -> CorrectionOrder:
    """Order ``department`` in writing to put something right by ``due_on``, or by the regime's own term.

    The heads and proposers of the department are owed a letter. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    due_on = due_on or due_day(agency, today)
    if reasons := list(_order_faults(agency, department, finding, demand, due_on, obligation, by, today)):
        raise Refused(*reasons)
    serial = next_number(agency, "correction order", today.year)
    order = CorrectionOrder.objects.create(
        agency=agency,
        department=department,
        obligation=obligation,
        number=f"{agency.code}-限改〔{today.year}〕{serial:04d}",
        finding=finding.strip(),
        demand=demand.strip(),
        issued_on=today,
        due_on=due_on,
        issued_by=by,
    )
    order.events.create(action="issue", previous="", current=order.status, actor=by, at=now)
    _tell_department(order, now)
    return order


def report(order: CorrectionOrder, *, report: str, by: User, now: datetime) -> CorrectionOrder:
    """The department says what it has put right. Raises ``Refused``."""
    if not report.strip():
        raise Refused(_("The report is empty: say what was put right."))
    return take(order, "report", by=by, now=now, note=report.strip(), report=report.strip())


def close(order: CorrectionOrder, *, by: User, now: datetime, note: str = "") -> CorrectionOrder:
    """Accept the report. Raises ``Refused``."""
    return take(order, "close", by=by, now=now, note=note.strip())


@transaction.atomic
def reopen(order: CorrectionOrder, *, reason: str, by: User, now: datetime) -> CorrectionOrder:
    """Do not accept the report; the department is told why by letter. Raises ``Refused``."""
    if not reason.strip():
        raise Refused(_("Say why the report is not accepted."))
    take(order, "reopen", by=by, now=now, note=reason.strip())
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
    if not may(by, rules.ORDER, department):
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


def _tell_department(order: CorrectionOrder, now: datetime, again: str = "") -> None:
    """One letter for each person who answers for the department; who is both head and proposer gets one."""
    place = {"agency": order.agency, "department": order.department}
    people = {person for role in ADDRESSEES for person in holders(role, **place) if person.email}
    for person in sorted(people, key=lambda person: person.pk):
        context = {"order": order, "person": person, "again": again, "site": settings.SITE_URL}
        letters.owe("correction_order", to=person.email, context=context, now=now)
