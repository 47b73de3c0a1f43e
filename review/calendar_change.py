"""What a change of the working days does to opinions that wait for an answer."""

from collections import defaultdict
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_noop

from catalog.models import CalendarChange
from core.deadlines import shifts
from core.deadlines.shifts import Moved
from core.mail import letters
from core.models import User
from core.workdays import Calendar, Counting
from review.actions import collectors_of
from review.models import Opinion, OpinionEvent

OPINIONS = gettext_noop("Days of answer to opinions")


def moved(code: str, before: Calendar, after: Calendar, *, since: date) -> list[Moved]:
    """The days of answer of waiting opinions that move when ``after`` takes the place of ``before``.

    What ended before ``since``, the first day that differs, stays; so does a day not computed from ``before``.
    """
    rows = Opinion.objects.filter(status__in=Opinion.UNANSWERED, answer_by__gte=since)
    rows = rows.filter(disclosure__agency__calendar=code).select_related("disclosure__agency__regime")
    known: dict[tuple[int, date], tuple[date, date]] = {}
    found = []
    for opinion in rows.defer("text", "disclosure__body").order_by("pk").iterator(shifts.CHUNK):
        agency, received_on = opinion.disclosure.agency, timezone.localdate(opinion.received_at)
        if (agency.pk, received_on) not in known:
            rules = agency.regime.version_on(received_on).rules
            counting = rules.counting
            known[agency.pk, received_on] = tuple(
                Counting(days, counting.first_day_counts, counting.last_day_moves).after(
                    received_on, rules.feedback.answer
                )
                for days in (before, after)
            )
        was, becomes = known[agency.pk, received_on]
        if was == opinion.answer_by and becomes != was:
            found.append(Moved(opinion.pk, f"{opinion.disclosure} ({opinion.pk})", was, becomes))
    return found


def move(change: CalendarChange, moves: list[Moved], *, now: datetime) -> None:
    """Move the days, write an event for each, and owe letters. Call it inside the transaction."""
    shifts.move_days(Opinion.objects.all(), "answer_by", moves)
    events, lines, told = [], defaultdict(list), []
    people: dict[tuple[int, int], list[User]] = {}
    rows = Opinion.objects.select_related("disclosure__agency", "disclosure__department")
    for one, opinion in shifts.chosen(rows, moves):
        event = OpinionEvent(opinion=opinion, action="calendar", at=now)
        event.previous = event.current = opinion.status
        event.note = one.note(change.notice_number)
        events.append(event)
        if _is_mail_address(opinion.contact):
            context = {"opinion": opinion, "change": change, "moved": one}
            told.append(letters.written("opinion_moved", to=opinion.contact, context=context, now=now))
        place = opinion.disclosure.agency_id, opinion.disclosure.department_id
        if place not in people:
            people[place] = collectors_of(opinion.disclosure, on=timezone.localdate(now))
        for person in people[place]:
            lines[person].append(one)
    OpinionEvent.objects.bulk_create(events, batch_size=500)
    for person in sorted(lines, key=lambda one: one.pk):
        context = {"person": person, "change": change, "what": OPINIONS, "lines": lines[person]}
        told.append(letters.written("cases_moved", to=person.email, context=context, now=now))
    letters.owe_all(told)


def _is_mail_address(contact: str) -> bool:
    """Whether who wrote an opinion left a mail address: the field takes a telephone number as well."""
    try:
        validate_email(contact)
    except ValidationError:
        return False
    return True
