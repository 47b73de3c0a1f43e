"""The clock of a complaint: its day of answer, from all entries, by the tier that holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.deadlines import calendars, count
from core.workdays import Calendar
from supervision.models import Complaint, ComplaintClockEntry

Act = ComplaintClockEntry.Act


@dataclass(frozen=True)
class Entry:
    """An entry as the arithmetic of clocks wants it."""

    act: str
    on: date
    days: int | None = None
    reason: str = ""


def due(complaint: Complaint, days: Calendar | None = None) -> count.Due | None:
    """The day of answer with its explanation; None where the body's rules set no term for complaints.

    It is counted over ``days``, the calendar of the agency as it stands when none is given.
    """
    entries = list(complaint.clock_entries.all())
    if not entries:
        return None
    counting = complaint.version.rules.counting
    return count.due(
        since_it_last_began(entries),
        calendar=days or calendars.of(complaint.agency),
        length=complaint.chosen_tier.length,
        count_first=counting.first_day_counts,
        last_day_moves=counting.last_day_moves,
    )


def since_it_last_began(entries: Iterable[ComplaintClockEntry]) -> list[Entry]:
    """The entries that count: another tier begins anew, and what was granted under the one before is gone."""
    kept: list[Entry] = []
    for entry in entries:
        if entry.act in (Act.START, Act.RESTART):
            kept = [Entry("start", entry.on, reason=entry.reason)]
        else:
            kept.append(Entry(entry.act, entry.on, entry.days, entry.reason))
    return kept


def is_working(complaint: Complaint) -> bool:
    """Whether the tier that holds counts working days; without a tier nothing is counted."""
    tier = complaint.chosen_tier
    return tier is None or tier.length.working


def most_days_to_explain(complaint: Complaint) -> int:
    """How far one explanation may put the answer off: the length of the longest tier, in that tier's own kind of days.

    The rules name no number of their own for it (J1-253).
    """
    return max((tier.length.days for tier in complaint.tiers), default=0)
