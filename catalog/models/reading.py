"""Who reads a matter that is not out yet; said once for lists, pages and the review queue."""

from django.db.models import Q

from catalog import rules
from catalog.models.items import Audience
from catalog.sources import Source
from core.permissions import Reach

# Who reads what is in work, in the order in which ``in_work`` takes where they reach.
IN_WORK = (rules.READ_UNPUBLISHED, rules.WORK_ON_LEADERSHIP, rules.READ_WITHHELD)


def in_work(unfinished: Reach, led: Reach, withheld: Reach) -> Q:
    """What somebody reads of what is not out yet, by their reaches for ``IN_WORK``.

    The review queue asks for this part of ``readable_by`` alone; both say it here, so that they cannot differ.
    """
    if unfinished == led == withheld:
        return unfinished.q()
    led_only, kept = Q(audience=Audience.LEADERSHIP), Q(source=Source.WITHHELD)
    return led_only & led.q() | ~led_only & (kept & withheld.q() | ~kept & unfinished.q())
