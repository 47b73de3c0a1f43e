"""Saying that there is nothing to report: a disclosure too, with a review of its own."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.actions import disclosures
from catalog.models import Disclosure, Obligation
from catalog.models.obligations import Owed
from core.models import User
from core.regimes.parsed import Regime


@transaction.atomic
def report_nothing(obligation: Obligation, *, attested: bool, by: User, now: datetime) -> Disclosure:
    """Draft and propose, in one go, that ``obligation`` has nothing to disclose, or that what stands holds (A-043).

    Raises ``Refused`` and keeps nothing. The sentences are those of the public record, in the language of the portal.
    """
    item = obligation.item
    today = timezone.localdate(now)
    rules: Regime = item.agency.regime.version_on(today).rules
    with translation.override(settings.LANGUAGE_CODE):
        words = {"item": item.name, "period": obligation.label}
        if obligation.owed_for == Owed.REVIEW:
            title = _("%(item)s (%(period)s): checked, still holds") % words
            body = _("Checked for %(period)s: what is on display under “%(item)s” still holds.") % words
        else:
            title = _("%(item)s (%(period)s): nothing to report") % words
            body = _("For %(period)s there is nothing to disclose under “%(item)s”.") % words
    nothing = disclosures.draft(
        item=item,
        obligation=obligation,
        by=by,
        now=now,
        title=title[:200],
        summary=body[:500],
        body=body,
        is_nil=True,
        audience=item.audience,
        channels=[code for code in item.channels or rules.channels if code not in item.never_on],
        formed_on=today,
        attested=attested,
    )
    return disclosures.propose(nothing, by=by, now=now)
