"""What a change of the working days does to the applications that wait for an answer."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from catalog.models import CalendarChange
from core.deadlines import count, shifts
from core.deadlines.shifts import CHUNK, Moved
from core.mail import letters
from core.models import Agency, RegimeVersion
from core.permissions import holders
from core.regimes.parsed import Applications
from core.roles import Role
from core.workdays import Calendar
from requests_app.actions import clocks, consulting
from requests_app.actions.clocks import ANSWER
from requests_app.models import Application, ApplicationEvent, ClockEntry


def moved(code: str, before: Calendar, after: Calendar, *, since: date) -> list[Moved]:
    """The days of answer of open applications that move when ``after`` takes the place of ``before``.

    Each is computed anew from all entries of its clock. What is decided, closed, withdrawn or lapsed stays, what ended
    before ``since``, the first day that differs, stays too, and so does a day that was not computed from ``before``.
    """
    rows = Application.objects.open().filter(agency__calendar=code, answer_by__gte=since).order_by("pk")
    entries = ClockEntry.objects.filter(clock=ANSWER, application__in=rows.order_by()).order_by(
        "application_id", "pk"
    )
    told = groupby(entries.iterator(CHUNK), key=lambda entry: entry.application_id)
    story = next(told, None)
    versions = RegimeVersion.objects.in_bulk(set(rows.order_by().values_list("version_id", flat=True)))
    known: dict[tuple[int, date, str], Applications] = {}
    found = []
    for pk, number, version, received_on, answer_by, kind in rows.values_list(
        "pk", "number", "version_id", "received_on", "answer_by", "kind"
    ).iterator(CHUNK):
        while story is not None and story[0] < pk:
            story = next(told, None)
        if story is None or story[0] != pk:
            continue
        own, case = list(story[1]), (version, received_on, kind)
        if case not in known:
            known[case] = Application(version=versions[version], received_on=received_on, kind=kind).rules
        length, counting = known[case].clocks[ANSWER].length, versions[version].rules.counting
        was, becomes = (
            count.due(
                own,
                calendar=days,
                length=length,
                count_first=counting.first_day_counts,
                last_day_moves=counting.last_day_moves,
            ).day
            for days in (before, after)
        )
        if was == answer_by and becomes is not None and becomes != was:
            found.append(Moved(pk, number, was, becomes))
    return found


def move(change: CalendarChange, moves: Iterable[Moved], after: Calendar, *, now: datetime) -> None:
    """Move the days of answer, write an event for each, and owe letters. Call it inside the transaction."""
    moves = list(moves)
    shifts.move_days(Application.objects.all(), "answer_by", moves)
    waiting = Application.objects.open().filter(agency__calendar=change.calendar)
    shifts.mark_provisional(waiting, "answer_by", after.published_to)
    by_pk = {one.pk: one for one in moves}
    pks = list(by_pk)
    tables: dict[Agency, list[Moved]] = defaultdict(list)
    for start in range(0, len(pks), CHUNK):
        chosen = Application.objects.filter(pk__in=pks[start : start + CHUNK]).select_related("agency")
        _write_down(change, chosen, by_pk, tables, now)
    for agency, lines in tables.items():
        for officer in holders(Role.INTAKE_OFFICER, agency=agency, on=timezone.localdate(now)).exclude(
            email=""
        ):
            context = {"person": officer, "change": change, "lines": lines}
            letters.owe("applications_moved", to=officer.email, context=context, now=now)


def moved_third_parties(code: str, before: Calendar, after: Calendar, *, since: date) -> list[Moved]:
    """The last days of third parties that are waited for and that move; none that ended before ``since``.

    Nothing keeps these days but the entries: they move with the calendar, and this says which.
    """
    rows = consulting.waiting().filter(agency__calendar=code).prefetch_related("clock_entries").order_by("pk")
    found = []
    for application in rows.iterator(CHUNK):
        for name in clocks.open_third_parties(application):
            was, becomes = (clocks.due_of(application, name, days).day for days in (before, after))
            if was >= since and becomes != was:
                found.append(Moved(application.pk, application.number, was, becomes))
    return found


def move_third_parties(change: CalendarChange, moves: Iterable[Moved], *, now: datetime) -> None:
    """Write an event for each and owe the applicants letters. Call it inside the transaction."""
    events = []
    moves = list(moves)
    applications = Application.objects.select_related("agency").in_bulk({one.pk for one in moves})
    for one in moves:
        application = applications[one.pk]
        events.append(
            ApplicationEvent(
                application=application,
                action="calendar_third_party",
                previous=application.status,
                current=application.status,
                note=one.note(change.notice_number),
                at=now,
            )
        )
        context = {"application": application, "change": change, "moved": one}
        letters.owe("third_party_moved", to=application.email, context=context, now=now)
    ApplicationEvent.objects.bulk_create(events, batch_size=500)


def _write_down(
    change: CalendarChange,
    applications: Iterable[Application],
    moves: dict[int, Moved],
    tables: dict[Agency, list[Moved]],
    now: datetime,
) -> None:
    """An event for each, and a letter to each applicant who has a mail address."""
    events = []
    for application in applications:
        one = moves[application.pk]
        tables[application.agency].append(one)
        current = application.status
        events.append(
            ApplicationEvent(
                application=application,
                action="calendar",
                previous=current,
                current=current,
                note=one.note(change.notice_number),
                at=now,
            )
        )
        if application.email:
            context = {"application": application, "change": change, "moved": one}
            letters.owe("application_moved", to=application.email, context=context, now=now)
    ApplicationEvent.objects.bulk_create(events, batch_size=500)
