"""Cookies that a view hands out although another makes the answer: they are set when the answer leaves."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

WAITING = "_cookies"


def give(request: HttpRequest, name: str, value: str, *, lasts: timedelta) -> None:
    """Set a cookie with the answer to ``request``: for this site's pages alone, out of reach of scripts."""
    request.__dict__.setdefault(WAITING, {})[name] = (value, lasts)


def take_away(request: HttpRequest, name: str) -> None:
    """Delete a cookie with the answer to ``request``."""
    request.__dict__.setdefault(WAITING, {})[name] = None


def hand_out(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """The middleware that sets what was given and deletes what was taken away."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, given in request.__dict__.get(WAITING, {}).items():
            if given is None:
                response.delete_cookie(name, samesite="Lax")
                continue
            value, lasts = given
            response.set_cookie(
                name, value, max_age=lasts, httponly=True, samesite="Lax", secure=request.is_secure()
            )
        return response

    return answer
