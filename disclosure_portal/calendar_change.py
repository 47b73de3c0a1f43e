"""A change of the working days, over all rooms: what it would move, and moving it once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.actions import calendar_change as of_obligations
from catalog.models import CalendarChange
from core import calendars
from core.models import CalendarDay, User
from core.moving import Moved
from core.transitions import take
from core.workdays import FIRST_YEAR, LAST_YEAR, Calendar
from requests_app.actions import calendar_change as of_applications
from review import calendar_change as of_opinions
from supervision.actions import calendar_change as of_supervision


@dataclass(frozen=True)
class Preview:
    """What a change would move, with the calendar as it would stand."""

    after: Calendar
    obligations: list[of_obligations.Moved]
    applications: list[Moved]
    complaints: list[Moved]
    orders: list[Moved]
    opinions: list[Moved]
    third_parties: list[Moved]

    def __len__(self) -> int:
        """How many days move."""
        return len(self.obligations) + sum(map(len, self.cases))

    @property
    def cases(self) -> tuple[list[Moved], ...]:
        """What moves beside obligations."""
        return self.applications, self.complaints, self.orders, self.opinions, self.third_parties


def preview(change: CalendarChange, *, today: date) -> Preview:
    """Which open days ``change`` would move, from when to when. Changes nothing."""
    corrected = {
        day: (is_working, name)
        for day, is_working, name in CalendarDay.objects.filter(calendar=change.calendar).values_list(
            "day", "is_working", "name"
        )
    }
    rows = list(change.days.values_list("day", "is_working", "name"))
    corrected.update({day: (is_working, name) for day, is_working, name in rows})
    before = calendars.calendar(change.calendar)
    after = calendars.built(change.calendar, tuple((day, *corrected[day]) for day in sorted(corrected)))
    differing = [day for day, _works, _name in rows if before.is_working(day) != after.is_working(day)]
    if not differing:
        return Preview(after, [], [], [], [], [], [])
    spared = {"since": min(differing)}
    return Preview(
        after,
        of_obligations.moved(change.calendar, before, after, **spared, today=today),
        of_applications.moved(change.calendar, before, after, **spared),
        of_supervision.moved_complaints(change.calendar, before, after, **spared),
        of_supervision.moved_orders(change.calendar, before, after, **spared),
        of_opinions.moved(change.calendar, before, after, **spared),
        of_applications.moved_third_parties(change.calendar, before, after, **spared),
    )


@transaction.atomic
def apply(change: CalendarChange, *, by: User, now: datetime) -> Preview:
    """Approve ``change`` and apply it: the days count from now on, and every open day that they touch moves with them.

    Once: the gate locks the change and lets it through from "drafted" only. Each case keeps what moved, and letters
    are owed to the people concerned, all in one transaction. Raises ``Refused`` for the one who drafted it.
    """
    take(
        change,
        "apply",
        by=by,
        now=now,
        blockers=lambda locked: _blockers(locked, by),
        approved_by=by,
    )
    found = preview(change, today=timezone.localdate(now))
    for row in change.days.all():
        CalendarDay.objects.update_or_create(
            calendar=change.calendar,
            day=row.day,
            defaults={
                "is_working": row.is_working,
                "name": row.name,
                "notice_number": change.notice_number,
                "reason": change.reason,
            },
        )
    of_obligations.move(change, found.obligations, found.after, now=now)
    of_applications.move(change, found.applications, found.after, now=now)
    of_supervision.move_complaints(change, found.complaints, found.after, now=now)
    of_supervision.move_orders(change, found.orders, now=now)
    of_opinions.move(change, found.opinions, now=now)
    of_applications.move_third_parties(change, found.third_parties, now=now)
    return found


def reject(change: CalendarChange, *, by: User, now: datetime, note: str = "") -> CalendarChange:
    """Lay ``change`` aside; its days never count."""
    return take(change, "reject", by=by, now=now, note=note)


def _blockers(change: CalendarChange, by: User) -> list[str]:
    reasons = []
    if change.drafted_by_id == by.pk:
        reasons.append(_("Who drafted a calendar change does not approve it."))
    days = list(change.days.values_list("day", flat=True))
    if not days:
        reasons.append(_("This change names no day."))
    if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
        reasons.append(
            _("A day lies outside the years %(first)s to %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return reasons
