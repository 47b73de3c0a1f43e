"""The information-processing fee of an application: asked for, paid, or given up (art. 42, 国办函〔2020〕109号).

While the fee is waited for, the answer stands still. With the payment its days are counted anew. Who does not pay
within the term of the regime, from the day the notice came, has given the application up; what is paid later is given
back, and one may apply anew (109号). The day of the payment is that of the order at the bank, not of the entry here: a
case that was closed although it had been paid in time is taken up again, by an officer with reason and voucher.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.mail import letters
from core.models import User
from core.transitions import take
from requests_app import fees, report_rows
from requests_app.actions import clocks, notices
from requests_app.actions.clocks import ANSWER, FEE, Act
from requests_app.models import Application, CaseKind, Fee

WAITS_FOR_FEE = gettext_noop("Waiting for the fee")
PAID = gettext_noop("The fee was paid")
A_DAY = timedelta(days=1)


def may_charge(application: Application) -> bool:
    """Whether the regime knows a fee, and none was asked for this application."""
    promised = application.rules.clocks.get(FEE)
    return promised is not None and promised.stops == ANSWER and not hasattr(application, "fee")


def earlier_this_month(application: Application) -> QuerySet[Application]:
    """The applications of the same applicant to the same body in the calendar month of receipt, before this one.

    What was withdrawn is not decided upon and does not count. None are known of somebody who cannot be told apart.
    """
    day = application.received_on
    before = Q(received_on__lt=day) | Q(received_on=day, pk__lt=application.pk)
    same = Application.objects.filter(agency=application.agency_id, applicant_key=application.applicant_key)
    same = same.filter(kind=CaseKind.DISCLOSURE)
    same = same.filter(before, received_on__gte=day.replace(day=1)).exclude(
        status=Application.Status.WITHDRAWN
    )
    return same if application.applicant_key else same.none()


def items_already(application: Application) -> int:
    """How many items the applicant applied for earlier in the month: one for each application, more where counted."""
    counted = Case(When(fee__basis=Fee.Basis.ITEMS, then=F("fee__number")), default=Value(1))
    return earlier_this_month(application).aggregate(items=Sum(counted))["items"] or 0


@transaction.atomic
def quote_fee(
    application: Application,
    *,
    basis: str,
    number: int,
    reason: str,
    how_to_pay: str,
    by: User,
    now: datetime,
    already: int | None = None,
) -> Application:
    """Ask for the fee for ``number`` items or pages: the notice says its working, the answer stands still.

    ``already`` are the items of the month that count before it, at most those of the register, which hold without it.
    Raises ``Refused``.
    """
    today, reason, how_to_pay = timezone.localdate(now), reason.strip(), how_to_pay.strip()
    found = items_already(application) if basis == Fee.Basis.ITEMS else 0
    counted = found if already is None or basis == Fee.Basis.PAGES else already
    fee, fault = _counted(basis, number, counted)

    def blockers(locked: Application) -> Iterator[str]:
        if not may_charge(locked):
            yield _("A fee was asked already, or these rules know none.")
        if fault:
            yield fault
        elif not fee.total:
            yield _("So few cost nothing; there is no fee to ask for.")
        if counted > found:
            yield _("The register shows only %(count)s items of this applicant earlier in the month.") % {
                "count": found
            }
        if not reason:
            yield _(
                "Say why number or frequency go clearly beyond what is reasonable (Regulation, article 42)."
            )
        if not how_to_pay:
            yield _("Say how the fee is paid.")
        yield from too_late(locked, today)

    take(application, "quote_fee", by=by, now=now, note=reason, blockers=blockers)
    Fee.objects.create(
        application=application,
        basis=basis,
        number=number,
        already=counted,
        working=[line.as_data() for line in fee.lines],
        amount=fee.total,
        reason=reason,
        how_to_pay=how_to_pay,
        quoted_on=today,
        quoted_by=by,
    )
    clocks.add(application, ANSWER, Act.PAUSE, on=today, now=now, by=by, reason=WAITS_FOR_FEE)
    clocks.set_answer_day(application)
    notices.issue_fee(application, by=by, now=now)
    letters.owe("application_fee", to=application.email, context={"application": application}, now=now)
    return application


def too_late(application: Application, today: date) -> Iterator[str]:
    """Why no fee can be asked for on ``today``, whatever is typed."""
    if application.answer_by is None:
        yield _("The clock stands still; a fee is asked for while it runs.")
    elif today > application.answer_by:
        yield _("The day of answer has passed; a fee can no longer be asked for.")


def _counted(basis: str, number: int, already: int) -> tuple[fees.Fee | None, str]:
    """The fee, or why it cannot be counted."""
    try:
        if basis == Fee.Basis.PAGES:
            return fees.by_pages(number), ""
        return fees.by_items(number, already=already), ""
    except ValueError as error:
        return None, str(error)


@transaction.atomic
def fee_told(application: Application, *, on: date, by: User | None, now: datetime) -> Application:
    """Enter the day on which the notice of the fee came to the applicant: from it the time to pay runs.

    Without ``by`` the clock does it, of what was announced publicly. Raises ``Refused``.
    """
    today = timezone.localdate(now)

    def blockers(locked: Application) -> Iterator[str]:
        if not locked.owes_fee:
            yield _("No fee is waited for.")
        elif locked.fee.told_on:
            yield _("The day on which the notice came is entered already.")
        elif not locked.fee.quoted_on <= on <= today:
            yield _("The notice came between the day it was made and today.")

    told = "fee_told" if by else "fee_told_by_clock"
    take(application, told, by=by, now=now, note=on.isoformat(), blockers=blockers)
    _change(application, told_on=on)
    clocks.add(application, FEE, Act.START, on=on, now=now, by=by)
    return application


@transaction.atomic
def pay_fee(application: Application, *, on: date, voucher: str, by: User, now: datetime) -> Application:
    """Enter the payment of the day ``on``: the days of the answer are counted anew from the day after.

    Raises ``Refused``, also for a second payment and for one after the term.
    """
    today, voucher = timezone.localdate(now), voucher.strip()

    def blockers(locked: Application) -> Iterator[str]:
        fee = getattr(locked, "fee", None)
        if fee is not None and fee.paid_on:
            yield _("The fee was paid already, on %(day)s (voucher %(voucher)s).") % {
                "day": fee.paid_on.isoformat(),
                "voucher": fee.voucher,
            }
        elif fee is None or not fee.is_waited_for:
            yield _("No fee is waited for.")
        elif not fee.quoted_on <= on <= today:
            yield _("The fee was paid between the day it was asked for and today.")
        elif fee.told_on and on > (last := pay_by(locked)):
            yield _too_late_to_pay(last)
        if not voucher:
            yield _("Give the number of the voucher (财政票据).")

    take(application, "pay_fee", by=by, now=now, note=voucher, blockers=blockers)
    return _paid(application, on, voucher, by, now)


def may_revive(application: Application) -> bool:
    """Whether the case was closed for its fee, so that a payment that had come in time may be entered."""
    fee = getattr(application, "fee", None)
    is_closed = application.status == Application.Status.LAPSED and application.purged_on is None
    return is_closed and fee is not None and fee.lapsed_on is not None


@transaction.atomic
def revive_fee(
    application: Application, *, on: date, voucher: str, reason: str, by: User, now: datetime
) -> Application:
    """Take a case up again that was closed for its fee although it had been paid in time, on the day ``on``.

    ``reason`` says how it was found out. The answer is counted from the day after the payment, as if it had been
    entered at once: the days for which the case was closed are the body's own. Raises ``Refused``.
    """
    today, voucher, reason = timezone.localdate(now), voucher.strip(), reason.strip()

    def blockers(locked: Application) -> Iterator[str]:
        if not may_revive(locked):
            yield _("This case was not closed for its fee.")
            return
        if not locked.fee.quoted_on <= on <= today:
            yield _("The fee was paid between the day it was asked for and today.")
        elif on > (last := pay_by(locked)):
            yield _too_late_to_pay(last)
        if not voucher:
            yield _("Give the number of the voucher (财政票据).")
        if not reason:
            yield _("Say why the payment was not known in time.")

    take(application, "revive_fee", by=by, now=now, note=reason, blockers=blockers, report_row=None)
    for name in (FEE, ANSWER):
        clocks.add(
            application, name, Act.REVIVE, on=max(on, application.fee.told_on), now=now, by=by, reason=PAID
        )
    _change(application, lapsed_on=None)
    _paid(application, on, voucher, by, now)
    notices.issue_revived(application, form="revived_fee", arrived_on=on, by=by, now=now)
    return application


def _too_late_to_pay(last: date) -> str:
    return _(
        "The time to pay ended on %(day)s: the application counts as given up. What was paid later is given back; one"
        " may apply anew."
    ) % {"day": last.isoformat()}


def _paid(application: Application, on: date, voucher: str, by: User, now: datetime) -> Application:
    """Keep the payment; the time to pay ends, the answer is counted anew."""
    _change(application, paid_on=on, voucher=voucher)
    if clocks.runs(application, FEE):
        clocks.add(application, FEE, Act.STOP, on=max(on, application.fee.told_on), now=now, by=by)
    counts_first = application.version.rules.counting.first_day_counts
    anew = on + A_DAY if counts_first else on  # day one is the day after the payment
    clocks.add(application, ANSWER, Act.RENEW, on=anew, now=now, by=by, reason=PAID)
    clocks.set_answer_day(application)
    return application


def against_giving_up(application: Application, today: date) -> Iterator[str]:
    """Why it cannot be closed on ``today`` because the fee was not paid."""
    if not application.owes_fee:
        yield _("No fee is waited for.")
    elif application.fee.told_on is None:
        yield _("The time to pay runs only from the day on which the notice came; enter that day first.")
    elif today <= (last := pay_by(application)):
        yield _(
            "The fee can be paid until %(day)s. After that day the application can be closed as given up."
        ) % {"day": date_format(last)}


@transaction.atomic
def lapse_fee(application: Application, *, by: User, now: datetime) -> Application:
    """Close an application whose fee was not paid in time: it counts as given up. Raises ``Refused``."""
    today = timezone.localdate(now)

    def blockers(locked: Application) -> Iterator[str]:
        return against_giving_up(locked, today)

    take(application, "lapse_fee", by=by, now=now, blockers=blockers, report_row=report_rows.NOT_PAID)
    return _lapsed(application, by, now)


@transaction.atomic
def lapse_fee_by_clock(application: Application, *, now: datetime) -> Application:
    """Close by the clock what was not paid for in time (109号). Raises ``Refused``."""
    today = timezone.localdate(now)

    def blockers(locked: Application) -> Iterator[str]:
        if (
            not locked.owes_fee
            or locked.fee.told_on is None
            or not clocks.is_over(locked, pay_by(locked), today)
        ):
            yield _("The time to pay is not over.")

    take(
        application,
        "lapse_fee_by_clock",
        by=None,
        now=now,
        blockers=blockers,
        report_row=report_rows.NOT_PAID,
    )
    return _lapsed(application, None, now)


def _lapsed(application: Application, by: User | None, now: datetime) -> Application:
    today = timezone.localdate(now)
    _change(application, lapsed_on=today)
    for name in (FEE, ANSWER):
        clocks.add(application, name, Act.LAPSE, on=today, now=now, by=by)
    notices.issue("lapse_fee", application, by=by, now=now)
    letters.owe("application_closed", to=application.email, context={"application": application}, now=now)
    return application


def pay_by(application: Application) -> date | None:
    """The last day to pay, or None before the notice came."""
    due = clocks.due_of(application, FEE)
    return due and due.day


def _change(application: Application, **changes) -> None:
    for name, value in changes.items():
        setattr(application.fee, name, value)
    application.fee.save(update_fields=list(changes))
