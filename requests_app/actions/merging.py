"""Applications that are decided together: one leads, the others follow and get an answer of their own each.

Whose case follows keeps its own number, clock and applicant. It follows while the leading case is open; when that one
ends without a decision the others stand on their own feet again.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.models import User
from core.transitions import take
from requests_app.actions import clocks
from requests_app.models import Application, CaseKind, Status
from requests_app.models.choices import OPEN


def is_led(application: Application) -> bool:
    """Whether another open case decides this one."""
    lead = application.led_by
    return lead is not None and application.status == Status.REGISTERED and lead.status in OPEN


def followers(lead: Application) -> list[Application]:
    """The cases that ``lead`` decides now: registered, and nobody is waited for in them."""
    rows = lead.led.filter(status=Status.REGISTERED).select_related("agency", "version", "fee").order_by("pk")
    return [one for one in rows if not _waits(one)]


def _waits(application: Application) -> bool:
    asked = getattr(application, "reasoning", None)
    unjudged = asked is not None and not asked.verdict
    return unjudged or application.owes_fee or bool(clocks.open_third_parties(application))


def against_following(application: Application) -> Iterator[str]:
    """Why it cannot be decided with another case now, whichever that is."""
    if is_led(application):
        yield _("It is decided with another case already.")
    if any(one.status == Status.REGISTERED for one in application.led.all()):
        yield _("Others are decided with this case; take them out first.")
    if _waits(application):
        yield _("Somebody is waited for in this case; it can follow after that.")


@transaction.atomic
def follow(application: Application, *, number: str, by: User, now: datetime) -> Application:
    """Let the case with ``number`` decide ``application`` too; it can be taken out until then. Raises ``Refused``."""
    lead = Application.objects.filter(agency=application.agency_id, number=number.strip()).first()

    def blockers(locked: Application) -> Iterator[str]:
        if lead is None:
            yield _("This body has no application with this number.")
            return
        if lead.pk == locked.pk:
            yield _("A case does not lead itself.")
        yield from against_following(locked)
        if is_led(lead):
            yield _("That case is decided with another one itself; name the leading one.")
        if lead.status != Status.REGISTERED:
            yield _("The leading case must be in review, not drafted or decided.")
        if {locked.kind, lead.kind} != {CaseKind.DISCLOSURE}:
            yield _("Only applications for disclosure are decided together.")
        if set(locked.rules.outcomes) != set(lead.rules.outcomes):
            yield _("The two were received under different rules.")

    note = lead.number if lead else ""
    take(application, "follow", by=by, now=now, note=note, blockers=blockers, led_by=lead)
    _tell(lead, "lead", application, by, now)
    return application


@transaction.atomic
def part(application: Application, *, by: User, now: datetime) -> Application:
    """Take ``application`` out again: it is decided by itself. Raises ``Refused``."""

    def blockers(locked: Application) -> Iterator[str]:
        if not is_led(locked):
            yield _("It is not decided with another case.")

    lead = application.led_by
    note = lead.number if lead else ""
    take(application, "part", by=by, now=now, note=note, blockers=blockers, led_by=None)
    _tell(lead, "lead_no_more", application, by, now)
    return application


def _tell(lead: Application, action: str, other: Application, by: User, now: datetime) -> None:
    """Write it into the history of the leading case too."""
    lead.events.create(
        action=action, previous=lead.status, current=lead.status, actor=by, note=other.number, at=now
    )
