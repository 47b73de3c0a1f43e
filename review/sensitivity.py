"""Marking a single matter as sensitive: it then needs the steps that the regime has for such matters (B-079)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.actions import disclosures
from catalog.models import Disclosure
from core.models import User
from core.transitions import Refused
from review.acting_for import hand_for
from review.actions.verdicts import not_theirs
from review.chains import progress


@transaction.atomic
def mark_sensitive(
    disclosure: Disclosure, *, reason: str, by: User, now: datetime, seen: str = ""
) -> Disclosure:
    """Mark it as sensitive. Whoever may take the open step says so, with the reason; the steps that agreed stay.

    It cannot be undone, not by its department either. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    state, reason = progress(disclosure), reason.strip()
    if not state.is_markable:
        raise Refused(_("It goes through the steps for sensitive matters already, or there are none."))
    hand = hand_for(by, state.open.role, disclosure, on=today)

    def blockers(_disclosure: Disclosure) -> Iterator[str]:
        yield from not_theirs(disclosure, state, hand, seen, on=today)
        if not reason:
            yield _("Say why it is sensitive.")

    return disclosures.mark_sensitive(disclosure, by=by, now=now, reason=reason, blockers=blockers)
