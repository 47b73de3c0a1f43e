"""Publishing at a set time: the clock does it once the disclosure is approved and the time has come."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.models import Disclosure
from core.models import User
from core.permissions import may
from core.transitions import Refused, must_stand

STILL_TO_COME = (
    Disclosure.Status.DRAFT,
    Disclosure.Status.IN_REVIEW,
    Disclosure.Status.RETURNED,
    Disclosure.Status.APPROVED,
)


@transaction.atomic
def set_time(disclosure: Disclosure, *, at: datetime | None, by: User, now: datetime) -> Disclosure:
    """Let ``disclosure`` wait, once approved, until ``at``; None takes the time away again. Raises ``Refused``.

    Its day is that of Shanghai. Each time that is set, changed or taken away is an event.
    """
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    must_stand(disclosure)
    reasons = []
    if not may(by, rules.PROPOSE, disclosure, on=timezone.localdate(now)):
        reasons.append(_("Only the responsible department sets the time of publication."))
    if disclosure.status not in STILL_TO_COME or disclosure.corrects_id:
        reasons.append(_("Only what is still to be published can be given a time."))
    if at is not None and at <= now:
        reasons.append(_("The time of publication lies in the past. Choose a later one, or none at all."))
    if at is not None and disclosure.obligation and disclosure.obligation.publish_from:
        if timezone.localdate(at) < disclosure.obligation.publish_from:
            reasons.append(_("Its window of publication opens later than that."))
    if reasons:
        raise Refused(*reasons)
    if at != disclosure.publish_at:
        disclosure.publish_at = at
        disclosure.save(update_fields=["publish_at"])
        disclosure.events.create(
            action="set_time" if at else "clear_time",
            previous=disclosure.status,
            current=disclosure.status,
            actor=by,
            note=timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "",
            at=now,
        )
    return disclosure
