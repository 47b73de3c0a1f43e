"""What may stand in an address: numbers that a row can have, and no byte that a database cannot hold."""

from collections.abc import Callable
from functools import lru_cache

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

MOST_DIGITS = 18  # the largest number of a row has nineteen; a longer one belongs to nothing


def number_in(text: str | None) -> int | None:
    """The number that ``text`` writes in plain digits, or None when no row could have it."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > MOST_DIGITS:
        return None
    return int(text)


def refuse_zero_bytes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Answer 400 to an address with a zero byte: PostgreSQL cannot hold one, and no link of ours has one."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a zero byte.")
        return get_response(request)

    return answer


def standing(name: str) -> str:
    """The address ``name`` that has no changing part, in the language of the page; looked up once for each."""
    return _standing(name, get_language(), get_script_prefix(), get_urlconf())


@lru_cache(maxsize=256)
def _standing(name: str, _language: str | None, _prefix: str, _urlconf: str | None) -> str:
    return reverse(name)
