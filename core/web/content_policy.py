"""The content security policy of every page. No page asks for another one, so it is put together once."""

from collections.abc import Callable
from http import HTTPStatus

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

EXPLAINED = (HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR)  # by Django's own pages while developing


def content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Send ``CONTENT_SECURITY_POLICY`` with each answer that has no policy of its own, as files of strangers have."""
    policy = build_policy()

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in EXPLAINED):
            response.headers.setdefault(HEADER, policy)
        return response

    return answer
