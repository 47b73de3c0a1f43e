"""The links below a numbered list, for ``components/pagination.html``; the filters of the list stay in them."""

from collections.abc import Iterable

from django.core.paginator import Page
from django.http import QueryDict

from core.web import narrowing


def links(page: Page, query: QueryDict, *, said: Iterable[str] | None = None) -> dict:
    """The neighbours of ``page`` and the numbers between; ``query`` is the request's, whose other values are kept.

    With them ``errors``, for ``components/not_understood.html``: what a list ``said`` that it did not understand of
    its address. One that says nothing narrows by nothing, and knows no word of any.
    """
    errors = narrowing.unknown(query, ()) if said is None else list(said)

    def address(number: int) -> str:
        kept = query.copy()
        kept["page"] = str(number)
        return f"?{kept.urlencode()}"

    if not page.has_other_pages():
        return {"errors": errors, "newer_url": "", "older_url": "", "page_links": []}
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "errors": errors,
        "newer_url": address(page.previous_page_number()) if page.has_previous() else "",
        "older_url": address(page.next_page_number()) if page.has_next() else "",
        "page_links": [
            {
                "number": number,
                "url": address(number) if isinstance(number, int) else "",
                "current": number == page.number,
            }
            for number in numbers
        ],
    }
