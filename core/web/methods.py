"""Addresses that take a form only: they say so to whoever opens them, and links of their pages lead to where it stands.

A form that was refused is answered at the address that took it. A link on that page, to the other language or to large
type, is followed by GET: it must lead to an address that answers one.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators import http

FORM_ONLY = "takes_forms_only"


def require_POST(view: Callable) -> Callable:  # noqa: N802 it stands in the place of Django's own
    """As Django's, and the view is known as one that no link may lead to."""
    limited = http.require_POST(view)

    @wraps(view)
    def answer(*args, **kwargs) -> HttpResponse:
        return limited(*args, **kwargs)

    setattr(answer, FORM_ONLY, True)
    return answer


def answers_get(path: str) -> bool:
    """Whether somebody who follows a link to ``path`` of this portal gets a page."""
    path = "/" + path.removeprefix(get_script_prefix())
    # An address is read in its own language: which words it begins with depends on the one that is spoken.
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return _takes_get(resolve(path).func)
        except Resolver404:
            return False


def _takes_get(view: Callable) -> bool:
    names = getattr(getattr(view, "view_class", None), "http_method_names", ["get"])
    return not getattr(view, FORM_ONLY, False) and "get" in names


def showing(request: HttpRequest) -> str:
    """The address of the page that ``request`` is about, for links: its own, or that on which its form stands.

    That is the page from which the form was sent; when the browser does not say which, the nearest address above it
    that answers.
    """
    found = request.resolver_match
    if found is None or _takes_get(found.func):  # what belongs to no view has no better address
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        if answers_get(parts.path):
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return nearest(request.path)


def nearest(path: str) -> str:
    """``path``, or the nearest address above it that answers whoever follows a link to it."""
    while path.rstrip("/") and not answers_get(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path or "/"


def leading_on(address: str) -> str:
    """``address`` of this portal if it answers who is sent there, else the nearest one above it."""
    path = urlsplit(address).path
    return address if not address or answers_get(path) else nearest(path)


def explain(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Give a page to whoever opens an address that takes forms only, in place of Django's empty answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = render(request, "405.html", {"to": showing(request)}, status=405)
        page["Allow"] = response.get("Allow", "")
        return page

    return answer
