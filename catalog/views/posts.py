"""Sheets, badges and desk plates of posts, to be printed and hung up where people come (D-123, F-163)."""

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog import rules
from catalog.models import Post
from core.exports import pdf
from core.models import Department
from core.permissions import reaches
from core.web.breadcrumbs import trail

FORMS = {
    "sheets-a4": gettext_lazy("Sheets A4"),
    "sheets-a3": gettext_lazy("Sheets A3"),
    "badges": gettext_lazy("Badges"),
    "plates": gettext_lazy("Desk plates"),
}


def _mine(request: HttpRequest) -> QuerySet[Department]:
    """The departments whose posts this person keeps or hangs up; 403 for those who do neither."""
    kept, hung = reaches(request.user, rules.KEEP_CATALOGUE, rules.KEEP_CHANNEL, on=timezone.localdate())
    if not kept and not hung:
        raise PermissionDenied
    return Department.objects.filter(kept.departments_q() | hung.departments_q()).select_related("agency")


@login_required
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Each department with the number of its posts, and what can be printed for it."""
    rows = _mine(request).annotate(held=Count("posts"), vacant=Count("posts", filter=Q(posts__holder="")))
    (kept,) = reaches(request.user, rules.KEEP_CATALOGUE, on=timezone.localdate())
    context = {
        "trail": trail((_("Tasks on channels"), "catalog:channel_tasks")),
        "rows": [
            (
                row,
                [(label, reverse("catalog:posts_pdf", args=[row.pk, code])) for code, label in FORMS.items()],
            )
            for row in rows.order_by("agency__name", "path")
        ],
        "may_keep": bool(kept),
    }
    return render(request, "catalog/posts.html", context)


@login_required
@never_cache
@require_safe
def printed(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The posts of a department as one PDF: a sheet for each, or badges and plates to be cut out."""
    if form not in FORMS:
        raise Http404
    department = get_object_or_404(_mine(request), pk=pk)
    posts = Post.objects.filter(department=department)
    if not posts:
        raise Http404
    address = f"{settings.SITE_URL}{department.get_absolute_url()}"
    context = {
        "department": department,
        "agency": department.agency,
        "posts": posts,
        "form": form,
        "size": "a3" if form == "sheets-a3" else "a4",
        "is_sheet": form.startswith("sheets"),
        "address": address,
        "code": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
    }
    name = f"{department.agency.code}-{department.slug}-{form}.pdf"
    return pdf.answer(request, "catalog/pdf/posts.html", context, name=name, is_public=True)
