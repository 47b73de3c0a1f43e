"""Keeping information back: its register, and looking at it again (law-2019 article 18)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import content, rules
from catalog.models import Disclosure, Reassessment
from catalog.sources import Source
from core import months
from core.models import User
from core.permissions import may
from core.transitions import Refused, must_stand

COPIED = (*(name for name in content.VERSIONED if not name.startswith("valid")), "formed_on")


def assessed_next(disclosure: Disclosure, day: date) -> date:
    """By when something withheld on ``day`` is looked at again: after the months that the regime in force says."""
    return months.later(day, disclosure.agency.regime.version_on(day).rules.withheld.assess_months)


def blockers(disclosure: Disclosure) -> Iterator[str]:
    """Reasons why something that is not disclosed of our own account cannot be put forward."""
    if disclosure.source == Source.ACTIVE:
        return
    if disclosure.obligation_id:
        yield _(
            "Keeping it back does not fulfil what is owed: excuse the obligation and begin from the item."
        )
    if disclosure.channels:
        yield _("What is not disclosed is put on no channel.")
    if disclosure.source == Source.WITHHELD and not disclosure.ground:
        yield _("Say the ground on which it is not disclosed.")
    known = disclosure.agency.regime.version_on(disclosure.formed_on).rules.withheld.grounds
    if known and disclosure.ground and disclosure.ground not in known:
        yield _("The rules of the body know no such ground: %(ground)s.") % {
            "ground": disclosure.get_ground_display()
        }


@transaction.atomic
def reassess(
    disclosure: Disclosure, *, outcome: str, reason: str, by: User, now: datetime, begin
) -> Reassessment:
    """Say whether something withheld stays so until the next assessment, or is to be disclosed now. Raises ``Refused``.

    What is to be disclosed becomes a draft, begun with ``begin`` (the verb ``disclosures.draft``), that goes the whole
    way through gate and chain; until then the withheld record stands.
    """
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    must_stand(disclosure)
    today = timezone.localdate(now)
    reasons = []
    if not (may(by, rules.PROPOSE, disclosure, on=today) and disclosure.is_readable_by(by, on=today)):
        reasons.append(_("Only the responsible department assesses it again."))
    if not disclosure.is_withheld or disclosure.assess_by is None:
        reasons.append(_("It is not on the register of what is withheld, or it is being disclosed."))
    if not reason.strip():
        reasons.append(_("Give the reason of the assessment."))
    if reasons:
        raise Refused(*reasons)
    draft, due_on = None, disclosure.assess_by
    if outcome == Reassessment.Outcome.DISCLOSED:
        copied = {field: getattr(disclosure, field) for field in COPIED}
        item = disclosure.item
        draft = begin(item=item, by=by, now=now, audience=item.audience, **copied)
    disclosure.assess_by = None if draft else assessed_next(disclosure, max(today, due_on))
    disclosure.save(update_fields=["assess_by"])
    return Reassessment.objects.create(
        disclosure=disclosure,
        due_on=due_on,
        outcome=outcome,
        reason=reason.strip(),
        draft=draft,
        by=by,
        at=now,
    )
