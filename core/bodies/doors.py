"""The pages on which the public brings something to a body: they open only where one takes it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.models import Agency


def closed_page(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Say that ``agency`` takes nothing any more, why, and who does now."""
    return render(request, "core/closed_body.html", {"agency": agency}, status=HTTPStatus.GONE)


def of_open_body(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give ``view`` the body that the address names, with its regime, in place of its ``slug``.

    404 for a body that is not open to the public yet; 410 with the reason and the successor for one that was closed.
    """

    @wraps(view)
    def entered(request: HttpRequest, slug: str, *args, **kwargs) -> HttpResponse:
        bodies = Agency.objects.public().select_related("regime", "successor")
        agency = get_object_or_404(bodies, slug=slug)
        return view(request, agency, *args, **kwargs) if agency.is_open else closed_page(request, agency)

    return entered
