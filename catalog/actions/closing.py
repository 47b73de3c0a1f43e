"""A body is closed: what it owes by then ends in the open, with the reason and whoever takes over its work (ADR 35)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Obligation, State
from core.bodies import opening
from core.models import Agency, User

OFFICIAL = "zh-hans"  # what the public reads as a reason is written in the language of the body


def ending(agency: Agency, *, on: date) -> QuerySet[Obligation]:
    """What ``agency`` owes on a day and is not late with: it ends when the body is closed."""
    return Obligation.objects.filter(item__agency=agency).open(on).exclude(state=State.LATE)


def late(agency: Agency, *, on: date) -> QuerySet[Obligation]:
    """What ``agency`` was late with by a day: a closing does not undo that, it stays late in sight of everybody."""
    return Obligation.objects.filter(item__agency=agency).open(on).filter(state=State.LATE)


@transaction.atomic
def close(agency: Agency, *, reason: str, by: User, now: datetime, successor: Agency | None = None) -> Agency:
    """Close ``agency``. It can publish nothing more, so what is not late yet ends, excused in public with ``reason``.

    ``successor`` owes by its own rules and catalogue; the reason names it. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    owed = list(ending(agency, on=today).values_list("pk", flat=True))
    opening.close_body(agency, reason=reason, by=by, now=now, successor=successor)
    excuse = _excuse(agency, today)
    for start in range(0, len(owed), 500):
        rows = Obligation.objects.filter(pk__in=owed[start : start + 500])
        rows.update(excused_on=today, excused_by=by, excuse=excuse, excused_until=None)
    return agency


@transaction.atomic
def open_again(
    agency: Agency, *, by: User, now: datetime, reason: str, blockers: opening.Blockers | None = None
) -> Agency:
    """Open ``agency``, also anew: what ended with its closing and whose last day is still ahead is owed again.

    Raises ``Refused``.
    """
    today, closed_at, closed_by = timezone.localdate(now), agency.closed_at, agency.closed_by
    opening.open_body(agency, by=by, now=now, reason=reason, blockers=blockers)
    if closed_at is not None:
        ended = Obligation.objects.filter(
            item__agency=agency, excused_on=timezone.localdate(closed_at), excused_by=closed_by
        )
        ahead = ended.annotate(last=Coalesce(F("publish_by"), F("propose_by"))).filter(last__gte=today)
        again = Obligation.objects.filter(pk__in=list(ahead.values_list("pk", flat=True)))
        again.update(excused_on=None, excused_by=None, excuse="", excused_until=None)
    return agency


def _excuse(agency: Agency, today: date) -> str:
    with translation.override(OFFICIAL):
        words = {"day": date_format(today), "reason": agency.closed_because}
        if agency.successor is None:
            said = _("The body was closed on %(day)s: %(reason)s") % words
        else:
            words["successor"] = agency.successor.name
            said = _("The body was closed on %(day)s and %(successor)s does its work: %(reason)s") % words
    return said if len(said) <= 300 else f"{said[:299]}…"
