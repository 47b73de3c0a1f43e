"""Reminding of what is owed, up the ladders of the body's regime: one letter to a person for all that one run finds.

An app says what its cases are (``Matter``); which rungs are reached, who is told, that it is told once, and the letter
are the same for all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone

from core.deadlines import calendars
from core.mail import letters
from core.models import Agency, Event, Letter, Reminder, User
from core.scheduler import reminding, schedule
from core.scheduler.reminding import Case
from core.workdays import Calendar

Due = dict[
    str, tuple[date, date]
]  # of each kind of day, the first and the last that a rung can be told of now


@dataclass(frozen=True)
class Line:
    """A line of the letter: what is owed, by when, and how many working days are left, or late when it is late."""

    case: Model
    kind: str
    due_on: date
    days: int
    is_late: bool
    is_working: bool = True  # whether its clock counts working days, and so do ``days``


@dataclass(frozen=True)
class Story:
    """Where a case keeps its events, under which name it stands there, and what is noted of a reminder."""

    event: type[Event]
    owner: str
    note: Callable[[Case], str] = lambda case: case.due_on.isoformat()


def _of_all(person: User, found: dict[int, Model], today: date) -> Iterable[int]:
    return found


def _one_letter(matter: "Matter", person: User, lines: list[Line], now: datetime) -> list[Letter]:
    context = {"person": person, "lines": lines, "first": lines[0], "site": settings.SITE_URL}
    about = {"to": person.email, "context": context, "now": now, "matters_for": matter.matters_for}
    return [letters.written(matter.letter, **about)]


def _in_working_days(_case: Model) -> bool:
    return True


@dataclass(frozen=True)
class Matter:
    """One kind of case that people are reminded of.

    ``ladders``: which ladder of a regime holds for each kind of its days. ``agency``: the path from a case to its
    agency. ``rows``: what may be reminded of at all. ``cases``: which of these have a day in what is due, and which.
    ``told_of``: of which of the cases found a person may be told. ``agencies``: where anything can be owed. ``write``:
    the letters to one person, one for all lines unless it says otherwise. ``is_working``: whether the clock of a case
    counts working days; of one in calendar days the letter speaks of days.
    """

    letter: str
    ladders: dict[str, str]
    reminder: type[Reminder]
    agency: str
    rows: Callable[[], QuerySet]
    cases: Callable[[QuerySet, Due], Iterable[Case]]
    told_of: Callable[[User, dict[int, Model], date], Iterable[int]] = _of_all
    agencies: Callable[[], QuerySet] = Agency.objects.all
    story: Story | None = None
    matters_for: timedelta | None = letters.REMINDERS
    write: Callable[["Matter", User, list[Line], datetime], list[Letter]] = _one_letter
    is_working: Callable[[Model], bool] = _in_working_days


def of_one_day(kind: str, day: str, path: str) -> Callable[[QuerySet, Due], Iterator[Case]]:
    """``Matter.cases`` of what has one day, the column ``day``, and the path of its department in ``path``."""

    def cases(rows: QuerySet, due: Due) -> Iterator[Case]:
        near = rows.filter(**{f"{day}__range": due[kind]})
        return (Case(pk, kind, on, where) for pk, on, where in near.values_list("pk", day, path))

    return cases


def remind(matter: Matter, *, now: datetime) -> int:
    """Owe a letter to everybody whom a rung of the ladder names and who was not told of it. Returns how many.

    Asks "reached and not yet told", never "due today": a clock that slept a week catches up. A day that moved is
    reminded of anew; what is done meanwhile is not.
    """
    agencies = matter.agencies().select_related("regime", "adopted")
    days = calendars.several(agency.calendar for agency in agencies)
    return schedule.each(agencies, partial(_remind_in, matter, days=days, now=now))


def _remind_in(matter: Matter, agency: Agency, *, days: dict[str, Calendar], now: datetime) -> int:
    today, calendar = timezone.localdate(now), days[agency.calendar]
    reminders = reminding.ladders_of(agency, today)
    if reminders is None:
        return 0
    due = {
        kind: reminders.due_days(ladder, today=today, calendar=calendar)
        for kind, ladder in matter.ladders.items()
    }
    first, last = min(start for start, _end in due.values()), max(end for _start, end in due.values())
    rows = matter.rows().filter(**{matter.agency: agency}).order_by()
    whom = reminding.claim(
        list(matter.cases(rows, due)),
        told=matter.reminder.objects.filter(
            **{f"case__{matter.agency}": agency}, due_on__range=(first, last)
        ),
        reminders=reminders,
        matters=matter.ladders,
        agency=agency,
        calendar=calendar,
        now=now,
    )
    told = {case for cases in whom.values() for case in cases}
    found = rows.in_bulk({case.pk for case in told})
    if matter.story:
        _write_into_their_stories(matter.story, found, told, now)
    written: list[Letter] = []
    for person, cases in whom.items():
        known = set(matter.told_of(person, {case.pk: found[case.pk] for case in cases}, today))
        lines = [_line(matter, found[case.pk], case, calendar, today) for case in cases if case.pk in known]
        if lines:
            written += matter.write(matter, person, lines, now)
    return letters.owe_all(written)


def _write_into_their_stories(story: Story, found: dict[int, Model], told: set[Case], now: datetime) -> None:
    events = [
        story.event(
            **{story.owner: found[case.pk]},
            action="remind",
            previous=found[case.pk].status,
            current=found[case.pk].status,
            actor=None,
            note=story.note(case),
            at=now,
        )
        for case in sorted(told, key=lambda one: one.pk)
    ]
    story.event.objects.bulk_create(events, batch_size=500)


def _line(matter: Matter, found: Model, case: Case, calendar: Calendar, today: date) -> Line:
    is_late, is_working = case.due_on < today, matter.is_working(found)
    left = calendar.between(today, case.due_on) if is_working else (case.due_on - today).days
    return Line(found, case.kind, case.due_on, max(-left, 1) if is_late else left, is_late, is_working)
