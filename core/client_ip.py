"""Who is asking: the address of a visitor, for slowing down guesses only. Nowhere is it kept but as a keyed hash."""

from django.conf import settings
from django.http import HttpRequest


def visitor(request: HttpRequest) -> str:
    """The visitor's address. Behind ``PROXY_HOPS`` proxies it is what the outermost of them has seen.

    A proxy adds to the right of X-Forwarded-For what it saw; whatever stands further left, anybody may have written.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.PROXY_HOPS and len(seen) >= settings.PROXY_HOPS and seen[-settings.PROXY_HOPS].strip():
        return seen[-settings.PROXY_HOPS].strip()
    return request.META.get("REMOTE_ADDR", "")
