"""Coming back without an account: the receipt of the last hour, number and code, and a link that lasts an hour."""

from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core import codes, tries
from core.context import visitor
from core.crypto import decrypt, encrypt
from core.forms import FollowForm

RECEIPT_SHOWN = timedelta(hours=1)
LINK_LASTS = timedelta(hours=1)


def keep_receipt(request: HttpRequest, key: str, pk: int, code: str, now: datetime) -> None:
    """Carry the code through the session under ``key``, encrypted and for an hour, to be shown on the receipt."""
    until = (now + RECEIPT_SHOWN).timestamp()
    request.session[key] = {"pk": pk, "code": encrypt(code), "until": until}


def kept_receipt(request: HttpRequest, key: str) -> tuple[int, str] | None:
    """The matter whose receipt this visitor may still see, as its row's number, and its code."""
    kept = request.session.get(key)
    if not kept or kept["until"] < timezone.now().timestamp():
        return None
    return kept["pk"], decrypt(kept["code"])


def find(
    request: HttpRequest, form: FollowForm, rows: QuerySet, *, purpose: str, now: datetime
) -> tuple[Model | None, int]:
    """The one of ``rows`` that the number and code of ``form`` lead to, or None and the status of the refusal.

    A wrong pair tells nothing, and guessing becomes slow: ``purpose`` names what the failures are counted under.
    """
    source = visitor(request)
    if tries.must_wait(purpose, source, now=now):
        form.add_error(None, _("That was wrong too often. Please wait a quarter of an hour."))
        return None, 429
    if not form.is_valid():
        return None, 422
    found = codes.belonging_to(rows, form.cleaned_data["number"], form.cleaned_data["code"])
    if found is None:
        tries.failed(purpose, source, now=now)
        form.add_error(None, form.unknown)
        return None, 422
    return found, 200


def link_to(pk: int, *, salt: str) -> str:
    """The signed part of an address that leads to the matter for an hour."""
    return signing.dumps(pk, salt=salt)


def behind(signed: str, *, salt: str) -> int | None:
    """The row's number of the matter that a link of this hour leads to."""
    try:
        return signing.loads(signed, salt=salt, max_age=LINK_LASTS)
    except signing.BadSignature:
        return None
