"""What waits in the feedback stage for a person: a collector to be named, feedback to hand over, to handle."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Disclosure
from core.models import Agency, User
from core.permissions import Reach
from disclosure_portal.piles import Pile
from review import feedback_stage
from review.models import FeedbackStage

PLACES = ("disclosure__agency_id", "disclosure__department")


def piles(user: User, name: Reach, collect: Reach, handle: Reach, today: date) -> Iterator[Pile]:
    """The cards for who names collectors, who is one, and the leading group."""
    address = reverse("review:feedback")
    if name:
        bodies = Agency.objects.all() if name.everywhere else Agency.objects.filter(_bodies(name))
        wanted = feedback_stage.to_open(list(bodies.select_related("regime", "adopted")), today)
        found = Disclosure.objects.filter(name.q()).filter(wanted)
        text = _("Published; the rules want somebody named who collects what is said.")
        yield Pile(_("Feedback stages to open"), text, f"{address}?state=open", found)
    open_stages = FeedbackStage.objects.filter(disclosure__status=Disclosure.Status.FEEDBACK)
    late = Q(handle_by__lt=today)
    if collect:
        own = open_stages.filter(feedback_stage.spoken(), collector=user, handed_over_on__isnull=True)
        text = _("Named to you: hand what was said to the leading group.")
        yield Pile(_("Feedback to hand over"), text, address, own, late)
    if handle:
        waits = open_stages.filter(
            handle.q(*PLACES), handed_over_on__isnull=False, handled_on__isnull=True
        ).exclude(collector=user)
        text = _("Handed to the leading group: say how it is handled.")
        yield Pile(_("Feedback to handle"), text, f"{address}?state=group", waits, late)


def _bodies(reach: Reach) -> Q:
    paths = cast("frozenset[str]", reach.paths)
    return Q(pk__in=reach.agencies) | Q(pk__in={int(path.split("/")[1]) for path in paths})
