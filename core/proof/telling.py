"""Whoever meets what was not written by the portal in a request has it told as soon as the request is over."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core import outcry

logger = logging.getLogger(__name__)


def tell_what_was_met(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: findings are written down once every transaction of the request is over (``core/outcry``)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        outcry.forget()
        response = get_response(request)
        try:
            outcry.tell(timezone.now())
        except Exception:  # noqa: BLE001 the visitor has their answer; the round of the clock finds it again
            logger.exception("What was met past the portal could not be written down now.")
        return response

    return middleware
