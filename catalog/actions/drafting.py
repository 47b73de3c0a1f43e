"""Beginning from what stands: the text of the last period, and what a draft said when its page was opened."""

from datetime import date

from catalog import content
from catalog.models import Disclosure, DisclosureEvent, DisclosureItem
from catalog.models.disclosures import OUT
from catalog.sources import Source
from core import canonical
from core.models import User

SAID = (*content.COPIED, "status", "attested", "correction_reason", "hides_earlier")


def mark(disclosure: Disclosure) -> str:
    """A short mark of what ``disclosure`` says; another one as soon as anything in it is changed."""
    said = [getattr(disclosure, field) for field in SAID]
    return canonical.sorted_digest(said, default=str)[:32]


def last_of(item: DisclosureItem, user: User, *, on: date) -> Disclosure | None:
    """The newest published disclosure of ``item`` with a text that ``user`` may read, to begin the next one from."""
    out = Disclosure.objects.readable_by(user, on=on).filter(item=item, is_nil=False, source=Source.ACTIVE)
    out = out.filter(status__in=OUT)
    return out.order_by("-published_on", "-pk").first()


def marked(disclosure: Disclosure) -> bool:
    """Whether a reviewer, not its own department, said that ``disclosure``, or what it corrects, is sensitive."""
    matters = [disclosure.pk, disclosure.corrects_id]
    return DisclosureEvent.objects.filter(disclosure__in=matters, action="mark_sensitive").exists()
