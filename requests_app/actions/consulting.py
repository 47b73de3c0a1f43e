"""Asking third parties whom the disclosure may harm, and agencies that made the information too.

The answer waits, while the time of who was asked runs (art. 32 to 34). When a third party keeps silent the body
decides; the silence of an agency is consent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.mail import letters
from core.models import User
from core.transitions import Refused, take
from requests_app.actions import clocks, notices
from requests_app.actions.clocks import AGENCIES, ANSWER, ASKED, ENDS, THIRD_PARTY, Act
from requests_app.models import Application, ClockEntry

WAITS_FOR_THIRD_PARTY = gettext_noop("Waiting for a third party’s opinion")
ANSWERED = gettext_noop("The third party answered")
SILENT = gettext_noop("The third party’s time is over")


TOLD = "third_party_told"


@dataclass(frozen=True)
class Steps:
    """The steps of one kind of who is asked, and what the clock says meanwhile and at its end."""

    ask: str
    answered: str
    silent: str
    waits: str
    over: str


STEPS = {
    THIRD_PARTY: Steps(
        "consult_third_party", "third_party_answered", "third_party_silent", WAITS_FOR_THIRD_PARTY, SILENT
    ),
    AGENCIES: Steps(
        "consult_agency",
        "agency_answered",
        "agency_silent",
        gettext_noop("Waiting for an agency’s opinion"),
        gettext_noop("The agency kept silent: it consents"),
    ),
}


def may_consult(application: Application, kind: str = THIRD_PARTY) -> bool:
    """Whether the regime stops the answer for third parties, or for agencies: a file may concern several (art. 32)."""
    promised = application.rules.clocks.get(kind)
    return promised is not None and promised.stops == ANSWER


def too_late(application: Application, today: date) -> Iterator[str]:
    """Why nobody can be asked on ``today``, whoever it is."""
    if application.answer_by and today > application.answer_by:
        yield _("The day of answer has passed; nobody’s opinion can stop the clock any more.")


@transaction.atomic
def consult_third_party(application: Application, *, party: str, by: User, now: datetime) -> Application:
    """Ask ``party`` for an opinion: the answer waits while any is waited for, each has its own time (art. 32, 33).

    Raises ``Refused``.
    """
    name = _ask(application, THIRD_PARTY, party.strip(), by, now)
    said = {
        "code": clocks.answer_code(application, name),
        "page": f"{settings.SITE_URL}{reverse('requests_app:party_object')}",
    }
    notices.issue("third_party", application, by=by, now=now, said=said, to=party, clock=name)
    context = {"application": application, "until": clocks.due_of(application, name).day}
    letters.owe("application_consulting", to=application.email, context=context, now=now)
    return application


@transaction.atomic
def consult_agency(
    application: Application, *, party: str, materials: str, opinion: str, by: User, now: datetime
) -> Application:
    """Ask the agency ``party``, which made the information too, by a numbered letter (art. 34). Silence is consent.

    ``materials`` says what was made together, ``opinion`` what this body means to do. Raises ``Refused``.
    """
    said = {"materials": materials.strip(), "opinion": opinion.strip()}
    if not all(said.values()):
        raise Refused(_("Say what was made together, and what this body means to do."))
    name = _ask(application, AGENCIES, party.strip(), by, now)
    notices.issue("agencies", application, by=by, now=now, said=said, to=party.strip(), clock=name)
    return application


def _ask(application: Application, kind: str, party: str, by: User, now: datetime) -> str:
    """Start the clock of ``party`` and let the answer stand still. Returns the name of its clock."""
    today = timezone.localdate(now)
    if _go_on_without(application.pk, today, now):
        application.refresh_from_db()

    def blockers(locked: Application) -> Iterator[str]:
        if not may_consult(locked, kind):
            yield _("These rules do not stop the clock for this.")
        if not party:
            yield _("Say who is asked.")
        elif party in clocks.third_parties(locked).values():
            yield _("“%(party)s” was asked already.") % {"party": party}
        yield from too_late(locked, today)

    take(application, STEPS[kind].ask, by=by, now=now, note=party, blockers=blockers)
    if not clocks.open_third_parties(application):
        waits = STEPS[kind].waits
        clocks.add(application, ANSWER, Act.PAUSE, on=today, now=now, by=by, reason=waits)
    before = sum(clocks.rule_of(name) == kind for name in clocks.third_parties(application))
    name = f"{kind}:{before + 1}" if before else kind
    clocks.add(application, name, Act.START, on=today, now=now, by=by, reason=party)
    clocks.set_answer_day(application)
    if not application.notices.filter(form=TOLD).exists():  # the applicant is told once that others are asked
        notices.issue(TOLD, application, by=by, now=now)
    return name


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
            yield _("Nobody is waited for.")
        if on > today:
            yield _("The day of the opinion cannot lie ahead.")
        if not opinion:
            yield _("Say what was answered.")

    who = waited.get(name, "")
    note = f"{who}: {opinion}" if len(clocks.third_parties(application)) > 1 else opinion
    answered = (
        STEPS[clocks.rule_of(name)].answered if clocks.rule_of(name) in STEPS else "third_party_answered"
    )
    take(application, answered, by=by, now=now, note=note, blockers=blockers)
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
        Q(clock__startswith=THIRD_PARTY) | Q(clock__startswith=AGENCIES),
        application=OuterRef("pk"),
        act=Act.START,
    )
    ended = ClockEntry.objects.filter(
        application=OuterRef("application"), clock=OuterRef("clock"), act__in=ENDS
    )
    rows = Application.objects.filter(Exists(asked.filter(~Exists(ended))))
    return rows.filter(status=Application.Status.REGISTERED).select_related("agency", "version")


def _silent(application: Application, today: date) -> list[str]:
    """The clocks of third parties whose time is over, the first that ended first.

    The time runs from the receipt of the letter (art. 32); of one that is not known to be delivered nobody is silent.
    """
    asked = [
        name
        for name in clocks.open_third_parties(application)
        if not clocks.awaits_delivery(application, name)
    ]
    ends = {name: clocks.due_of(application, name).day for name in asked}
    return sorted((name for name, last in ends.items() if last < today), key=ends.get)


@transaction.atomic
def _go_on_without(pk: int, today: date, now: datetime) -> bool:
    """End the clocks of those who kept silent; whether the answer goes on now."""
    application = waiting().filter(pk=pk).first()
    if application is None:
        return False
    for name in _silent(application, today):
        kind = STEPS[clocks.rule_of(name)]

        def blockers(locked: Application, name: str = name) -> Iterator[str]:
            if not clocks.runs(locked, name):
                yield _("No third party is waited for.")

        try:
            who = clocks.third_parties(application)[name] if kind.ask == "consult_agency" else ""
            take(application, kind.silent, by=None, now=now, note=who, blockers=blockers)
        except Refused:  # somebody else was faster
            return False
        last = clocks.due_of(application, name).day
        _end(application, name, Act.LAPSE, on=last, reason=kind.over, by=None, now=now)
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
        if entry.pk > paused and clocks.rule_of(entry.clock) in ASKED and entry.act in ENDS
    ]
    clocks.add(application, ANSWER, Act.RESUME, on=max(ends), now=now, by=by, reason=reason)
    clocks.set_answer_day(application)
