"""Wrong passwords make signing in slow and lock nobody out.

An account has a few tries free, then growing pauses, whoever tries, and so has each account from each address. An
address from which many different names were tried in vain leaves each account one free try instead of a few; it never
refuses the right password of an account that saw no wrong one. A browser in which somebody signed in before is known
and paced by itself, so that nobody is kept out by what others do to their name. Whose name is tried gets a letter with
a link that makes the browser in which it is opened a known one; the administrators are told too (ADR 23).
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.client_ip import visitor
from core.crypto import fingerprint
from core.guests import attempts
from core.mail import letters
from core.models import User
from core.permissions import administrators
from core.web import cookies

ACCOUNT, PAIR, DEVICE = "sign-in: account", "sign-in: account at an address", "sign-in: device"
FREE = {ACCOUNT: 5, PAIR: 5, DEVICE: 10}
ADDRESS, NAME = "sign-in: address", "sign-in: name at an address"
NAMES = 10  # so many different names tried in vain make an address one that guesses; each hour forgets one
MOST_NAMES = 20
COOKIE, COOKIE_SALT, LINK_SALT = "known", "sign-in.known", "sign-in.link"
KNOWN_FOR = timedelta(days=180)
LINK_LASTS = timedelta(hours=1)
TOLD_EVERY = timedelta(hours=1)
A_DAY = timedelta(days=1)


class PacedBackend(ModelBackend):
    """Name and password, after the pauses that earlier tries have made."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **fields
    ) -> User | None:
        """Who signs in; None for a wrong pair. While somebody has to wait nothing is compared at all."""
        name = username or fields.get(User.USERNAME_FIELD)
        if not name or password is None:
            return None
        now, paced = timezone.now(), _paced_by(request, name)
        for purpose, source, free in paced:
            if wait := attempts.pause(purpose, source, now=now, free=free):
                _tell_person(name, now)
                _tell_administrators(now, name=name)
                if request is not None:
                    request.sign_in_wait = wait
                raise PermissionDenied
        user = super().authenticate(request, username=name, password=password)
        if user is not None:
            for purpose, source, _free in paced:
                attempts.forgive(purpose, source)
        elif request is not None:
            _count_name(visitor(request), name.casefold(), now)
        return user


def _paced_by(request: HttpRequest | None, name: str) -> list[tuple[str, str, int]]:
    """What a try is counted under, with how many are free: a known browser by itself, any other by the account, there
    and everywhere."""
    account = (ACCOUNT, name.casefold(), FREE[ACCOUNT])
    if request is None:
        return [account]
    if device := _device(request, name):
        return [(DEVICE, device, FREE[DEVICE])]
    address = visitor(request)
    free = 1 if _guesses(address, timezone.now()) else FREE[PAIR]
    return [(PAIR, f"{address} {name.casefold()}", free), account]


def _guesses(address: str, now: datetime) -> bool:
    """Whether many different names were tried in vain from ``address`` of late: as people mistype, nobody does."""
    return attempts.noted(ADDRESS, address, now=now) >= attempts.most_of(address, NAMES)


def _count_name(address: str, name: str, now: datetime) -> None:
    """Count ``name`` once a day against ``address``, however often it was tried: slips of one are no guessing."""
    pair = f"{address} {name}"
    if attempts.claim(NAME, pair, now=now, most=1, window=A_DAY):
        attempts.note(ADDRESS, address, now=now, at_most=attempts.most_of(address, MOST_NAMES))
        if _guesses(address, now):
            _tell_administrators(now, address=address)


def _device(request: HttpRequest, name: str) -> str:
    """The mark of this browser when ``name`` signed in here before, under the password of today; else ""."""
    try:
        pk, state, mark = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE_SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    user = User.objects.filter(pk=pk, username=name, is_active=True).first()
    return mark if user and state == _state(user) else ""


def _state(user: User) -> str:
    """What changes with the password: a browser is known, and a link leads, under one password only."""
    return fingerprint(f"sign-in {user.pk} {user.password}")[:24]


def make_known(request: HttpRequest, user: User) -> None:
    """Let this browser be known to the account of ``user``."""
    value = signing.dumps([user.pk, _state(user), secrets.token_urlsafe(16)], salt=COOKIE_SALT)
    cookies.give(request, COOKIE, value, lasts=KNOWN_FOR)


@transaction.atomic
def _tell_person(name: str, now: datetime) -> None:
    """Owe whose name it is a letter with a way in, once an hour."""
    user = User.objects.filter(username__iexact=name, is_active=True).first()
    if user and attempts.is_first_to_tell(ACCOUNT, name.casefold(), now=now, every=TOLD_EVERY):
        signed = signing.dumps([user.pk, _state(user)], salt=LINK_SALT)
        link = settings.SITE_URL + reverse("known_browser", args=[signed])
        context = {"person": user, "minutes": int(LINK_LASTS.total_seconds() // 60)}
        letters.owe(
            "sign_in_slowed", to=user.email, context=context, now=now, secret=link, matters_for=LINK_LASTS
        )


@transaction.atomic
def _tell_administrators(now: datetime, *, name: str = "", address: str = "") -> None:
    """Owe the administrators a letter once a day: of an account that is tried, or of an address that tries many."""
    user = User.objects.filter(username__iexact=name, is_active=True).first() if name else None
    if name and user is None:
        return  # a name that is none tells nobody anything
    tried = f"{ADDRESS} {address}" if address else f"{ACCOUNT} {name.casefold()}"
    if attempts.claim("sign-in: told", tried, now=now, most=1, window=A_DAY):
        for one in (person for person in administrators() if person.email):
            letters.owe("sign_ins_slowed", to=one.email, context={"reader": one, "person": user}, now=now)


def known_by_link(signed: str) -> User | None:
    """Whose letter a link comes from, while it lasts and the password is the same; else None."""
    try:
        pk, state = signing.loads(signed, salt=LINK_SALT, max_age=LINK_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and state == _state(user) else None
