"""Who is asking: the address of a visitor, for slowing down guesses only. Nowhere is it kept but as a keyed hash."""

from ipaddress import IPv6Address

from django.conf import settings
from django.http import HttpRequest

from core.crypto import fingerprint


def visitor(request: HttpRequest) -> str:
    """The visitor's address. Behind ``PROXY_HOPS`` proxies it is what the outermost of them has seen.

    A proxy adds to the right of X-Forwarded-For what it saw; whatever stands further left, anybody may have written.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.PROXY_HOPS and len(seen) >= settings.PROXY_HOPS and seen[-settings.PROXY_HOPS].strip():
        return seen[-settings.PROXY_HOPS].strip()
    return request.META.get("REMOTE_ADDR", "")


def hashed_visitor(request: HttpRequest) -> str:
    """A made-up address of a private network (fd00::/8) that stands for the visitor's own: its keyed hash.

    For tables of libraries that want an address: equal for equal visitors, and nobody can tell from it who it was.
    """
    return str(IPv6Address(bytes.fromhex("fd" + fingerprint(visitor(request))[:30])))
