"""Coming back without an account: receipts of the last hour, number and code, and links that last an hour."""

import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Max, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.client_ip import visitor
from core.crypto import drawn_for, fingerprint, is_drawn_for
from core.forms import FollowForm
from core.guests import attempts, query_codes
from core.models import EndedLinks, Receipt
from core.models.guests import LINK_LASTS, RECEIPT_SHOWN
from core.web import cookies

COOKIE = "receipt-"
FOLLOWED = "followed"  # the cookie that names the matters whose pages were opened in this browser
MAILED = ".renew"  # ends the salt of links that go to a mail address
PAGES = ".pages"  # of a house: its links but those that went to a mail address
MOST = 20  # receipts of one browser at a time; a twenty-first ends the one that would end first


def keep_receipt(request: HttpRequest, kind: str, pk: int, code: str, now: datetime) -> Receipt:
    """Keep the code of a matter for an hour, to be shown on its receipt, encrypted and for this browser alone.

    Each receipt has a key of its own, drawn now for this matter: a cookie that was there before, or that somebody
    planted, opens none, and none opens another matter, whatever somebody writes into the row.
    """
    receipts = sorted(_kept(request, now), key=lambda pair: pair[1].until)
    for name, receipt in receipts[: max(len(receipts) - MOST + 1, 0)]:
        receipt.delete()
        cookies.take_away(request, name)
    key = drawn_for("receipt", kind, pk)
    cookies.give(request, f"{COOKIE}{secrets.token_hex(4)}", key, lasts=RECEIPT_SHOWN)
    return Receipt.objects.create(
        key=fingerprint(key), kind=kind, matter=pk, code=code, until=now + RECEIPT_SHOWN
    )


def _kept(request: HttpRequest, now: datetime) -> list[tuple[str, Receipt]]:
    """The receipts that this browser may still show, each with the name of its cookie, the newest first."""
    keys = {
        fingerprint(value): (name, value)
        for name, value in request.COOKIES.items()
        if name.startswith(COOKIE)
    }
    if not keys:
        return []
    rows = Receipt.objects.filter(key__in=list(keys)[: 2 * MOST], until__gt=now)
    return [
        (name, row)
        for name, value, row in ((*keys[row.key], row) for row in rows.order_by("-until", "-pk"))
        if is_drawn_for(value, "receipt", row.kind, row.matter)  # not one that was pointed at another matter
    ]


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


def note_followed(request: HttpRequest, pk: int, *, salt: str) -> None:
    """Remember in the browser itself which matter it follows, as long as a link lasts: "I am done" ends them all."""
    seen, mine = _followed(request), (salt.partition(".")[0], pk)
    if mine in seen[:1]:
        return
    seen = [mine, *(one for one in seen if one != mine)][:MOST]
    cookies.give(request, FOLLOWED, signing.dumps(seen, salt=FOLLOWED), lasts=LINK_LASTS)


def _followed(request: HttpRequest) -> list[tuple[str, int]]:
    """The matters that this browser has followed, by house and row, the last one first."""
    try:
        found = signing.loads(request.COOKIES.get(FOLLOWED, ""), salt=FOLLOWED, max_age=LINK_LASTS)
    except signing.BadSignature:
        return []
    return [(house, pk) for house, pk in found]


def end_browser(request: HttpRequest, now: datetime) -> None:
    """End what this browser could show, "I am done" on a shared computer: receipts, codes, and the pages of all matters
    that were filed or followed in it. What lies in somebody's mailbox is not in this browser and holds."""
    for name, receipt in _kept(request, now):
        end_pages(receipt.kind, receipt.matter, now=now)
        cookies.take_away(request, name)
    for house, pk in _followed(request):
        end_pages(house, pk, now=now)
    cookies.take_away(request, FOLLOWED)


def drop_receipts(request: HttpRequest, now: datetime) -> None:
    """Forget the codes that this browser could show. Unlike ``end_browser``, links in other hands go on: who signs
    out may have entered the matter for somebody else."""
    for name, receipt in _kept(request, now):
        receipt.delete()
        cookies.take_away(request, name)


def end_all(kind: str, pk: int, *, now: datetime) -> None:
    """No receipt of the matter is shown any more, in no browser, and no link that was made up to now leads to it."""
    Receipt.objects.filter(kind=kind, matter=pk).delete()
    end_links(kind, pk, now=now)


def end_pages(kind: str, pk: int, *, now: datetime) -> None:
    """As ``end_all``, but a link to a new code that went to the mail address holds as long as its letter says."""
    Receipt.objects.filter(kind=kind, matter=pk).delete()
    end_links(f"{kind}{PAGES}", pk, now=now)


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
    houses = [house] if salt.endswith(MAILED) else [house, f"{house}{PAGES}"]
    ended = EndedLinks.objects.filter(house__in=houses, matter=matter).aggregate(at=Max("at"))["at"]
    return None if ended is not None and made <= ended.timestamp() else pk
