"""What a body withholds, for everybody: that there is something, and on which ground, where its regime says so."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.models import Audience, Disclosure
from catalog.sources import Ground, Source
from catalog.views.agencies import agencies_crumb, agency_addresses, agency_or_404
from core.models.names import DEPARTMENT_CALLED
from core.web import pagination

ROWS = 30
SHOWN = (
    "index_number",
    "ground",
    "published_on",
    "assess_by",
    "department",
    *DEPARTMENT_CALLED,
)


def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Number, department, ground and days of each; never a title or a text. 404 where the regime keeps it inside."""
    agency = agency_or_404(slug)
    rule = agency.regime.version_on(timezone.localdate()).rules.withheld
    if not rule.in_public:
        raise Http404
    kept = Disclosure.objects.kept(Source.WITHHELD).filter(agency=agency, audience=Audience.STAFF)
    counted = kept.order_by().values_list("ground").annotate(Count("pk"))
    shown = kept.select_related("department").order_by("-published_on", "-pk")
    shown = shown.only(*SHOWN)
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    context = {
        **agency_addresses(agency),
        "trail": [agencies_crumb(), (agency, agency.get_absolute_url())],
        "page": page,
        "grounds": [{"name": Ground(ground).label, "count": count} for ground, count in counted],
        "rule": rule,
        **pagination.links(page, request.GET),
    }
    return render(request, "catalog/withheld.html", context)
