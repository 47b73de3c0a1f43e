"""What a text owes by the day on which it was formed: which duty it meets, or which one its proposal will open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Audience, Disclosure, DisclosureItem, Obligation
from catalog.models.obligations import Owed
from catalog.obligations.cadences import kind_of, on_event
from catalog.sources import Source
from core.deadlines import calendars
from core.workdays import FIRST_YEAR, Calendar


@dataclass(frozen=True)
class Days:
    """The days of a duty, and how many working days after them it is: 0 while it is in time."""

    formed_on: date
    propose_by: date | None
    publish_by: date | None
    proposal_late_by: int
    late_by: int
    provisional: bool


def counts(disclosure: Disclosure) -> bool:
    """Whether the day on which ``disclosure`` was formed starts a clock of its own.

    Not of what says that there is nothing to report, corrects a published text, is kept back, or is for fewer people
    than its item is owed to.
    """
    if disclosure.corrects_id or disclosure.is_nil or disclosure.source != Source.ACTIVE:
        return False
    if disclosure.item.audience == Audience.PUBLIC != disclosure.audience:
        return False
    return is_obliged(disclosure.item, disclosure.formed_on)


def is_obliged(item: DisclosureItem, day: date) -> bool:
    """Whether body and item are obliged on ``day``, by a cadence that events start."""
    first = max(item.active_from, item.agency.obliged_from)
    if day < first or day.year < FIRST_YEAR or item.blocked or item.active_to and item.active_to < day:
        return False
    return kind_of(item.cadence_on(day)).happens


def open_for(disclosure: Disclosure, *, today: date) -> QuerySet[Obligation]:
    """What is open and nobody has begun, for which ``disclosure`` comes, that of the same title first, then the oldest.

    That is an event of the day on which it was formed; of a decision not its draft, which came before it. Of what is
    always on display also its first display and the review of the time, where they are not due later than the change
    itself would be: whoever puts up a new text late is not in time because the review is still to come.
    """
    item, day = disclosure.item, disclosure.formed_on
    rows = Obligation.objects.open(today).filter(item=item, live__isnull=True)
    of_event = Q(occurrence__happened_on=day) & ~Q(publish_by__lt=F("base_on"))
    own = own_days(item, day)
    if own and own[1]:
        standing = Q(occurrence__isnull=True, publish_by__lte=own[1])
        first = standing & Q(owed_for=Owed.FIRST)
        review = standing & Q(owed_for=Owed.REVIEW, period_from__lte=day, base_on__gte=day)
        of_event |= first | review
    named = rows.annotate(last=Coalesce("publish_by", "propose_by"))
    return named.filter(of_event).order_by("last", "pk")


def own_days(item: DisclosureItem, day: date) -> tuple[date | None, date | None] | None:
    """The days by which a text formed on ``day`` is proposed and published when nothing was recorded for it."""
    if not is_obliged(item, day):
        return None
    version = item.agency.regime.version_on(day)
    counting = calendars.counting(item.agency, version.rules)
    expected = [
        one
        for one in on_event(item.cadence_on(day), counting, event=0, title="", day=day)
        if not (one.publish_by and one.publish_by < day)
    ]
    if not expected:
        return None
    first = min(expected, key=lambda one: one.publish_by or one.propose_by)
    return first.propose_by, first.publish_by


def of_the_text(opened: Iterable[Obligation]) -> Obligation:
    """Of what one event opened that for which its text comes: of a decision the first phase that is not its draft."""
    rows = sorted(opened, key=lambda one: one.publish_by or one.propose_by)
    return next((one for one in rows if not one.publish_by or one.publish_by >= one.base_on), rows[-1])


def foreseen(disclosure: Disclosure, *, today: date) -> Days | None:
    """When ``disclosure`` is owed as it stands, and how late it is ``today``; None where nothing counts.

    For one that hangs on a duty these are its days, else those of what its proposal will find or open.
    """
    item, calendar = disclosure.item, calendars.of(disclosure.item.agency)
    owed = disclosure.obligation
    if owed is None or owed.occurrence and owed.occurrence.by_proposal:
        if not counts(disclosure):
            return None
        owed = None if owed else open_for(disclosure, today=today).first()
    if owed is not None:
        return days_of(owed.propose_by, owed.publish_by, disclosure.formed_on, calendar, today)
    found = own_days(item, disclosure.formed_on)
    return days_of(*found, disclosure.formed_on, calendar, today) if found else None


def days_of(
    propose_by: date | None, publish_by: date | None, formed_on: date, calendar: Calendar, today: date
) -> Days:
    """The days as they stand on ``today``."""
    late = [calendar.between(day, today) if day and day < today else 0 for day in (propose_by, publish_by)]
    last = max((day for day in (propose_by, publish_by) if day), default=formed_on)
    return Days(formed_on, propose_by, publish_by, *late, calendar.is_provisional(last))


def words(days: Days) -> list[str]:
    """The days in sentences, for who writes the text: when it is proposed and published, and how late that is now."""
    told = {"formed": date_format(days.formed_on)}
    if days.propose_by:
        told["day"] = date_format(days.propose_by)
        said = [_("Formed on %(formed)s: to be proposed by %(day)s.") % told]
    else:
        said = []
    if days.publish_by:
        told["day"] = date_format(days.publish_by)
        said.append(_("Formed on %(formed)s: to be published by %(day)s.") % told)
    if days.late_by:
        said.append(late_words(days.late_by))
    elif days.proposal_late_by:
        said.append(proposal_late_words(days.proposal_late_by))
    if days.provisional:
        said.append(_("Provisional: the calendar of that year is not published yet."))
    return said


def late_words(count: int) -> str:
    """How many working days after its day something comes."""
    return ngettext("Late by %(days)d working day.", "Late by %(days)d working days.", count) % {
        "days": count
    }


def proposal_late_words(count: int) -> str:
    """The same of the proposal."""
    return ngettext(
        "The proposal is late by %(days)d working day.",
        "The proposal is late by %(days)d working days.",
        count,
    ) % {"days": count}
