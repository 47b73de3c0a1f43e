"""Opinions that are held back: nothing is lost, but a person looks before it counts as an opinion that waits."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from catalog.models import ConsultationOpinion, Disclosure
from core.models import User
from core.transitions import Refused, take_all
from review.models import Opinion

A_DAY = timedelta(days=1)
PLACES = {
    Opinion: ("disclosure__agency_id", "disclosure__department"),
    ConsultationOpinion: ("consultation__agency_id", "consultation__department"),
}


def is_first(disclosure: Disclosure, *, now: datetime) -> bool:
    """Whether nothing was held back there within a day, so that a letter is worth writing."""
    held = disclosure.opinions.filter(status=Opinion.Status.HELD, received_at__gt=now - A_DAY)
    return not held.exists()


def let_in(opinions, *, by: User, now: datetime) -> int:
    """Let what was held back wait for its answer, all of the queryset ``opinions`` at once. Returns how many.

    Its day of answer stays the one that counts from the day on which it came.
    """
    return take_all(opinions, "let_in", by=by, now=now, places=PLACES[opinions.model])


def put_aside(opinions, *, reason: str, by: User, now: datetime) -> int:
    """Set aside what was held back, all of ``opinions`` at once, each with the reason. Raises ``Refused``."""
    if not reason.strip():
        raise Refused(_("Say why they are set aside."))
    held = opinions.filter(status=opinions.model.Status.HELD)
    return take_all(held, "set_aside", by=by, now=now, note=reason.strip(), places=PLACES[opinions.model])
