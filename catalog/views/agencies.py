"""Agencies and their departments, as article 12 wants their guide to be."""

from datetime import date

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.models import Compilation, DisclosureItem, Post
from catalog.obligations import record, yearly
from catalog.public.lists import Addresses, newest
from core.bodies import renaming
from core.database.prepared import Prepared
from core.models import Agency, Department
from core.models.people import in_language, of_public_bodies
from core.web.addresses import standing as standing_address

COLLECTIONS = 8
DEPARTMENT_FIELDS = ("pk", "parent_id", "slug", "name", "name_en", "is_disclosure_office")


AGENCY = Prepared(
    lambda slug: renaming.with_last_former_name(
        Agency.objects.public().filter(slug=slug).select_related("regime", "successor")
    ),
    slug=str,
)


def agencies(request: HttpRequest) -> HttpResponse:
    """All agencies, each with how it keeps its promises."""
    today, addresses = timezone.localdate(), Addresses()
    counted, owed_address = record.standings(today), standing_address("catalog:owed")
    active = Q(items__in=DisclosureItem.objects.public().active(today))
    rows = [
        {
            "name": in_language(agency["name"], agency["name_en"]),
            "former": in_language(agency["former"] or "", agency["former_en"] or ""),
            "href": addresses.agency(agency["slug"]),
            "owed_href": f"{owed_address}?agency={agency['slug']}",
            "items": agency["item_count"],
            "standing": counted.get(agency["pk"], record.Standing()),
        }
        for agency in renaming.with_last_former_name(Agency.objects.public())
        .annotate(item_count=Count("items", filter=active))
        .order_by("name")
        .values("pk", "slug", "name", "name_en", "item_count", "former", "former_en")
    ]
    return render(request, "catalog/agencies.html", {"agencies": rows, "trail": []})


def agency_or_404(slug: str) -> Agency:
    """The agency with its regime; what nobody has opened to the public does not exist for it."""
    found = AGENCY.rows(slug=slug)
    if not found:
        raise Http404
    return found[0]


def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """The guide of one agency (art. 12): office, tree of departments, figures, newest disclosures."""
    agency = agency_or_404(slug)
    today, addresses = timezone.localdate(), Addresses()
    departments = list(agency.departments.order_by("path").values(*DEPARTMENT_FIELDS))
    context = {
        **agency_addresses(agency),
        "trail": [agencies_crumb()],
        "office": next((_named(row) for row in departments if row["is_disclosure_office"]), ""),
        "departments": _tree(departments, agency.slug, addresses),
        "head": Post.objects.filter(agency=agency, leads=Post.Leads.AGENCY).first(),
        "version": agency.regime.version_on(today),
        "compiled": _compiled(agency, today),
        "collections": [
            (f"{addresses.agency(agency.slug)}topics/{row['slug']}/", _named(row))
            for row in agency.collections.order_by("kind", "name").values("slug", "name", "name_en")[
                :COLLECTIONS
            ]
        ],
        "newest": newest(addresses, agency=agency.pk),
        **figures(agency, record.standings(today, item__agency=agency).get(agency.pk)),
    }
    return render(request, "catalog/agency.html", context)


def _compiled(agency: Agency, today: date) -> list[dict]:
    """When guide and catalogue were compiled last, for everybody (art. 12); what is older than a year says so."""
    last = yearly.last_compiled([agency])
    days = [(kind.label, last.get((agency.pk, kind.value))) for kind in Compilation.Kind]
    return [{"name": name, "on": on, "is_old": yearly.is_old(on, today)} for name, on in days]


def department(request: HttpRequest, slug: str, department: str) -> HttpResponse:
    """One department: its duties, what it answers for, what it disclosed last."""
    found = get_object_or_404(
        renaming.with_last_former_name(
            Department.objects.select_related("agency__successor", "parent"), of="department"
        ),
        of_public_bodies("agency__"),
        agency__slug=slug,
        slug=department,
    )
    agency, today, addresses = found.agency, timezone.localdate(), Addresses()
    children = found.children.order_by("path").values("slug", "name", "name_en")
    items = DisclosureItem.objects.filter(department=found).public().active(today).order_by("position")
    context = {
        **agency_addresses(agency),
        "trail": [agencies_crumb(), (agency, addresses.agency(slug))],
        "department": found,
        "above": found.parent
        and {"name": found.parent, "href": addresses.department(slug, found.parent.slug)},
        "children": [
            {"name": _named(row), "href": addresses.department(slug, row["slug"])} for row in children
        ],
        "items": [
            {
                "code": row["code"],
                "name": _named(row),
                "href": addresses.item(slug, row["code"]),
                "is_key": row["is_key"],
            }
            for row in items.values("code", "name", "name_en", "is_key")
        ],
        "posts": list(found.posts.all()),
        "newest": newest(addresses, department=found.pk),
        **figures(
            agency, record.standings(today, item__department=found).get(agency.pk), department=found.slug
        ),
    }
    return render(request, "catalog/department.html", context)


def figures(agency: Agency, counted: record.Standing | None, department: str = "") -> dict:
    """The figures of an agency or department, each with the list of the records that it counts."""
    narrowed = f"?agency={agency.slug}" + (f"&department={department}" if department else "")
    return {
        "standing": counted or record.Standing(),
        "owed_href": standing_address("catalog:owed") + narrowed,
        "latest_href": standing_address("catalog:latest") + narrowed,
        "feed_href": standing_address("catalog:latest_feed") + narrowed,
    }


def agencies_crumb() -> tuple[str, str]:
    """The first step of the way to a page of an agency."""
    return _("Agencies and catalogues"), standing_address("catalog:agencies")


def agency_addresses(agency: Agency) -> dict:
    """The agency and the addresses that its pages lead to."""
    addresses = Addresses()
    return {
        "agency": agency,
        "agency_href": addresses.agency(agency.slug),
        "catalogue_href": addresses.catalogue(agency.slug),
        "latest_href": f"{reverse('catalog:latest')}?agency={agency.slug}",
        "apply_href": f"{standing_address('requests_app:apply')}{agency.slug}/",
        "track_href": standing_address("requests_app:track"),
    }


def _named(row: dict) -> str:
    return in_language(row["name"], row["name_en"])


def _tree(rows: list[dict], agency: str, addresses: Addresses, parent: int | None = None) -> list:
    """The departments as the nested lists that ``unordered_list`` prints."""
    nested: list = []
    for row in rows:
        if row["parent_id"] == parent:
            nested.append(_department_link(row, addresses.department(agency, row["slug"])))
            if below := _tree(rows, agency, addresses, row["pk"]):
                nested.append(below)
    return nested


def _department_link(row: dict, address: str) -> SafeString:
    tag = format_html(' <span class="tag tag-plain">{}</span>', _("Disclosure office"))
    return format_html(
        '<a href="{}">{}</a>{}', address, _named(row), tag if row["is_disclosure_office"] else ""
    )
