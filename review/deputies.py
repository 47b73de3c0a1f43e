"""Naming a deputy for the days of an absence."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.rules import REVIEW, REVIEWERS
from core.models import Agency, RoleAssignment, User
from core.permissions import reach
from core.transitions import Refused
from review.models import Delegation

LONGEST = timedelta(days=92)


@transaction.atomic
def delegate(
    *, agency: Agency, deputy: User, since: date, until: date, by: User, now: datetime
) -> Delegation:
    """Let ``deputy`` take the steps of the reviewing roles of ``by`` in ``agency``, first and last day included.

    The deputy holds a reviewing role that reaches as far. Raises ``Refused``.
    """
    User.objects.select_for_update().get(pk=by.pk)
    today = timezone.localdate(now)
    held = RoleAssignment.objects.in_force(today).filter(user=by, agency=agency, role__in=REVIEWERS)
    places = [role.department or agency for role in held.select_related("department")]
    theirs = reach(deputy, REVIEW, on=today)
    reasons = []
    if not places:
        reasons.append(_("You hold no role there that takes a step of a chain."))
    if deputy == by:
        reasons.append(_("Nobody is their own deputy."))
    elif not theirs or not all(theirs.covers(place) for place in places):
        reasons.append(_("%(deputy)s holds no role that reviews wherever yours does.") % {"deputy": deputy})
    if since < today:
        reasons.append(_("A delegation begins today or later."))
    if until < since:
        reasons.append(_("It ends before it begins."))
    elif until - since > LONGEST:
        reasons.append(_("A delegation lasts %(days)d days at most.") % {"days": LONGEST.days})
    others = by.delegations.filter(agency=agency, since__lte=until, until__gte=since, ended_on__isnull=True)
    if others.exists():
        reasons.append(_("You have named a deputy for some of these days already."))
    if reasons:
        raise Refused(*reasons)
    return Delegation.objects.create(
        giver=by, deputy=deputy, agency=agency, since=since, until=until, made_at=now
    )


@transaction.atomic
def end(delegation: Delegation, *, by: User, now: datetime) -> Delegation:
    """End it today: from this moment on the deputy takes no step for the giver. Raises ``Refused``."""
    delegation = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    today = timezone.localdate(now)
    if by.pk != delegation.giver_id:
        raise Refused(_("Only who gave it ends it."))
    if delegation.ended_on or delegation.until < today:
        raise Refused(_("It has ended already."))
    delegation.ended_on = today
    delegation.save(update_fields=["ended_on"])
    return delegation
