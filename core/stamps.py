"""When a form was handed out: programs send it back in the same moment, people need some seconds."""

import time

from django.conf import settings
from django.core import signing

SALT = "form"


def stamp() -> str:
    """This moment, signed."""
    return signing.dumps(int(time.time()), salt=SALT)


def is_too_quick(value: str) -> bool:
    """Whether the form with this stamp came back quicker than a person writes. What is doubtful is not judged here."""
    handed_out = _moment(value)
    return handed_out is not None and time.time() - handed_out < settings.FORM_LEAST_SECONDS


def is_doubtful(value: str) -> bool:
    """Whether a form came without a stamp of ours: a program left it off or made one up, or a page was cut short.

    What is sent so is not lost: it is held back until a person has looked, or the form is handed out once more.
    """
    return bool(settings.FORM_LEAST_SECONDS) and _moment(value) is None


def _moment(value: str) -> int | None:
    try:
        return signing.loads(value[:200], salt=SALT)
    except signing.BadSignature:
        return None
