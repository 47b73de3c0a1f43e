"""Wrong passwords make signing in slow and lock nobody out.

An account has a few tries free, then growing pauses, whoever tries; so has an address. A browser in which somebody
signed in before is known and paced by itself, so that nobody is kept out by what others do to their name. Whose name
is tried gets a letter with a link that makes the browser in which it is opened a known one; the administrators are
told too (ADR 23).
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core import cookies, letters, tries
from core.context import visitor
from core.crypto import fingerprint
from core.models import User

ACCOUNT, ADDRESS, DEVICE = "sign-in: account", "sign-in: address", "sign-in: device"
FREE = {ACCOUNT: 5, ADDRESS: 10, DEVICE: 10}
COOKIE, COOKIE_SALT, LINK_SALT = "known", "sign-in.known", "sign-in.link"
KNOWN_FOR = timedelta(days=180)
LINK_LASTS = timedelta(hours=1)
TOLD_EVERY = timedelta(hours=1)
ADMINISTRATORS_TOLD_EVERY = timedelta(days=1)


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
        for purpose, source in paced:
            if wait := tries.pause(purpose, source, now=now, free=FREE[purpose]):
                _tell(purpose, source, name, now)
                if request is not None:
                    request.sign_in_wait = wait
                raise PermissionDenied
        user = super().authenticate(request, username=name, password=password)
        if user is not None:
            for purpose, source in paced:
                if purpose == ADDRESS:
                    tries.give_back(purpose, source, now=now)
                else:
                    tries.forgive(purpose, source)
        return user


def _paced_by(request: HttpRequest | None, name: str) -> list[tuple[str, str]]:
    """What a try is counted under: a known browser by itself, any other by its address and by the account."""
    if request is None:
        return [(ACCOUNT, name.casefold())]
    if device := _device(request, name):
        return [(DEVICE, device)]
    return [(ADDRESS, visitor(request)), (ACCOUNT, name.casefold())]


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
def _tell(purpose: str, source: str, name: str, now: datetime) -> None:
    """Owe the person a letter with a way in, once an hour, and the administrators one, once a day."""
    user = User.objects.filter(username__iexact=name, is_active=True).first()
    if purpose == ACCOUNT and user and tries.is_first_to_tell(purpose, source, now=now, every=TOLD_EVERY):
        signed = signing.dumps([user.pk, _state(user)], salt=LINK_SALT)
        link = settings.SITE_URL + reverse("known_browser", args=[signed])
        context = {"person": user, "minutes": int(LINK_LASTS.total_seconds() // 60)}
        letters.owe(
            "sign_in_slowed", to=user.email, context=context, now=now, secret=link, matters_for=LINK_LASTS
        )
    tried = f"{purpose} told {source}"
    if (purpose != ACCOUNT or user) and tries.claim(
        "sign-in: told", tried, now=now, most=1, window=ADMINISTRATORS_TOLD_EVERY
    ):
        for one in get_user_model().objects.filter(is_superuser=True, is_active=True).exclude(email=""):
            context = {"reader": one, "person": user if purpose == ACCOUNT else None}
            letters.owe("sign_ins_slowed", to=one.email, context=context, now=now)


def known_by_link(signed: str) -> User | None:
    """Whose letter a link comes from, while it lasts and the password is the same; else None."""
    try:
        pk, state = signing.loads(signed, salt=LINK_SALT, max_age=LINK_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and state == _state(user) else None
