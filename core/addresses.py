"""What may stand in an address: numbers that a row can have, and no byte that a database cannot hold."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

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
