"""A change of the working days, over all rooms: what it would move, and moving it once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.actions import calendar_change as of_obligations
from catalog.models import CalendarChange
from core.deadlines import calendars
from core.deadlines.shifts import Moved
from core.models import CalendarDay, User
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
    rows, years = calendars.corrected(change.calendar)
    days = {day: (is_working, name) for day, is_working, name in rows}
    own = list(change.days.values_list("day", "is_working", "name"))
    days.update({day: (is_working, name) for day, is_working, name in own})
    after = calendars.built(
        change.calendar,
        tuple((day, *days[day]) for day in sorted(days)),
        years | ({change.publishes} if change.publishes else set()),
    )
    # Days that were told before the law's own holidays were known here were counted on plain weeks.
    plain = calendars.built(change.calendar, rows, years, by_law=False)
    found = _moved(change.calendar, calendars.calendar(change.calendar), after, today=today)
    again = _moved(change.calendar, plain, after, today=today)
    return Preview(after, *(_united(*both) for both in zip(found, again, strict=True)))


def _moved(code: str, before: Calendar, after: Calendar, *, today: date) -> tuple[list, ...]:
    """What moves in each room when ``after`` takes the place of ``before``, in the order of ``Preview``."""
    since = calendars.first_difference(before, after)
    if since is None:
        return ([],) * 6
    spared = {"since": since}
    return (
        of_obligations.moved(code, before, after, **spared, today=today),
        of_applications.moved(code, before, after, **spared),
        of_supervision.moved_complaints(code, before, after, **spared),
        of_supervision.moved_orders(code, before, after, **spared),
        of_opinions.moved(code, before, after, **spared),
        of_applications.moved_third_parties(code, before, after, **spared),
    )


def _united(first: list, second: list) -> list:
    """The moves of both, each once, whatever calendar its day was counted on."""
    return list(dict.fromkeys([*first, *second]))


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
                # A later correction of a day leaves its year published.
                **({"notice_year": change.publishes} if change.publishes else {}),
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
    if change.publishes:
        reasons += _unpublishable(change, days)
    return reasons


def _unpublishable(change: CalendarChange, days: list[date]) -> Iterator[str]:
    """Reasons why ``change`` is no yearly notice of the year that it names."""
    year = change.publishes
    if not any(day.year == year for day in days):
        yield _("This change names no day of the year %(year)s, whose yearly notice it is.") % {"year": year}
    published_to = calendars.calendar(change.calendar).published_to
    if year > published_to.year + 1:
        yield _("Enter the yearly notice of %(year)s first.") % {"year": published_to.year + 1}
