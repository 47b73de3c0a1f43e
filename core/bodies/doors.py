"""The pages on which the public brings something to a body: they open only where one takes it."""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.models import Agency, RulesMissing

logger = logging.getLogger(__name__)


def closed_page(request: HttpRequest, agency: Agency) -> HttpResponse:
    """Say that ``agency`` takes nothing any more, why, and who does now."""
    return render(request, "core/closed_body.html", {"agency": agency}, status=HTTPStatus.GONE)


def rules_missing_page(request: HttpRequest, agency: Agency, reason: RulesMissing) -> HttpResponse:
    """Say that ``agency`` cannot take anything by the portal now, why, and how else it is reached."""
    logger.error("%s: %s", agency.slug, reason)
    context = {"agency": agency, "reason": reason}
    return render(request, "core/rules_missing.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)


def of_open_body(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give ``view`` the body that the address names, with its regime, in place of its ``slug``.

    404 for a body that is not open to the public yet; 410 with the reason and the successor for one that was closed;
    503 with the reason for one whose rules follow others that were never loaded.
    """

    @wraps(view)
    def entered(request: HttpRequest, slug: str, *args, **kwargs) -> HttpResponse:
        bodies = Agency.objects.public().select_related("regime", "successor")
        agency = get_object_or_404(bodies, slug=slug)
        if not agency.is_open:
            return closed_page(request, agency)
        try:
            return view(request, agency, *args, **kwargs)
        except RulesMissing as reason:
            return rules_missing_page(request, agency, reason)

    return entered
