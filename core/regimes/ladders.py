"""The ladder of reminders: when somebody is told before, on and after a day, and to whom it then climbs. Pure."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.workdays import Calendar

MATTERS = (
    "obligations",
    "answers",
    "deliveries",
    "complaints",
    "orders",
    "emergencies",
    "reassessments",
    "placements",
    "criticisms",
    "filings",
    "files",
    "feedback",
)
SOON = (
    3  # working days: from here on a day is near and its light amber, where a regime does not say otherwise
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FURTHEST_FROM_WORK = timedelta(
    days=14
)  # between two working days lie never more, the longest holidays included


@dataclass(frozen=True)
class Rung:
    """So many working days before (negative), on (0) or after the day, those who hold one of ``to`` are told."""

    days: int
    to: tuple[str, ...]

    def on(self, due_on: date, calendar: Calendar) -> date:
        """The day on which this rung is reached for what is due on ``due_on``."""
        return calendar.add(due_on, self.days) if self.days else due_on


@dataclass(frozen=True)
class Digest:
    """The weekday (0 is Monday) from which those who hold one of ``to`` get the letter of the week."""

    weekday: int
    to: tuple[str, ...]


@dataclass(frozen=True)
class Reminders:
    """A body's ladders, lowest rung first; empty where its file is silent.

    A rung that could not be told for ``catch_up`` is told no more.
    """

    obligations: tuple[Rung, ...]
    answers: tuple[Rung, ...]
    deliveries: tuple[Rung, ...]
    complaints: tuple[Rung, ...]
    orders: tuple[Rung, ...]
    emergencies: tuple[Rung, ...]
    reassessments: tuple[Rung, ...]
    placements: tuple[Rung, ...]
    criticisms: tuple[Rung, ...]
    filings: tuple[Rung, ...]
    files: tuple[Rung, ...]
    feedback: tuple[Rung, ...]
    catch_up: timedelta
    digest: Digest

    def ladder(self, matter: str) -> tuple[Rung, ...]:
        """The rungs for one of ``MATTERS``."""
        ladders = {
            "obligations": self.obligations,
            "answers": self.answers,
            "deliveries": self.deliveries,
            "complaints": self.complaints,
            "orders": self.orders,
            "emergencies": self.emergencies,
            "reassessments": self.reassessments,
            "placements": self.placements,
            "criticisms": self.criticisms,
            "filings": self.filings,
            "files": self.files,
            "feedback": self.feedback,
        }
        return ladders[matter]

    def filled_from(self, other: "Reminders") -> "Reminders":
        """These ladders; those on which the file is silent are taken from ``other``."""
        return replace(self, **{it: other.ladder(it) for it in MATTERS if not self.ladder(it)})

    def reached(self, matter: str, due_on: date, *, today: date, calendar: Calendar) -> tuple[Rung, ...]:
        """The rungs for ``due_on`` that are reached by ``today`` and are still to be told if they were not."""
        ladder = self.ladder(matter)
        days = [rung.on(due_on, calendar) for rung in ladder]
        return ladder[
            bisect_right(days, today - self.catch_up - timedelta(days=1)) : bisect_right(days, today)
        ]

    def due_days(self, matter: str, *, today: date, calendar: Calendar) -> tuple[date, date]:
        """The first and the last due day for which a rung can be told ``today``; some between have none."""
        offsets = [rung.days for rung in self.ladder(matter)] or [0]
        first = calendar.add(today - self.catch_up, -max(*offsets, 0)) - FURTHEST_FROM_WORK
        return first, calendar.add(today, -min(*offsets, 0)) + FURTHEST_FROM_WORK


def parse(value: dict | None) -> Reminders | None:
    """The ladders in the part ``reminders`` of a file; None for a file that is silent."""
    if value is None:
        return None
    ladders = {
        matter: tuple(sorted(map(_rung, value.get(matter, ())), key=lambda it: it.days)) for matter in MATTERS
    }
    digest = value["digest"]
    return Reminders(
        **ladders,
        catch_up=timedelta(days=value["catch_up"]["calendar_days"]),
        digest=Digest(WEEKDAYS.index(digest["weekday"]), tuple(digest["to"])),
    )


def _rung(value: dict) -> Rung:
    return Rung(value["days"], tuple(value["to"]))
