"""A form is taken once: sent again by a double click, by Back, after a lost connection, it brings the first answer.

Each page has a stamp of its own (``core.web.form_stamps``). Who takes the form claims the stamp in the transaction in
which it does its work: of two that come at once one waits for the other, and a work that is refused leaves the stamp
unused. An answer that never arrived leaves the browser with nothing but the page it fetches anew, with another stamp;
so the same words from the same browser within some minutes are claimed too.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.crypto import fingerprint
from core.guests import access
from core.models import Receipt, Sent
from core.transitions import Refused
from core.web import form_stamps

OTHERWISE = gettext_lazy(
    "This page was sent already, with other words. If this is to be sent as well, please press the button once more."
)
AGAIN = 600  # seconds in which the same words from the same browser are the same matter


@dataclass(frozen=True)
class Answer:
    """What follows on a form that was taken: where one is led, what is said there, and the receipt of a new matter."""

    to: str
    said: str = ""
    receipt: tuple[str, int, str] | None = None  # its kind, the matter's row, the query code


class SentOtherwise(Refused):
    """The page was sent already, with other words: nobody can tell whether that is to be another matter."""


def send(
    request: HttpRequest,
    act: Callable[[], Answer],
    *,
    purpose: str,
    now: datetime,
    takes_doubtful: bool = False,
) -> HttpResponse:
    """Do ``act`` once for this page and lead on; whoever sends the page again is led there too.

    ``purpose`` tells forms apart that stand on one page. ``takes_doubtful``: what comes without a stamp is taken all
    the same, because it is held back. Raises ``Refused``: what ``act`` refuses, a page that is too old or without its
    stamp, and one that was sent with other words; none of that uses the stamp up.
    """
    answer = once(request, act, purpose=purpose, now=now, takes_doubtful=takes_doubtful)
    if answer.said:
        messages.success(request, answer.said)
    return redirect(answer.to)


def once(
    request: HttpRequest,
    act: Callable[[], Answer],
    *,
    purpose: str,
    now: datetime,
    takes_doubtful: bool = False,
) -> Answer:
    """``send`` for a view that makes an answer of its own. Raises ``Refused``."""
    stamp = form_stamps.of(request)
    if form_stamps.is_expired(stamp, now):
        raise Refused(form_stamps.TOO_OLD)
    if form_stamps.is_doubtful(stamp) and not takes_doubtful:
        raise Refused(form_stamps.INCOMPLETE)
    if not form_stamps.word(stamp):
        with transaction.atomic():
            answer = act()
            _keep(request, answer, now)
            return answer
    if same := _sent_before_going_back(request, now):
        return _first_answer(request, same, now)
    with transaction.atomic():
        said = claimed_with(request, now)
        mine = []
        for token in _tokens(request, stamp, purpose, now):
            row, is_mine = Sent.objects.claim(token, **said)
            if is_mine:
                mine.append(row)
                continue
            if row.content != said["content"]:
                raise SentOtherwise(OTHERWISE)
            _lead(mine, row.to, row.said, row.receipt)
            return _first_answer(request, row, now)
        answer = act()
        _lead(mine, answer.to, f"{_of(answer.receipt)}\n{answer.said}", _keep(request, answer, now))
        request.is_taken = True  # core.guests.taking_once keeps no second row of it
        return answer


def is_again(request: HttpRequest, *, purpose: str) -> bool:
    """Whether this page was sent and taken already. Who sends it again gets the first answer, whatever limit was
    reached meanwhile: a limit is asked of what is new.
    """
    stamp = form_stamps.of(request)
    if not form_stamps.word(stamp):
        return False
    tokens = _tokens(request, stamp, purpose, timezone.now())
    return Sent.objects.filter(token__in=tokens).exists()


def sender(request: HttpRequest) -> str:
    """A keyed hash of who is signed in; empty for everybody else."""
    return fingerprint(f"sender {request.user.pk}") if request.user.is_authenticated else ""


def _token(request: HttpRequest, stamp: str, purpose: str) -> str:
    return fingerprint(f"{form_stamps.word(stamp)} {purpose} {request.path_info}")


def _tokens(request: HttpRequest, stamp: str, purpose: str, now: datetime) -> list[str]:
    """What is claimed: the stamp of the page, and the words of this browser, in these minutes and those before.

    A browser is known by the cookie that every form has (against forged requests), hashed together with the words:
    nobody can tell from it which matters came from one browser. The minutes before come first, so that two at once
    wait for each other whichever side of the hour they fall on.
    """
    tokens = [_token(request, stamp, purpose)]
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if browser and not request.user.is_authenticated:
        part, words = int(now.timestamp()) // AGAIN, content(request)
        tokens += [fingerprint(f"words {browser} {purpose} {words} {number}") for number in (part - 1, part)]
    return tokens


def _lead(claimed: list[Sent], to: str, said: str, receipt: Receipt | None) -> None:
    """Whoever comes with what was ``claimed`` is led to the first answer."""
    Sent.objects.filter(pk__in=[one.pk for one in claimed]).update(to=to, said=said, receipt=receipt)


def claimed_with(request: HttpRequest, now: datetime) -> dict[str, object]:
    """What a claim keeps beside its token: what was sent, by whom, and when."""
    return {"content": content_key(request), "sender": sender(request), "sent_at": now}


def content_key(request: HttpRequest) -> str:
    """A keyed hash of what was sent, by which it is found again."""
    return fingerprint(content(request))


def content(request: HttpRequest) -> str:
    """A digest of all that was sent but the marks of the page; of files their names and sizes. Made once a request."""
    if (known := getattr(request, "digest_of_content", None)) is None:
        known = request.digest_of_content = _digest(request)
    return known


def _digest(request: HttpRequest) -> str:
    said = sorted((name, values) for name, values in request.POST.lists() if name not in form_stamps.MARKS)
    files = sorted(
        (name, [(one.name, one.size) for one in several]) for name, several in request.FILES.lists()
    )
    return hashlib.sha256(json.dumps([request.path_info, said, files]).encode()).hexdigest()


def _sent_before_going_back(request: HttpRequest, now: datetime) -> Sent | None:
    """What this browser sent to the same place in the same ``words``, as long as it still shows that receipt.

    "Back" fetches the page anew, with a stamp that nobody used, and the browser puts back what had been typed.
    """
    receipts = access.receipts_of(request, now)
    if not receipts:
        return None
    same = Sent.objects.filter(content=content_key(request), receipt__in=receipts)
    return same.select_related("receipt").order_by("pk").first()


def _first_answer(request: HttpRequest, earlier: Sent, now: datetime) -> Answer:
    """The answer that the first one got, with its receipt as long as that is shown at all."""
    receipt, (whose, _line, said) = earlier.receipt, earlier.said.partition("\n")
    if receipt is None or receipt.until <= now:
        return Answer(earlier.to, said)
    given = (receipt.kind, receipt.matter, receipt.code)
    if _of(given) != whose:  # somebody pointed the row at another matter: its code is not shown
        return Answer(earlier.to, said)
    answer = Answer(earlier.to, said, given)
    _keep(request, answer, now)
    return answer


def _of(receipt: tuple[str, int, str] | None) -> str:
    """Of which matter a receipt is. Kept encrypted with the first answer, where nobody can write another one."""
    return f"{receipt[0]} {receipt[1]}" if receipt else ""


def _keep(request: HttpRequest, answer: Answer, now: datetime):
    return access.keep_receipt(request, *answer.receipt, now) if answer.receipt else None
