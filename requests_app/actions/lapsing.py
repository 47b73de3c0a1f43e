"""What the clock closes because the applicant did not do in time what was asked: a correction, a payment."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from core.transitions import Refused
from requests_app.actions import charging, clocks, intake, mailbox
from requests_app.models import Application, Status


def due(today: date) -> Iterator[tuple[Application, bool]]:
    """What is over on ``today``: each application, and whether it is for its fee.

    A mail of the applicant that lies unread in the mailbox of the body may be the correction: it is read first.
    """
    rows = Application.objects.select_related("agency", "version", "fee").order_by("pk")
    for application in rows.filter(status=Status.CORRECTING).iterator(500):
        is_over = clocks.is_over(application, clocks.correct_by(application), today)
        if is_over and not mailbox.may_hold_word_of(application):
            yield application, False
    owing = {"fee__told_on__isnull": False, "fee__paid_on__isnull": True, "fee__lapsed_on__isnull": True}
    for application in rows.filter(status=Status.REGISTERED, **owing).iterator(500):
        if clocks.is_over(application, charging.pay_by(application), today):
            yield application, True


def lapse_due(*, now: datetime) -> int:
    """Close what is over, with its numbered notice and a letter. Returns how many. Safe to repeat."""
    closed = 0
    for application, is_fee in list(due(timezone.localdate(now))):
        close = charging.lapse_fee_by_clock if is_fee else intake.lapse_by_clock
        try:
            close(application, now=now)
        except Refused:  # somebody else was faster
            continue
        closed += 1
    return closed


def count_due(*, now: datetime) -> int:
    """How many would be closed now."""
    return sum(1 for _one in due(timezone.localdate(now)))
