"""All open clocks at once: whether the day of answer that is kept for lists is the one that the entries give.

The database gathers equal stories; each is computed once. Nothing is changed: a day that was told moves only by an
approved calendar change or by an entry, so a difference is a fault to be looked at.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from core.deadlines import calendars, count
from core.deadlines.count import Event
from core.models import RegimeVersion
from core.workdays import Span
from requests_app.actions.clocks import ANSWER
from requests_app.desk.status_words import WAITING
from requests_app.models import Application
from requests_app.models.choices import OPEN

logger = logging.getLogger(__name__)

GROUPS = """
SELECT story, version_id, received_on, calendar, status, answer_by, kind, count(*), min(id) FROM (
  SELECT a.id, a.version_id, a.received_on, g.calendar, a.status, a.answer_by, a.kind, {stories} AS story
  FROM requests_app_application a
  JOIN core_agency g ON g.id = a.agency_id
  JOIN {entries} e ON e.application_id = a.id
  WHERE e.clock = %s AND a.status IN ({open})
  GROUP BY a.id, g.calendar
) AS told GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
ENTRY = "e.act || ' ' || e.\"on\" || ' ' || coalesce(e.days, 0)"
IN_ORDER = "(SELECT * FROM requests_app_clockentry ORDER BY application_id, id)"
ROWS = 5_000


@dataclass
class Found:
    """What a sweep saw: open clocks, those that stand still, late answers, and where the kept day is another."""

    clocks: int = 0
    standing: int = 0
    late: int = 0
    differ: int = 0
    first_of_different: list[int] = field(default_factory=list)


def check(*, now: datetime) -> int:
    """Look at every open clock and write a warning about those whose kept day is wrong. Returns how many those are."""
    found = sweep(today=timezone.localdate(now))
    if found.differ:
        logger.warning("%s kept days of answer differ, first of %s", found.differ, found.first_of_different)
    return found.differ


def count_different(*, now: datetime) -> int:
    """How many kept days of answer differ from their entries."""
    return sweep(today=timezone.localdate(now)).differ


def sweep(*, today: date) -> Found:
    """Hold the kept day of every open clock against its entries; ``today`` decides what is late."""
    found, computed = Found(), {}
    rules = _Rules()
    for story, version, received_on, calendar, status, kept, kind, number, first in _groups():
        key = (story, version, received_on, calendar, kind)
        if key not in computed:
            computed[key] = rules.due(*key)
        due = computed[key]
        found.clocks += number
        found.standing += number * (due is None)
        found.late += number * (due is not None and due < today and status in WAITING)
        if due != kept:
            found.differ += number
            found.first_of_different.append(first)
    return found


class _Rules:
    """Lengths and calendars, each looked up once."""

    def __init__(self) -> None:
        self.versions = {version.pk: version for version in RegimeVersion.objects.select_related("regime")}
        self.lengths: dict[tuple[int, date, str], Span] = {}
        self.calendars: dict[str, calendars.Calendar] = {}

    def due(self, story: str, version: int, received_on: date, calendar: str, kind: str) -> date | None:
        """The day of answer of a story."""
        if (version, received_on, kind) not in self.lengths:
            asked = Application(version=self.versions[version], received_on=received_on, kind=kind)
            self.lengths[version, received_on, kind] = asked.rules.clocks[ANSWER].length
        if calendar not in self.calendars:
            self.calendars[calendar] = calendars.calendar(calendar)
        counting = self.versions[version].rules.counting
        return count.due(
            map(_event, story.split(",")),
            calendar=self.calendars[calendar],
            length=self.lengths[version, received_on, kind],
            count_first=counting.first_day_counts,
            last_day_moves=counting.last_day_moves,
        ).day


def _event(text: str) -> Event:
    act, on, days = text.split(" ")
    return Event(act, date.fromisoformat(on), int(days) or None)


def _groups() -> Iterator[tuple]:
    """Equal stories of open clocks with their number, from the database in portions."""
    postgres = connection.vendor == "postgresql"
    stories = f"string_agg({ENTRY}, ',' ORDER BY e.id)" if postgres else f"group_concat({ENTRY}, ',')"
    entries = "requests_app_clockentry" if postgres else IN_ORDER
    marks = ", ".join(["%s"] * len(OPEN))
    with connection.cursor() as cursor:
        cursor.execute(GROUPS.format(stories=stories, entries=entries, open=marks), [ANSWER, *OPEN])
        while rows := cursor.fetchmany(ROWS):
            for row in rows:
                yield tuple(map(_as_day, row)) if not postgres else row


def _as_day(value: object) -> object:
    """SQLite gives days as texts."""
    is_day = isinstance(value, str) and len(value) == len("2026-03-10") and value[4:5] == "-"
    return date.fromisoformat(value) if is_day else value
