"""The open interface for programs: read only, without keys, of public things only, the same for everybody.

Whoever is signed in gets no more than whoever is not, so that what is for a narrower circle cannot leave by this door.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, NotFound
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from catalog.disclosures import authenticity
from catalog.disclosures.visibility import NOTHING, sight_of
from catalog.models import Disclosure, DisclosureItem
from catalog.public.open_data import (
    AgencySerializer,
    DisclosureFilter,
    DisclosureSerializer,
    ItemFilter,
    ItemSerializer,
    LogEntrySerializer,
    LogFilter,
    WholeDisclosureSerializer,
)
from core.models import Agency, LogEntry


class Gone(APIException):
    """It was public and was withdrawn: who copied it is told why."""

    status_code = 410
    default_code = "gone"


class Pages(CursorPagination):
    """A hundred rows at a time, the thousandth page as quick as the first; while rows are added none comes twice."""

    page_size = 100
    page_size_query_param = "size"
    max_page_size = 500


class NewestFirst(Pages):
    """Disclosures in the order of their lists."""

    ordering = ("-published_on", "-pk")


class InOrder(Pages):
    """Other things by their own order."""

    ordering = ("pk",)


class Open:
    """What all these addresses have in common: pages of any other site may read them."""

    def finalize_response(self, request: HttpRequest, response: Response, *args, **kwargs) -> Response:
        """Say so to browsers."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response


class Agencies(Open, ListAPIView):
    """All agencies with their offices (art. 12)."""

    queryset = Agency.objects.public().prefetch_related("former_names__department")
    serializer_class = AgencySerializer
    pagination_class = InOrder


class AgencyDetail(Open, RetrieveAPIView):
    """One agency."""

    queryset = Agency.objects.public().prefetch_related("former_names__department")
    serializer_class = AgencySerializer
    lookup_field = "slug"


class Items(Open, ListAPIView):
    """The catalogues: what each agency has promised to disclose, as far as it is for everybody."""

    queryset = DisclosureItem.objects.none()
    serializer_class = ItemSerializer
    filterset_class = ItemFilter
    pagination_class = InOrder

    def get_queryset(self):
        """What stands in the catalogues today."""
        active = DisclosureItem.objects.public().active(timezone.localdate())
        return active.select_related("agency__adopted", "category", "department")


class Disclosures(Open, ListAPIView):
    """Everything disclosed, newest first."""

    queryset = Disclosure.objects.public().select_related("agency", "department", "item")
    serializer_class = DisclosureSerializer
    filterset_class = DisclosureFilter
    pagination_class = NewestFirst


@extend_schema(
    responses={
        200: WholeDisclosureSerializer,
        410: OpenApiResponse(description="Withdrawn, with the reason."),
    }
)
class DisclosureDetail(Open, RetrieveAPIView):
    """One disclosure with its text, obligatory parts, files and corrections; 410 when it was withdrawn."""

    queryset = Disclosure.objects.select_related("agency", "department", "item")
    serializer_class = WholeDisclosureSerializer

    def get_object(self) -> Disclosure:
        """What is not public does not exist; what was, and is withdrawn, says why."""
        found = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        sight = sight_of(found, None, on=timezone.localdate()) if found else NOTHING
        if not sight.exists:
            raise NotFound
        if not sight.text:
            if authenticity.differing([found.pk]):
                raise Gone(_("Withdrawn. The reason that is kept is not the one that was published."))
            raise Gone(_("Withdrawn: %(reason)s") % {"reason": found.withdrawn_because})
        return found


class Log(Open, ListAPIView):
    """The public log from its beginning, or from a number on: publications, corrections, withdrawals."""

    queryset = LogEntry.objects.all()
    serializer_class = LogEntrySerializer
    filterset_class = LogFilter
    pagination_class = InOrder


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """For people who want to build on it: which feeds and tables there are, and how to keep a copy up to date."""
    named = ("agencies", "items", "disclosures", "log", "schema")
    context = {
        "trail": [],
        "feeds": [
            (_("Everything disclosed"), reverse("catalog:latest_feed")),
            (_("Consultations"), reverse("catalog:consultations_feed")),
            (_("Calendar of duties, with feeds"), reverse("catalog:compliance")),
        ],
        "addresses": {name: request.build_absolute_uri(reverse(f"open_data:{name}")) for name in named},
    }
    return render(request, "catalog/open_data.html", context)
