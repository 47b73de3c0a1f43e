"""What a colleague typed is never lost because somebody else was faster: one place for every form of staff.

A form whose matter has moved on meanwhile is no longer on the page, so what was typed into it would be nowhere.
Whatever such a sending is answered with (a refusal, a page without the form, a way back with an error), the words
stand in it.
"""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.contrib.messages import constants, get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape

from core.web import form_stamps

SHORTEST = 20  # characters of a word that could not be a code
NOT_WORDS = form_stamps.MARKS | {"seen", "says", "next"}
WAYS_BACK = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)
SECRET = re.compile(r"password|code|token|identity", re.I)
SENTENCE = re.compile(r"[\u3400-\u9fff\s]")
MAIN = re.compile(r"<main\b[^>]*>|<div id=\"content\"[^>]*>")


def keep(get_response: Callable) -> Callable:
    """The words of a refused sending stand in its answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "user", None)
        if request.method != "POST" or user is None or not user.is_authenticated:
            return response
        return _with_words(request, response)

    return middleware


def _with_words(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code in WAYS_BACK:
        return _instead_of_way_back(request, response)
    is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
    if not is_page or not HTTPStatus.BAD_REQUEST <= response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return response
    page = response.content.decode(response.charset)
    lost = [text for text in _typed(request) if _on_page(text) not in page.replace("\r\n", "\n")]
    place = MAIN.search(page)
    if lost and place:
        block = render_to_string("components/typed_words.html", {"typed_words": lost}, request)
        response.content = page[: place.end()] + block + page[place.end() :]
    return response


def _instead_of_way_back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Where nothing was done: the reasons (as messages), the words, and the way that the answer would have led."""
    said = list(
        get_messages(request)._queued_messages
    )  # what this answer says; looked at, and left for the page
    words = list(_typed(request))
    if not words or not said or any(one.level < constants.ERROR for one in said):
        return response
    context = {"typed_words": words, "onward": response.headers["Location"], "trail": []}
    return HttpResponse(render_to_string("words_kept.html", context, request), status=HTTPStatus.CONFLICT)


def _typed(request: HttpRequest) -> Iterator[str]:
    """The texts that somebody typed: sentences and what is too long to be a choice; no secrets."""
    for name, values in request.POST.lists():
        if name.rpartition("-")[2] in NOT_WORDS or SECRET.search(name):
            continue
        for text in map(str, values):  # Django's page of a new person writes a number of its own among them
            if len(text) >= SHORTEST or SENTENCE.search(text.strip()):
                yield text.replace("\r\n", "\n")


def _on_page(text: str) -> str:
    return str(escape(text))
