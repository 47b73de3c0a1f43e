"""Asking a third party whom the disclosure may harm: the answer waits for it, while its own time runs (art. 32)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import letters
from core.models import User
from core.transitions import Refused, take
from requests_app.actions import clocks
from requests_app.actions.clocks import ANSWER, ENDS, THIRD_PARTY, Act
from requests_app.models import Application, ClockEntry

WAITS_FOR_THIRD_PARTY = gettext_noop("Waiting for a third party’s opinion")
ANSWERED = gettext_noop("The third party answered")
SILENT = gettext_noop("The third party’s time is over")


def may_consult(application: Application) -> bool:
    """Whether the regime stops the answer for a third party, and none was asked yet."""
    promised = application.rules.clocks.get(THIRD_PARTY)
    asked = any(entry.clock == THIRD_PARTY for entry in application.clock_entries.all())
    return promised is not None and promised.stops == ANSWER and not asked


@transaction.atomic
def consult_third_party(application: Application, *, party: str, by: User, now: datetime) -> Application:
    """Ask ``party`` for an opinion: the answer waits, the third party's own time runs (art. 32, 33).

    Raises ``Refused``.
    """
    today, party = timezone.localdate(now), party.strip()

    def blockers(locked: Application) -> Iterator[str]:
        if not may_consult(locked):
            yield _("A third party was asked already, or these rules do not stop the clock for one.")
        if not party:
            yield _("Say who is asked.")
        if locked.answer_by and today > locked.answer_by:
            yield _("The day of answer has passed; a third party can no longer stop the clock.")

    take(application, "consult_third_party", by=by, now=now, note=party, blockers=blockers)
    clocks.add(application, ANSWER, Act.PAUSE, on=today, now=now, by=by, reason=WAITS_FOR_THIRD_PARTY)
    clocks.add(application, THIRD_PARTY, Act.START, on=today, now=now, by=by)
    clocks.set_answer_day(application)
    context = {"application": application, "until": clocks.due_of(application, THIRD_PARTY).day}
    letters.owe("application_consulting", to=application.email, context=context, now=now)
    return application


@transaction.atomic
def third_party_answered(
    application: Application, *, on: date, opinion: str, by: User, now: datetime
) -> Application:
    """Enter the opinion that came on the day ``on``; the clock goes on, at the latest when the time was over.

    Raises ``Refused``.
    """
    today, opinion = timezone.localdate(now), opinion.strip()

    def blockers(locked: Application) -> Iterator[str]:
        if not clocks.runs(locked, THIRD_PARTY):
            yield _("No third party is waited for.")
        if on > today:
            yield _("The day of the opinion cannot lie ahead.")
        if not opinion:
            yield _("Say what the third party answered.")

    take(application, "third_party_answered", by=by, now=now, note=opinion, blockers=blockers)
    last = min(on, clocks.due_of(application, THIRD_PARTY).day)
    _go_on(application, Act.STOP, on=last, reason=ANSWERED, by=by, now=now)
    return application


def go_on_without(*, now: datetime) -> int:
    """Let every answer go on whose third party kept silent to the end of its time (art. 32). Returns how many.

    The clock goes on from the last day of that time, however late this is done.
    """
    today = timezone.localdate(now)
    return sum(_go_on_without(pk, today, now) for pk in waiting().values_list("pk", flat=True))


def count_waiting(*, now: datetime) -> int:
    """How many answers would go on now without their third party."""
    today = timezone.localdate(now)
    return sum(_is_over(application, today) for application in waiting())


def waiting() -> QuerySet[Application]:
    """The applications that wait for a third party."""
    entries = ClockEntry.objects.filter(application=OuterRef("pk"), clock=THIRD_PARTY)
    rows = Application.objects.filter(Exists(entries), ~Exists(entries.filter(act__in=ENDS)))
    return rows.filter(status=Application.Status.REGISTERED).select_related("agency", "version")


def _is_over(application: Application, today: date) -> bool:
    return clocks.due_of(application, THIRD_PARTY).day < today


@transaction.atomic
def _go_on_without(pk: int, today: date, now: datetime) -> bool:
    application = waiting().filter(pk=pk).first()
    if application is None or not _is_over(application, today):
        return False

    def blockers(locked: Application) -> Iterator[str]:
        if not clocks.runs(locked, THIRD_PARTY):
            yield _("No third party is waited for.")

    try:
        take(application, "third_party_silent", by=None, now=now, blockers=blockers)
    except Refused:  # somebody else was faster
        return False
    last = clocks.due_of(application, THIRD_PARTY).day
    _go_on(application, Act.LAPSE, on=last, reason=SILENT, by=None, now=now)
    return True


def _go_on(
    application: Application, act: str, *, on: date, reason: str, by: User | None, now: datetime
) -> None:
    clocks.add(application, THIRD_PARTY, act, on=on, now=now, by=by, reason=reason)
    clocks.add(application, ANSWER, Act.RESUME, on=on, now=now, by=by, reason=reason)
    clocks.set_answer_day(application)
