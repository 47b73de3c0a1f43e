"""Coming back without an account: receipts of the last hour, number and code, and links that last an hour."""

import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.client_ip import visitor
from core.crypto import fingerprint
from core.forms import FollowForm
from core.guests import attempts, query_codes
from core.models import EndedLinks, Receipt
from core.models.guests import LINK_LASTS, RECEIPT_SHOWN
from core.web import cookies

COOKIE = "receipt-"
MOST = 20  # receipts of one browser at a time; a twenty-first ends the one that would end first


def keep_receipt(request: HttpRequest, kind: str, pk: int, code: str, now: datetime) -> Receipt:
    """Keep the code of a matter for an hour, to be shown on its receipt, encrypted and for this browser alone.

    Each receipt has a key of its own, drawn now: a cookie that was there before, or that somebody planted, opens none.
    """
    receipts = sorted(_kept(request, now), key=lambda pair: pair[1].until)
    for name, receipt in receipts[: max(len(receipts) - MOST + 1, 0)]:
        receipt.delete()
        cookies.take_away(request, name)
    key = secrets.token_urlsafe(24)
    cookies.give(request, f"{COOKIE}{secrets.token_hex(4)}", key, lasts=RECEIPT_SHOWN)
    return Receipt.objects.create(
        key=fingerprint(key), kind=kind, matter=pk, code=code, until=now + RECEIPT_SHOWN
    )


def _kept(request: HttpRequest, now: datetime) -> list[tuple[str, Receipt]]:
    """The receipts that this browser may still show, each with the name of its cookie, the newest first."""
    keys = {fingerprint(value): name for name, value in request.COOKIES.items() if name.startswith(COOKIE)}
    if not keys:
        return []
    rows = Receipt.objects.filter(key__in=list(keys)[: 2 * MOST], until__gt=now)
    return [(keys[row.key], row) for row in rows.order_by("-until", "-pk")]


def receipts_of(request: HttpRequest, now: datetime) -> list[Receipt]:
    """The receipts that this browser may still show."""
    return [receipt for _name, receipt in _kept(request, now)]


def kept_receipts(request: HttpRequest, kind: str) -> dict[int, str]:
    """The codes of the matters whose receipts this browser may still see, by their rows; newest first."""
    kept: dict[int, str] = {}
    for _name, row in _kept(request, timezone.now()):
        if row.kind == kind:
            kept.setdefault(row.matter, row.code)
    return kept


def forget_receipts(request: HttpRequest, now: datetime) -> None:
    """End what this browser could show, "I am done" on a shared computer: receipts, codes, and links to the matters."""
    for name, receipt in _kept(request, now):
        end_all(receipt.kind, receipt.matter, now=now)
        cookies.take_away(request, name)


def drop_receipts(request: HttpRequest, now: datetime) -> None:
    """Forget the codes that this browser could show. Unlike ``forget_receipts``, links in other hands go on: who signs
    out may have entered the matter for somebody else."""
    for name, receipt in _kept(request, now):
        receipt.delete()
        cookies.take_away(request, name)


def end_all(kind: str, pk: int, *, now: datetime) -> None:
    """No receipt of the matter is shown any more, in no browser, and no link that was made up to now leads to it."""
    Receipt.objects.filter(kind=kind, matter=pk).delete()
    end_links(kind, pk, now=now)


def end_links(house: str, pk: int, *, now: datetime) -> None:
    """No link that was made up to now leads to the matter any more."""
    EndedLinks.objects.update_or_create(house=house, matter=pk, defaults={"at": now})


def find(
    request: HttpRequest, form: FollowForm, rows: QuerySet, *, purpose: str, now: datetime
) -> tuple[Model | None, int]:
    """The one of ``rows`` that the number and code of ``form`` lead to, or None and the status of the refusal.

    A wrong pair tells nothing, and guessing becomes slow: ``purpose`` names what the failures are counted under.
    """
    source = visitor(request)
    if not attempts.claim(purpose, source, now=now):
        form.add_error(None, _("That was wrong too often. Please wait a quarter of an hour."))
        return None, 429
    if not form.is_valid():
        attempts.give_back(purpose, source, now=now)
        return None, 422
    found = query_codes.belonging_to(rows, form.cleaned_data["number"], form.cleaned_data["code"])
    if found is None:
        form.add_error(None, form.unknown)
        return None, 422
    attempts.give_back(purpose, source, now=now)
    return found, 200


def link_to(pk: int, *, salt: str, of: int | None = None) -> str:
    """The signed part of an address that leads to a row for an hour.

    ``salt`` begins with the house of the matter, and ``of`` is its row, by default the row itself: its links end
    together.
    """
    return signing.dumps([pk, pk if of is None else of, timezone.now().timestamp()], salt=salt)


def behind(signed: str, *, salt: str, lasts: timedelta | None = None) -> int | None:
    """The row's number that a link leads to; None when its time is over (an hour) or it was ended."""
    try:
        found = signing.loads(signed, salt=salt, max_age=lasts or LINK_LASTS)
    except signing.BadSignature:
        return None
    # A link that does not say when it was made counts as made before whatever ended it.
    pk, matter, made = found if isinstance(found, list) else (found, found, 0)
    house = salt.partition(".")[0]
    ended = EndedLinks.objects.filter(house=house, matter=matter).values_list("at", flat=True).first()
    return None if ended is not None and made <= ended.timestamp() else pk
