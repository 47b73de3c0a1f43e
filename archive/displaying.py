"""Until when a disclosure is on display, and the end of a display before its time, which two people say."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive.models import EarlyEnd
from archive.rules import END_DISPLAY
from catalog.models import Disclosure, Version
from catalog.models.disclosures import ON_DISPLAY
from core.deadlines import calendars
from core.models import User
from core.months import later
from core.permissions import may
from core.regimes.parsed import Regime
from core.regimes.parts import clocks_for
from core.transitions import Refused, must_stand
from core.workdays import Counting

ARCHIVING = "archiving"


def ends_on(disclosure: Disclosure) -> date:
    """The first day on which its display is over (B-083): when the months of display of its body's rules have passed,
    or after the validity with which it was published, if that is earlier. The one-object twin of
    ``shelf.display_ended``.

    A repeal, and a validity that is said or shortened later, end no display: else one person could end it in a minute.
    """
    months = disclosure.agency.regime.version_on(disclosure.published_on).rules.archive.display_months
    over = later(disclosure.published_on, months)
    if disclosure.valid_to is None or disclosure.valid_to < disclosure.published_on:
        return over
    if disclosure.versions.filter(number=1).exclude(valid_to=disclosure.valid_to).exists():
        return over
    return min(over, disclosure.valid_to + timedelta(days=1))


def file_by(disclosures: Iterable[Disclosure]) -> dict[int, date]:
    """The day by which the file of each is to be closed, of those whose display is over and whose rules name a time for
    it (A-049: 入档及时). It counts from the end of the display, by the rules of the day of publication.

    As many questions for one as for many, but for the versions of the rules.
    """
    matters = list(disclosures)
    first = dict(
        Version.objects.filter(disclosure__in=matters, number=1).values_list("disclosure", "valid_to")
    )
    agreed = dict(
        EarlyEnd.objects.filter(disclosure__in=matters, agreed_at__isnull=False).values_list(
            "disclosure", "agreed_at"
        )
    )
    rules_of: dict[tuple[int, date], Regime] = {}
    counting: dict[tuple[int, date], Counting] = {}
    found = {}
    for one in matters:
        key = (one.agency_id, one.published_on)
        if key not in rules_of:
            rules_of[key] = one.agency.regime.version_on(one.published_on).rules
            counting[key] = calendars.counting(one.agency, rules_of[key])
        clock = next(iter(clocks_for(rules_of[key].clocks, ARCHIVING)), None)
        if clock is not None:
            over = later(one.published_on, rules_of[key].archive.display_months)
            if one.valid_to and one.valid_to >= one.published_on:
                if first.get(one.pk, one.valid_to) == one.valid_to:
                    over = min(over, one.valid_to + timedelta(days=1))
            if one.pk in agreed:
                over = min(over, timezone.localdate(agreed[one.pk]))
            found[one.pk] = counting[key].after(over, clock.length)
    return found


def early_end(disclosure: Disclosure) -> EarlyEnd | None:
    """What was said, by one person or by two, of an end before the time."""
    return EarlyEnd.objects.filter(disclosure=disclosure).select_related("asked_by", "agreed_by").first()


def blockers(disclosure: Disclosure, today: date) -> Iterator[str]:
    """Why its file cannot be closed yet: it is still on display, and no two people have said that this ends earlier."""
    until = ends_on(disclosure)
    if today < until and not EarlyEnd.objects.filter(disclosure=disclosure, agreed_at__isnull=False).exists():
        yield _(
            "It is on display until %(day)s; before that its file is closed only for a reason that two people give."
        ) % {"day": date_format(until - timedelta(days=1))}


@transaction.atomic
def ask_to_end(disclosure: Disclosure, *, reason: str, by: User, now: datetime) -> EarlyEnd:
    """Say why a display should end before its time; a second person then agrees. Raises ``Refused``."""
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    must_stand(disclosure)
    reason, today = reason.strip(), timezone.localdate(now)
    if not may(by, END_DISPLAY, disclosure, on=today):
        raise Refused(_("The archive, the office or a leader says that a display ends early."))
    if disclosure.status not in ON_DISPLAY or today >= ends_on(disclosure):
        raise Refused(_("It is not on display any more."))
    if not reason:
        raise Refused(_("Say why it should end early."))
    if EarlyEnd.objects.filter(disclosure=disclosure).exists():
        raise Refused(_("Somebody was faster: it has been asked for already."))
    return EarlyEnd.objects.create(disclosure=disclosure, reason=reason, asked_by=by, asked_at=now)


@transaction.atomic
def agree_to_end(disclosure: Disclosure, *, by: User, now: datetime) -> EarlyEnd:
    """Agree, as the second person, that a display ends before its time. Raises ``Refused``."""
    asked = early_end(disclosure)
    if asked is None:
        raise Refused(_("Nobody has asked for it."))
    if not may(by, END_DISPLAY, disclosure, on=timezone.localdate(now)) or asked.asked_by_id == by.pk:
        raise Refused(_("Another person than who asked agrees: of the archive, the office or a leader."))
    waiting = EarlyEnd.objects.filter(pk=asked.pk, agreed_at__isnull=True)
    if not waiting.update(agreed_by=by, agreed_at=now):
        raise Refused(_("Somebody was faster: it is agreed already."))
    asked.refresh_from_db()
    return asked
