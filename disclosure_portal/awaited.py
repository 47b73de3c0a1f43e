"""What waits for the word of one person, thing by thing: its number, its link, who asked, and until when.

These are the things for which there is no list of work of their own: somebody asked, and a second person says yes or
no. Each stands on the page of work of everybody who may say it, and of nobody else (who asked does not answer).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from archive.models import EarlyEnd
from archive.rules import END_DISPLAY
from catalog.models import CalendarChange, Disclosure, ErasureWish, SelfCheck
from catalog.models.disclosures import ON_DISPLAY
from catalog.rules import CALENDAR, KEEP_CATALOGUE, PROPOSE, WITHDRAW
from core.models import User
from core.permissions import Permission, Reach
from requests_app.actions import extending
from requests_app.rules import EXTEND

PERMISSIONS = (EXTEND, WITHDRAW, END_DISPLAY, CALENDAR, PROPOSE, KEEP_CATALOGUE)
SHOWN = 50
PLACES = ("disclosure__agency_id", "disclosure__department")


@dataclass(frozen=True)
class Awaited:
    """One thing that waits, as the page of work names it."""

    kind: str
    name: str
    about: str
    address: str
    asked_by: User
    until: date | None = None


def awaited(user: User, has: dict[Permission, Reach], today: date) -> list[Awaited]:
    """What waits for ``user``, who has these reaches for ``PERMISSIONS``; what has a day first, the nearest first."""
    found = [
        *(_extensions(user, today) if has[EXTEND] else ()),
        *_erasures(user, has[WITHDRAW], today),
        *_early_ends(user, has[END_DISPLAY], today),
        *_calendar_changes(user, has[CALENDAR]),
        *_self_checks(has[PROPOSE], has[KEEP_CATALOGUE]),
    ]
    return sorted(found, key=lambda one: (one.until is None, one.until or today))


def _extensions(user: User, today: date) -> Iterator[Awaited]:
    for one in extending.waiting_for(user, on=today)[:SHOWN]:
        case = one.application
        address = f"{case.get_absolute_url()}#steps"
        kind = _("Extension of an answer")
        yield Awaited(kind, case.number, case.subject, address, one.asked_by, case.answer_by)


def _erasures(user: User, reach: Reach, today: date) -> Iterator[Awaited]:
    if not reach:
        return
    wishes = ErasureWish.objects.filter(
        reach.q(*PLACES), disclosure__status=Disclosure.Status.WITHDRAWN, disclosure__erasure__isnull=True
    )
    readable = Disclosure.objects.readable_by(user, on=today)
    wishes = wishes.filter(disclosure__in=readable).exclude(by=user).select_related("disclosure", "by")
    for one in wishes[:SHOWN]:
        matter = one.disclosure
        address = reverse("admin:catalog_disclosure_erase", args=[matter.pk])
        yield Awaited(_("Erasure of a text"), matter.index_number, matter.title, address, one.by)


def _early_ends(user: User, reach: Reach, today: date) -> Iterator[Awaited]:
    if not reach:
        return
    ends = EarlyEnd.objects.filter(
        reach.q(*PLACES), agreed_at__isnull=True, disclosure__status__in=ON_DISPLAY
    )
    readable = Disclosure.objects.readable_by(user, on=today)
    ends = ends.filter(disclosure__in=readable).exclude(asked_by=user)
    for one in ends.select_related("disclosure", "asked_by").order_by("pk")[:SHOWN]:
        matter = one.disclosure
        address = reverse("archive:end_display", args=[matter.pk])
        yield Awaited(_("End of a display"), matter.index_number, matter.title, address, one.asked_by)


def _calendar_changes(user: User, reach: Reach) -> Iterator[Awaited]:
    if not reach:
        return
    drafted = CalendarChange.objects.filter(status=CalendarChange.Status.DRAFTED).exclude(drafted_by=user)
    for one in drafted.select_related("drafted_by").order_by("pk")[:SHOWN]:
        address = reverse("admin:catalog_calendarchange_preview", args=[one.pk])
        yield Awaited(_("Calendar change"), one.notice_number, one.reason, address, one.drafted_by)


def _self_checks(propose: Reach, keep: Reach) -> Iterator[Awaited]:
    """The campaigns that are open: departments mark what they published, the disclosure office closes them."""
    if not (propose or keep):
        return
    seen = propose.whole.q() | keep.whole.q()
    for one in SelfCheck.objects.filter(seen, closed_at=None).select_related("begun_by")[:SHOWN]:
        yield Awaited(_("Self-check"), one.name, "", one.get_absolute_url(), one.begun_by, one.due_on)
