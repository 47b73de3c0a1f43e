"""The letter of the week: what each proposer, head and office owes this week and next, what is late, what came back."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from catalog.models import Obligation, WeeklyLetter
from core.mail import letters
from core.models import Agency, User
from core.scheduler import reminding, schedule

LONGEST = 30  # lines of a part of the letter; the rest is counted


@dataclass(frozen=True)
class Owed:
    """Something that is owed, by the next of its days, and where it stands."""

    obligation: Obligation
    kind: str
    due_on: date
    is_returned: bool


@dataclass
class Part:
    """A part of the letter, the oldest day first."""

    code: str
    lines: list[Owed] = field(default_factory=list)

    @property
    def shown(self) -> list[Owed]:
        """The first lines."""
        return self.lines[:LONGEST]

    @property
    def more(self) -> int:
        """How many lines are only counted."""
        return max(len(self.lines) - LONGEST, 0)


def write_weekly(*, now: datetime) -> int:
    """Owe the letter of this week to everybody whom the regime names and who has something in it. Returns how many.

    Written from the regime's weekday on, once for a person, an agency and a week, whether there was something to say
    or not; a clock that slept on that day writes it later in the week, and a week that it slept through is left out.
    """
    agencies = Agency.objects.standing().select_related("regime", "adopted")
    return schedule.each(agencies, lambda agency: _write_in(agency, now))


def _write_in(agency: Agency, now: datetime) -> int:
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    reminders = reminding.ladders_of(agency, today)
    if reminders is None or today.weekday() < reminders.digest.weekday:
        return 0
    places = reminding.Holders(agency, reminders.digest.to, today).places()
    people = _claimed(places, agency, monday)
    owed = list(_owed(agency, today, monday + timedelta(days=13))) if people else []
    written = []
    for person in people:
        theirs = [
            one
            for one in owed
            if reminding.inside(one.obligation.item.department.path, places[person])
            and one.obligation.item.is_named_to(person, on=today)
        ]
        parts = _parts(theirs, today, monday)
        if parts:
            context = {"person": person, "agency": agency, "parts": parts, "count": len(theirs)}
            written.append(
                letters.written("weekly", to=person.email, context=context, now=now, matters_for=letters.NEWS)
            )
    return letters.owe_all(written)


def _claimed(people: dict[User, set], agency: Agency, monday: date) -> list[User]:
    """Those of ``people`` whose letter of this week falls to this run; the unique constraint gives each to one."""
    known = set(
        WeeklyLetter.objects.filter(agency=agency, week_on=monday).values_list("person_id", flat=True)
    )
    run = uuid.uuid4()
    rows = [
        WeeklyLetter(person=person, agency=agency, week_on=monday, run=run)
        for person in sorted(people, key=lambda one: one.pk)
        if person.pk not in known
    ]
    WeeklyLetter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    mine = set(WeeklyLetter.objects.filter(run=run).values_list("person_id", flat=True)) if rows else set()
    return [row.person for row in rows if row.person_id in mine]


def _owed(agency: Agency, today: date, until: date) -> Iterator[Owed]:
    """What is owed in ``agency`` with the next of its days up to ``until``, and all that was returned; by that day."""
    near = Q(propose_by__lte=until) | Q(publish_by__lte=until) | Q(live__status="returned")
    rows = Obligation.objects.open(today).filter(near, item__agency=agency, item__blocked="")
    found = []
    for one in rows.select_related("item__department").annotate(live_status=F("live__status")):
        unproposed = one.live_status in (None, "draft", "returned")
        by_proposal = bool(one.propose_by and unproposed)
        due_on = one.propose_by if by_proposal else one.publish_by
        is_returned = one.live_status == "returned"
        if due_on and (due_on <= until or is_returned):
            found.append(Owed(one, "propose" if by_proposal else "publish", due_on, is_returned))
    yield from sorted(found, key=lambda it: (it.due_on, it.obligation.pk))


def _parts(owed: list[Owed], today: date, monday: date) -> list[Part]:
    """The parts that have something in them; what was returned stands in that part alone."""
    parts = {code: Part(code) for code in ("returned", "late", "this_week", "next_week")}
    for one in owed:
        if one.is_returned:
            code = "returned"
        elif one.due_on < today:
            code = "late"
        else:
            code = "this_week" if one.due_on < monday + timedelta(days=7) else "next_week"
        parts[code].lines.append(one)
    return [part for part in parts.values() if part.lines]
