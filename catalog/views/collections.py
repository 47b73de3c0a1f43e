"""What belongs together for a reader: a topic, a project or fund with its items, a decision with its phases."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Collection, Disclosure, Occurrence
from catalog.obligations import record
from catalog.public.lists import DISCLOSURE_FIELDS, Addresses, cut, disclosure_rows, dressed
from catalog.views.agencies import agencies_crumb, agency_addresses, agency_or_404
from core.models.people import in_language, of_public_bodies

MOST = 300


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """All collections of an agency, by kind."""
    agency = agency_or_404(slug)
    collections = list(agency.collections.order_by("kind", "name"))
    for one in collections:
        one.agency = agency
    kinds = [
        (Collection.Kind(kind).label, list(rows))
        for kind, rows in groupby(collections, key=lambda one: one.kind)
    ]
    context = {
        **agency_addresses(agency),
        "kinds": kinds,
        "trail": [agencies_crumb(), (agency, agency.get_absolute_url())],
    }
    return render(request, "catalog/collections.html", context)


@require_safe
def collection(request: HttpRequest, slug: str, collection: str) -> HttpResponse:
    """What a collection gathers: a topic newest first, a project or fund item by item in the catalogue's order."""
    found = get_object_or_404(
        Collection.objects.select_related("agency__successor"),
        of_public_bodies("agency__"),
        agency__slug=slug,
        slug=collection,
    )
    addresses = Addresses()
    public = Disclosure.objects.filter(collections=found).public()
    groups, page = [], None
    if found.kind == Collection.Kind.TOPIC:
        page = cut(disclosure_rows(public), request.GET)
        groups = [("", dressed(page.rows, addresses))]
    else:
        rows = public.values(*DISCLOSURE_FIELDS, "item__position", "item__name", "item__name_en")
        ordered = rows.order_by("item__position", "item", "-published_on", "-pk")[:MOST]
        for (_position, name, name_en), of_item in groupby(
            ordered, key=lambda row: (row["item__position"], row["item__name"], row["item__name_en"])
        ):
            groups.append((in_language(name, name_en), dressed(list(of_item), addresses)))
    context = {
        **agency_addresses(found.agency),
        "collection": found,
        "groups": [group for group in groups if group[1]],
        "page": page,
        "trail": [
            agencies_crumb(),
            (found.agency, found.agency.get_absolute_url()),
            (_("Topics, projects and funds"), reverse("catalog:collections", args=[slug])),
        ],
    }
    return render(request, "catalog/collection.html", context)


@require_safe
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that one event makes due, in the order of its days: a decision before, during and after (F, G)."""
    found = get_object_or_404(Occurrence.objects.select_related("item__agency", "item__department"), pk=pk)
    today, addresses, item = timezone.localdate(), Addresses(), found.item
    rows = record.obligation_rows(record.watched(today).filter(occurrence=found))
    phases = record.dressed(list(rows.order_by("base_on", "publish_by", "propose_by", "pk")), addresses)
    if not phases:
        raise Http404
    context = {
        **agency_addresses(item.agency),
        "matter": found,
        "item": item,
        "phases": phases,
        "trail": [
            agencies_crumb(),
            (item.agency, item.agency.get_absolute_url()),
            (item, addresses.item(item.agency.slug, item.code)),
        ],
    }
    return render(request, "catalog/matter.html", context)
