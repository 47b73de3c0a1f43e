"""What a collection gathers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.models import Collection, Disclosure, Gathered
from core.models import User
from core.permissions import may
from core.transitions import Refused


@transaction.atomic
def gather(
    collection: Collection, *, disclosures: Iterable[Disclosure], by: User, now: datetime
) -> Collection:
    """Make ``disclosures`` what ``collection`` gathers: what is new is added, what is missing taken off.

    Only published disclosures of the same agency. Raises ``Refused``.
    """
    wanted = {disclosure.pk: disclosure for disclosure in disclosures}
    reasons = []
    if not may(by, rules.KEEP_CATALOGUE, collection, on=timezone.localdate(now)):
        reasons.append(_("Only the disclosure office keeps collections."))
    for one in wanted.values():
        if one.agency_id != collection.agency_id or one.published_at is None:
            reasons.append(
                _("%(number)s is no published disclosure of this agency.") % {"number": one.index_number}
            )
    if reasons:
        raise Refused(*reasons)
    Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    collection.gathered.exclude(disclosure__in=wanted).delete()
    known = set(collection.gathered.values_list("disclosure", flat=True))
    Gathered.objects.bulk_create(
        Gathered(collection=collection, disclosure=one, added_by=by, added_at=now)
        for pk, one in wanted.items()
        if pk not in known
    )
    return collection
