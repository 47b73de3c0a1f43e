"""The clocks of an application: entries are added, days are computed from all of them."""

from datetime import date, datetime

from core import calendars, deadlines
from core.models import User
from core.regimes import Span
from requests_app.models import Application, ClockEntry

ANSWER, DELIVER, CORRECTION = "answer", "deliver", "correction"
Act = ClockEntry.Act


def add(
    application: Application,
    name: str,
    act: str,
    *,
    on: date,
    now: datetime,
    by: User | None = None,
    days: int | None = None,
    reason: str = "",
) -> ClockEntry:
    """Write down what happened to the clock ``name`` on the day ``on``."""
    return application.clock_entries.create(
        clock=name, act=act, on=on, days=days, reason=reason, by=by, at=now
    )


def answer_due(application: Application) -> deadlines.Due | None:
    """The day of answer with its explanation, from all entries; None before the clock was started."""
    return due_of(application, ANSWER)


def due_of(application: Application, name: str) -> deadlines.Due | None:
    """The last day of the clock ``name`` with its explanation; None when it was not started."""
    entries = [entry for entry in application.clock_entries.all() if entry.clock == name]
    if not entries:
        return None
    return deadlines.due(
        entries,
        calendar=calendars.of(application.agency),
        length=application.rules.clocks[name].length,
        count_first=counts_first(application),
    )


def end_of(application: Application, length: Span, *, start: date) -> date:
    """The day on which a period of ``length`` that begins on ``start`` ends, by the counting rule of the body."""
    entry = ClockEntry(act=Act.START, on=start)
    return deadlines.due(
        [entry],
        calendar=calendars.of(application.agency),
        length=length,
        count_first=counts_first(application),
    ).day


def counts_first(application: Application) -> bool:
    """Whether the first day of a period counts, by the body's own regime."""
    return application.version.rules.counting.first_day_counts


def correct_by(application: Application) -> date | None:
    """The day that the applicant was given for the correction, or None when none was named."""
    asked = application.clock_entries.filter(clock=CORRECTION, act=Act.START).last()
    if asked is None or not asked.days:
        return None
    return end_of(application, Span(asked.days, working=True), start=asked.on)
