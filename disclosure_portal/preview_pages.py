"""The public pages of a body that is being prepared, as its own staff and who sets it up see them before the opening.

The very pages of the public are asked, as a stranger would ask them, while the body is open in a transaction that is
taken back: what is seen here is what will be seen, and nobody else ever sees it.
"""

import re
from http import HTTPStatus
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.models import Agency, RoleAssignment, User
from core.permissions import administers

# The pages of one body that are drawn from its tables alone: no forms, no files, nothing that is remembered.
SHOWN = frozenset({"agency", "rules", "department", "catalogue", "item", "collections", "collection"})
MAIN = re.compile(r"(<main\b[^>]*>)")


@login_required
@never_cache
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page ``page`` of a body that is not open yet, its guide without one. 404 for who has no work there."""
    agency = get_object_or_404(_prepared(request.user), slug=slug)
    begins, here = reverse("catalog:agency", args=[slug]), reverse("preview", args=[slug])
    html = _as_it_will_be(request, agency, begins + request.GET.get("page", ""))
    html = re.sub(
        rf'href="{re.escape(begins)}([^"]*)"', lambda link: f'href="{here}?page={quote(link[1])}"', html
    )
    notice = render_to_string("opening/_preview.html", {"agency": agency}, request)
    return HttpResponse(MAIN.sub(lambda found: found[1] + notice, html, count=1))


def _prepared(user: User) -> QuerySet[Agency]:
    """The bodies that are not open and in which ``user`` has work, or that they set up."""
    rows = Agency.objects.filter(opened_at=None)
    if administers(user):
        return rows
    held = RoleAssignment.objects.in_force(timezone.localdate()).filter(user=user)
    return rows.filter(pk__in=held.values("agency"))


def _as_it_will_be(request: HttpRequest, agency: Agency, address: str) -> str:
    """What a stranger would read at ``address`` if ``agency`` were open now; 404 for what is not shown here."""
    try:
        found = resolve(address)
    except Resolver404 as unknown:
        raise Http404 from unknown
    if found.url_name not in SHOWN or found.kwargs.get("slug") != agency.slug:
        raise Http404
    asked = HttpRequest()
    asked.META, asked.method, asked.path, asked.path_info = dict(request.META), "GET", address, address
    asked.user, asked.session, asked.resolver_match = AnonymousUser(), request.session, found
    asked.COOKIES = request.COOKIES
    with transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(opened_at=timezone.now())
        try:
            answer = found.func(asked, *found.args, **found.kwargs)
        finally:
            transaction.set_rollback(True)
    if answer.status_code != HTTPStatus.OK:
        raise Http404
    return answer.content.decode()
