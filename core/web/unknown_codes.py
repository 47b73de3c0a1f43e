"""A page that needs what the rules of a body do not know says so in a sentence."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.regimes.unknown import UnknownCode

logger = logging.getLogger(__name__)


class SayUnknownCodes:
    """Middleware: a row names a chain, a cadence, a channel that the rules do not have (changed past the portal, or the
    rules were): which one, for whoever opened the page; the number of the matter is in the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django with what a view raised."""
        if not isinstance(exception, UnknownCode):
            return None
        logger.error("A row names what the rules do not know: %s", exception)
        return render(request, "unknown_code.html", {"reason": exception}, status=HTTPStatus.CONFLICT)
