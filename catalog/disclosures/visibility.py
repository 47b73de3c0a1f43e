"""What a visitor may see of a disclosure: one answer for every address, method, status code, format and language.

A page that shows anything of a disclosure asks here first, also a page that only says what was typed wrong. Lists ask
``Disclosure.objects.public()``, which holds exactly what everybody sees whole.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog import rules
from catalog.models import Audience, Disclosure, Version
from core.models import LogEntry, User
from core.permissions import may

WITHDRAWN = Disclosure.Status.WITHDRAWN
WHAT_WAS_PUBLISHED = ("published", "corrected")  # entries of the log that tell what a text said


@dataclass(frozen=True)
class Sight:
    """What somebody sees of one disclosure.

    ``exists``: that it is or was there, its title and number and, when it was withdrawn, why. ``text``: summary, text,
    parts, files with names and digests, opinions. ``inner``: what staff alone see of its way: earlier texts that are
    shown to nobody else, also those of what was withdrawn, notes and names.
    """

    exists: bool = False
    text: bool = False
    inner: bool = False


NOTHING = Sight()


def sight_of(disclosure: Disclosure, user: User | None, *, on: date) -> Sight:
    """What ``user`` sees of ``disclosure`` on a day; None is a visitor who is not signed in.

    Of what was withdrawn nobody sees the text on its page, staff as little as the public.
    """
    if user is None or user.is_anonymous:
        if disclosure.audience != Audience.PUBLIC:
            return NOTHING
        return Sight(exists=disclosure.is_public or disclosure.status == WITHDRAWN, text=disclosure.is_public)
    if not disclosure.is_readable_by(user, on=on):
        return NOTHING
    return Sight(
        exists=True,
        text=disclosure.status != WITHDRAWN,
        inner=may(user, rules.READ_UNPUBLISHED, disclosure, on=on),
    )


def visitor_of(request: HttpRequest) -> User | None:
    """Who asks. Who carries no session is not looked up: that keeps public pages cheap."""
    return request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None


def shown_payloads(entries: list[LogEntry]) -> dict[int, dict]:
    """What everybody may read of each of ``entries`` of the public log, by its number.

    An entry stays as it is for good, and its hash proves it. But where the text that it tells of may no longer be
    read, because it was withdrawn or because a correction hides it, neither its title nor the names and digests of its
    files are shown any more. Of a withdrawn disclosure the tombstone still names the last title.
    """
    subjects = {entry.subject for entry in entries}
    rows = Disclosure.objects.filter(index_number__in=subjects).only("index_number", "status", "title")
    found = {row.index_number: row for row in rows}
    corrections = Version.objects.filter(disclosure__in=found.values(), hides_earlier=True).order_by("number")
    hidden = dict(corrections.values_list("disclosure__index_number", "number"))
    return {entry.number: _shown(entry, found.get(entry.subject), hidden) for entry in entries}


def _shown(entry: LogEntry, disclosure: Disclosure | None, hidden: dict[str, int]) -> dict:
    if disclosure is None or entry.kind not in WHAT_WAS_PUBLISHED:
        return entry.payload
    is_withdrawn = disclosure.status == WITHDRAWN
    is_hidden = entry.payload.get("version", 1) < hidden.get(entry.subject, 0)
    if not is_withdrawn and not is_hidden:
        return entry.payload
    why = _("withdrawn since") if is_withdrawn else _("hidden by a correction")
    return {"agency": entry.payload.get("agency", ""), "not_shown": why}
