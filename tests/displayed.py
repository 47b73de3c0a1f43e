"""The end of a display before its time, for tests that close files."""

from datetime import datetime

from archive import displaying
from catalog.models import Disclosure, Relation


def display_ended(disclosure: Disclosure, cast, now: datetime) -> Disclosure:
    """``disclosure``, of which the archivist and the disclosure office have said that its display ends early."""
    displaying.ask_to_end(disclosure, reason="内容已被新版取代。", by=cast.archivist, now=now)
    displaying.agree_to_end(disclosure, by=cast.disclosure_office, now=now)
    return disclosure


def handling_told(disclosure: Disclosure, by_: Disclosure, at: datetime) -> None:
    """``by_``, which is published, tells how the opinions on ``disclosure`` were handled, as it was begun ``at``."""
    Disclosure.objects.filter(pk=by_.pk).update(created_at=at)
    Relation.objects.create(kind=Relation.Kind.HANDLES, earlier=disclosure, later=by_)
