"""When a form was handed out: programs send it back in the same moment, people need some seconds."""

import time

from django.conf import settings
from django.core import signing

SALT = "form"


def stamp() -> str:
    """This moment, signed."""
    return signing.dumps(int(time.time()), salt=SALT)


def is_too_quick(value: str) -> bool:
    """Whether the form with this stamp came back quicker than a person writes, or its stamp was made up.

    A form without a stamp is not judged: a page that was kept from before there were stamps still works.
    """
    if not value or not settings.FORM_LEAST_SECONDS:
        return False
    try:
        handed_out = signing.loads(value[:200], salt=SALT)
    except signing.BadSignature:
        return True
    return time.time() - handed_out < settings.FORM_LEAST_SECONDS
