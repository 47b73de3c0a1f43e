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
from requests_app.actions import clocks, notices
from requests_app.actions.clocks import ANSWER, ENDS, THIRD_PARTY, Act
from requests_app.models import Application, ClockEntry

WAITS_FOR_THIRD_PARTY = gettext_noop("Waiting for a third party’s opinion")
ANSWERED = gettext_noop("The third party answered")
SILENT = gettext_noop("The third party’s time is over")


def may_consult(application: Application) -> bool:
    """Whether the regime stops the answer for third parties: a file may concern several (art. 32)."""
    promised = application.rules.clocks.get(THIRD_PARTY)
    return promised is not None and promised.stops == ANSWER


@transaction.atomic
def consult_third_party(application: Application, *, party: str, by: User, now: datetime) -> Application:
    """Ask ``party`` for an opinion: the answer waits while any is waited for, each has its own time (art. 32, 33).

    Raises ``Refused``.
    """
    today, party = timezone.localdate(now), party.strip()
    if _go_on_without(application.pk, today, now):
        application.refresh_from_db()

    def blockers(locked: Application) -> Iterator[str]:
        if not may_consult(locked):
            yield _("These rules do not stop the clock for a third party.")
        if not party:
            yield _("Say who is asked.")
        elif party in clocks.third_parties(locked).values():
            yield _("This third party was asked already.")
        if locked.answer_by and today > locked.answer_by:
            yield _("The day of answer has passed; a third party can no longer stop the clock.")

    take(application, "consult_third_party", by=by, now=now, note=party, blockers=blockers)
    if not clocks.open_third_parties(application):
        clocks.add(application, ANSWER, Act.PAUSE, on=today, now=now, by=by, reason=WAITS_FOR_THIRD_PARTY)
    before = len(clocks.third_parties(application))
    name = f"{THIRD_PARTY}:{before + 1}" if before else THIRD_PARTY
    clocks.add(application, name, Act.START, on=today, now=now, by=by, reason=party)
    clocks.set_answer_day(application)
    notices.issue("third_party", application, by=by, now=now, to=party)
    if not before:
        notices.issue("third_party_told", application, by=by, now=now)
    context = {"application": application, "until": clocks.due_of(application, name).day}
    letters.owe("application_consulting", to=application.email, context=context, now=now)
    return application


@transaction.atomic
def third_party_answered(
    application: Application, *, on: date, opinion: str, by: User, now: datetime, party: str = ""
) -> Application:
    """Enter the opinion that came on the day ``on`` from ``party``, the code of its clock; the first without it.

    The clock goes on with the last opinion that is waited for, at the latest when its time was over. Raises
    ``Refused``.
    """
    today, opinion = timezone.localdate(now), opinion.strip()
    waited = clocks.open_third_parties(application)
    name = party or next(iter(waited), THIRD_PARTY)

    def blockers(locked: Application) -> Iterator[str]:
        if not clocks.runs(locked, name):
            yield _("No third party is waited for.")
        if on > today:
            yield _("The day of the opinion cannot lie ahead.")
        if not opinion:
            yield _("Say what the third party answered.")

    note = f"{waited[name]}: {opinion}" if len(clocks.third_parties(application)) > 1 else opinion
    take(application, "third_party_answered", by=by, now=now, note=note, blockers=blockers)
    last = min(on, clocks.due_of(application, name).day)
    _end(application, name, Act.STOP, on=last, reason=ANSWERED, by=by, now=now)
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
    found = (application for application in waiting())
    return sum(
        set(_silent(application, today)) == set(clocks.open_third_parties(application))
        for application in found
    )


def waiting() -> QuerySet[Application]:
    """The applications that wait for a third party."""
    asked = ClockEntry.objects.filter(
        application=OuterRef("pk"), clock__startswith=THIRD_PARTY, act=Act.START
    )
    ended = ClockEntry.objects.filter(
        application=OuterRef("application"), clock=OuterRef("clock"), act__in=ENDS
    )
    rows = Application.objects.filter(Exists(asked.filter(~Exists(ended))))
    return rows.filter(status=Application.Status.REGISTERED).select_related("agency", "version")


def _silent(application: Application, today: date) -> list[str]:
    """The clocks of third parties whose time is over, the first that ended first."""
    ends = {name: clocks.due_of(application, name).day for name in clocks.open_third_parties(application)}
    return sorted((name for name, last in ends.items() if last < today), key=ends.get)


@transaction.atomic
def _go_on_without(pk: int, today: date, now: datetime) -> bool:
    """End the clocks of those who kept silent; whether the answer goes on now."""
    application = waiting().filter(pk=pk).first()
    if application is None:
        return False
    for name in _silent(application, today):

        def blockers(locked: Application, name: str = name) -> Iterator[str]:
            if not clocks.runs(locked, name):
                yield _("No third party is waited for.")

        try:
            take(application, "third_party_silent", by=None, now=now, blockers=blockers)
        except Refused:  # somebody else was faster
            return False
        last = clocks.due_of(application, name).day
        _end(application, name, Act.LAPSE, on=last, reason=SILENT, by=None, now=now)
    return not clocks.open_third_parties(application)


def _end(
    application: Application, name: str, act: str, *, on: date, reason: str, by: User | None, now: datetime
) -> None:
    """End the clock of one third party; the answer goes on when it was the last one, from the latest of their ends."""
    clocks.add(application, name, act, on=on, now=now, by=by, reason=reason)
    if clocks.open_third_parties(application):
        return
    entries = list(application.clock_entries.all())
    paused = max(entry.pk for entry in entries if entry.clock == ANSWER and entry.act == Act.PAUSE)
    ends = [
        entry.on
        for entry in entries
        if entry.pk > paused and clocks.rule_of(entry.clock) == THIRD_PARTY and entry.act in ENDS
    ]
    clocks.add(application, ANSWER, Act.RESUME, on=max(ends), now=now, by=by, reason=reason)
    clocks.set_answer_day(application)
