"""Every form of the staff is taken once, whatever view takes it: its page has a mark that is claimed before the work.

A view whose work must be one with the claim uses ``core.guests.form_once``; what makes rows elsewhere, in the steps of
a case, in the queue, in the admin, is held by this middleware. Of two presses of a button the second waits and is led
where the first was led; what was refused leaves the mark unused. "Back" fetches the page anew while the browser
puts back what was typed: the same words to the same place, with nothing sent in between, are led there too.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.crypto import fingerprint
from core.guests import form_once
from core.models import Sent
from core.web import form_stamps, resubmission, retry_pages

WAITS = 10.0  # seconds, for the first of two to end
LOOKS = 0.1
DEAD = timedelta(
    minutes=2
)  # a claim that is older belongs to a process that ended before it could say what came of it
BACK = timedelta(minutes=10)
TAKEN = (302, 303)


def take_once(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware, behind those of people and messages."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _token(request)
        if not token:
            return get_response(request)
        now = timezone.now()
        if earlier := _sent_before_going_back(request, now):
            messages.info(request, _("This was sent already, in the same words. Nothing was done twice."))
            return HttpResponseRedirect(earlier.to)
        mine, earlier = _claim(request, token, now)
        if earlier is not None:
            return HttpResponseRedirect(earlier.to)
        if mine is None:
            return retry_pages.page(request, retry_pages.Trouble.BUSY)
        return _answered(request, get_response, mine)

    return answer


def _answered(request: HttpRequest, get_response: Callable, mine: Sent) -> HttpResponse:
    """Do the work and keep where it led; what led nowhere leaves the mark to the next press of the button."""
    led = ""
    try:
        response = get_response(request)
        if response.status_code in TAKEN and not getattr(request, "is_taken", False):
            led = response["Location"]
        return response
    finally:
        if led:
            Sent.objects.filter(pk=mine.pk).update(to=led)
        else:  # refused, or taken by the view itself (core.guests.form_once), which keeps its own row
            Sent.objects.filter(pk=mine.pk).delete()


def _token(request: HttpRequest) -> str:
    """What is claimed: the mark of the page, who sends, where to, and what; empty where nothing is to be held."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return ""
    word = form_stamps.word(request.POST.get(form_stamps.ONCE, ""))
    if not word or not request.user.is_authenticated:
        return ""
    return fingerprint(f"{form_stamps.ONCE} {word} {request.user.pk} {form_once.content(request)}")


def _sent_before_going_back(request: HttpRequest, now: datetime) -> Sent | None:
    """What this person sent last, when it was the same: typed words, not a button that may be pressed again."""
    if not any(resubmission.is_typed(name, value) for name, value in resubmission.typed_fields(request)):
        return None
    last = Sent.objects.filter(sender=form_once.sender(request)).exclude(to="").order_by("-pk").first()
    if last is None or last.content != form_once.content_key(request) or now - last.sent_at > BACK:
        return None
    return last


def _claim(request: HttpRequest, token: str, now: datetime) -> tuple[Sent | None, Sent | None]:
    """The claim of this press, or what came of the first one; neither when the first takes longer than one waits."""
    said = form_once.claimed_with(request, now)
    until = time.monotonic() + WAITS
    while time.monotonic() < until:
        try:
            first, is_mine = Sent.objects.claim(token, **said)
        except Sent.DoesNotExist:
            continue  # it was refused: this press is the next
        if is_mine:
            return first, None
        if first.to:
            return None, first
        dead = Sent.objects.filter(pk=first.pk, to="", sent_at=first.sent_at, sent_at__lt=now - DEAD)
        if dead.update(sent_at=now):
            return first, None
        time.sleep(LOOKS)
    return None, None
