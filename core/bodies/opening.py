"""A body opens to the public by an act of its own, and closes by another (ADR 35).

Both are of the head of the body or its disclosure office: who runs the machine prepares and decides nothing (ADR 22).
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Agency, AgencyEvent, User
from core.permissions import OPEN_BODY, may
from core.proof import log
from core.transitions import Refused

PREPARED, OPEN, CLOSED = "prepared", "open", "closed"
NOT_OPEN = gettext_lazy(
    "This body is not open to the public yet: its head or its disclosure office opens it on the page “Opening”."
)
NO_MORE = gettext_lazy("This body was closed and takes nothing any more.")

Blockers = Callable[[Agency], Iterable[str]]


def state(agency: Agency) -> str:
    """Whether ``agency`` is prepared, open or closed."""
    if agency.closed_at:
        return CLOSED
    return OPEN if agency.opened_at else PREPARED


def shut(agency: Agency) -> list[str]:
    """Why ``agency`` takes nothing from the public and publishes nothing now; nothing when it is open."""
    return {PREPARED: [str(NOT_OPEN)], CLOSED: [str(NO_MORE)], OPEN: []}[state(agency)]


@transaction.atomic
def open_body(
    agency: Agency, *, by: User, now: datetime, reason: str = "", blockers: Blockers | None = None
) -> Agency:
    """Open ``agency`` to the public, or open it anew after it was closed, which needs a ``reason``.

    ``blockers`` says what is missing; it is asked under the lock. In the public log and in the history of the body.
    Raises ``Refused`` with all reasons and changes nothing.
    """
    before = _locked(agency, by, now)
    if before == OPEN:
        raise Refused(_("It is open to the public already."))
    if before == CLOSED and not reason.strip():
        raise Refused(_("Say why it is opened again."))
    if missing := list(blockers(agency)) if blockers else []:
        raise Refused(*missing)
    if agency.opened_at is None:
        agency.opened_at, agency.opened_by = now, by
    agency.closed_at, agency.closed_by, agency.closed_because, agency.successor = None, None, "", None
    _write_down(agency, "body_opened", before, by, now, note=reason.strip())
    return agency


@transaction.atomic
def close_body(
    agency: Agency, *, reason: str, by: User, now: datetime, successor: Agency | None = None
) -> Agency:
    """Close a body that was merged or abolished: what it published stays to be read, and it takes nothing any more.

    ``reason`` is public; ``successor`` is the open body that took over its work, if there is one. Raises ``Refused``.
    """
    before = _locked(agency, by, now)
    reasons = []
    if before != OPEN:
        reasons.append(_("Only a body that is open can be closed."))
    if not reason.strip():
        reasons.append(_("Say why it is closed: the public reads it."))
    if successor is not None and (successor.pk == agency.pk or not successor.is_open):
        reasons.append(_("The successor is another body that is open to the public."))
    if reasons:
        raise Refused(*reasons)
    agency.closed_at, agency.closed_by, agency.closed_because = now, by, reason.strip()
    agency.successor = successor
    more = {"successor": successor.slug} if successor else {}
    _write_down(agency, "body_closed", before, by, now, note=agency.closed_because, **more)
    return agency


def _locked(agency: Agency, by: User, now: datetime) -> str:
    """Lock ``agency`` as it stands. Returns its state; raises ``Refused`` for who may not decide about it."""
    agency.refresh_from_db(from_queryset=Agency.objects.select_for_update(of=("self",)))
    if not may(by, OPEN_BODY, agency, on=timezone.localdate(now)):
        raise Refused(_("This is decided by the head of the body or by its disclosure office."))
    return state(agency)


def _write_down(
    agency: Agency, kind: str, before: str, by: User, now: datetime, *, note: str, **more
) -> None:
    fields = ["opened_at", "opened_by", "closed_at", "closed_by", "closed_because", "successor"]
    agency.save(update_fields=fields)
    AgencyEvent.objects.create(
        agency=agency, action=kind, previous=before, current=state(agency), actor=by, note=note, at=now
    )
    said = {"agency": agency.slug, "code": agency.code, "title": agency.name, "name": agency.name, **more}
    log.append(kind, subject=agency.code, payload={**said, **({"reason": note} if note else {})}, now=now)
