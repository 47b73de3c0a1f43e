"""The stamp of a form: when it was handed out, and which one it is. It is used up when the form is taken.

Programs send a form back in the same moment in which they get it, people need some seconds; a page that has been open
for longer than a day is looked at once more.
"""

import secrets
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from core.models.guests import STAMP_LASTS

SALT = "form"
TOO_OLD = gettext_lazy(
    "This page had been open for more than a day. Nothing is lost: please look it through and send it once more."
)
INCOMPLETE = gettext_lazy("This page was not complete. Nothing is lost: please send it once more.")
FIELDS = ("stamp", "began")  # the names under which a form carries its stamp
ONCE = "once"  # the mark that the pages of the staff carry
MARKS = frozenset({"csrfmiddlewaretoken", ONCE, *FIELDS})  # what a page sends that nobody typed


def stamp(now: datetime) -> str:
    """The moment at which a form is handed out and a random word, signed: no two forms have the same."""
    return signing.dumps([int(now.timestamp()), secrets.token_hex(8)], salt=SALT)


def is_too_quick(value: str, now: datetime) -> bool:
    """Whether the form with this stamp, back at ``now``, came quicker than a person writes.

    What is doubtful is not judged here.
    """
    handed_out = _read(value)
    return handed_out is not None and now.timestamp() - handed_out[0] < settings.FORM_LEAST_SECONDS


def is_doubtful(value: str) -> bool:
    """Whether a form came without a stamp of ours: a program left it off or made one up, or a page was cut short.

    What is sent so is not lost: it is held back until a person has looked, or the form is handed out once more.
    """
    return bool(settings.FORM_LEAST_SECONDS) and _read(value) is None


def is_expired(value: str, now: datetime) -> bool:
    """Whether the form was handed out so long ago that nobody remembers any more whether it was sent already."""
    handed_out = _read(value)
    return handed_out is not None and now.timestamp() - handed_out[0] > STAMP_LASTS.total_seconds()


def of(request: HttpRequest) -> str:
    """The stamp that came with a form, whatever it is worth; empty without one."""
    return next((request.POST[name] for name in FIELDS if request.POST.get(name)), "")


def word(value: str) -> str:
    """The random word of a stamp of ours; empty for anything else."""
    handed_out = _read(value)
    return handed_out[1] if handed_out else ""


def _read(value: str) -> list | None:
    try:
        found = signing.loads(value[:200], salt=SALT)
    except signing.BadSignature:
        return None
    return found if isinstance(found, list) else None
