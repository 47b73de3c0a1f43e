"""Pages that show things of several rooms: the first page, search, and small things for machines."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from catalog.forms.filters import LONGEST_QUERY, SearchForm
from catalog.models import Consultation, Disclosure
from catalog.obligations import record
from catalog.public import search as index
from catalog.public.lists import DISCLOSURE_FIELDS, Addresses, dressed, newest
from catalog.views import consultations
from core.bodies import renaming
from core.database.prepared import Prepared
from core.models import Agency, LogHead
from core.models.people import in_language
from core.proof import served
from core.text import richtext
from core.web import narrowing
from disclosure_portal import snippets
from disclosure_portal.demo import progress

OWED, ASKED = 6, 4
MOST_BODIES = 5  # named above the disclosures that a search finds
FIGURES_HOLD = 300  # seconds; a publication or withdrawal makes new ones at once
DEMO_HOLDS = 5  # seconds, while the agencies of the demo are being built
SEARCHED_TEXT = 20_000  # characters of a body in which an excerpt is looked for

NAMED = ("pk", "slug", "name", "name_en")
AGENCIES = Prepared(  # closed ones are searched too
    lambda: renaming.with_every_name(Agency.objects.public()).order_by("name").values(*NAMED, "names")
)
OPEN_AGENCIES = Prepared(lambda: Agency.objects.open().order_by("name").values(*NAMED))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What was published, what is owed, and the ways to ask for more."""
    today, addresses = timezone.localdate(), Addresses()
    counted, owed, asked, demo = figures(today)
    owed_address = reverse("catalog:owed")
    context = {
        "newest": newest(addresses),
        "owed": record.dressed(owed, addresses),
        "asked": consultations.dressed(asked) if asked else [],
        "demo": demo,
        "standing": sum(counted.values(), record.Standing()),
        "owed_href": owed_address,
        "figures_href": f"{owed_address}?",
        "search_href": reverse("search"),
        "latest_href": reverse("catalog:latest"),
        "agencies_href": addresses.agencies,
        "apply_href": reverse("requests_app:apply"),
        "track_href": reverse("requests_app:track"),
        "log_href": reverse("log"),
        "agencies": [
            {
                "name": in_language(agency["name"], agency["name_en"]),
                "href": addresses.agency(agency["slug"]),
                "standing": counted.get(agency["pk"], record.Standing()),
                "narrowed": f"{owed_address}?agency={agency['slug']}",
            }
            for agency in OPEN_AGENCIES.rows()
        ],
    }
    return render(request, "pages/home.html", context)


def figures(today) -> tuple[dict[int, record.Standing], list[dict], list[dict], dict | None]:
    """The standing of each agency, what falls due next, what is open for opinions, how far the demo is; kept till the
    log grows."""
    entries = LogHead.objects.values_list("number", flat=True).first() or 0
    key = f"figures-{today}-{entries}"
    kept = cache.get(key)
    if kept is None:
        owed = record.next_owed(today, last_day__gte=today)[:OWED]
        asked = Consultation.objects.taking_opinions(today).order_by("closes_on", "pk")
        asked, demo = list(asked.values(*consultations.ROW)[:ASKED]), progress.unfinished()
        kept = record.standings(today), list(owed), asked, demo
        if served.stands_so_far():  # what was forged is not kept for those who come next
            cache.set(key, kept, DEMO_HOLDS if demo else FIGURES_HOLD)
    return kept


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The public disclosures that contain the words, newest first, with agencies and years to narrow by."""
    form = SearchForm(request.GET)
    asked = request.GET.get("q", "")[:LONGEST_QUERY]
    context = {"form": form, "asked": asked, "apply_href": reverse("requests_app:apply"), "trail": []}
    context["errors"] = narrowing.unknown(request.GET, form.fields)
    if form.is_valid() and form.cleaned_data["q"]:
        context.update(_hits(request, form.cleaned_data))
    return render(request, "pages/search.html", context)


def _hits(request: HttpRequest, asked: dict) -> dict:
    before = request.GET.get("before", "")
    agency, year = asked["agency"], asked["year"]
    found = index.find(
        asked["q"],
        agency=agency and agency.pk,
        year=year,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
    )
    kept = {name: value for name, value in request.GET.items() if name != "before"}
    rows = AGENCIES.rows()
    return {
        "found": found,
        "bodies": _bodies(asked["q"], rows) if not before else [],
        "rows": _hit_rows(found) if found.disclosures else [],
        "older_url": _with(kept, before=found.next_before) if found.next_before else "",
        "newer_url": _with(kept) if before else "",
        "agencies": _agency_facets(found, kept, agency, rows),
        "years": _year_facets(found, kept, year),
        "agency": agency,
        "year": year,
        "all_agencies_href": _with(kept, agency=""),
        "all_years_href": _with(kept, year=""),
        "feed_href": reverse("catalog:search_feed") + _with(kept),
    }


def _hit_rows(found: index.Found) -> list[dict]:
    fields = (*DISCLOSURE_FIELDS, "summary", "body", "document_number")
    rows = {
        row["pk"]: row for row in Disclosure.objects.public().filter(pk__in=found.disclosures).values(*fields)
    }
    ordered = [rows[pk] for pk in found.disclosures if pk in rows]
    pattern = snippets.pattern_of(found.terms)
    hits = dressed(ordered, Addresses())
    for hit, row in zip(hits, ordered, strict=True):
        texts = (row["summary"], richtext.plain(row["body"][:SEARCHED_TEXT]), row["document_number"])
        hit["title"] = snippets.marked(row["title"], pattern)
        hit["excerpt"] = snippets.excerpt(texts, pattern)
    return hits


def _bodies(words: str, rows: list[dict]) -> list[dict]:
    """The bodies of which each of the words stands in a name that they or their departments have or had."""
    wanted, addresses = [word.casefold() for word in words.split()], Addresses()
    return [
        {"name": in_language(row["name"], row["name_en"]), "href": addresses.agency(row["slug"])}
        for row in rows
        if wanted and all(word in row["names"].casefold() for word in wanted)
    ][:MOST_BODIES]


def _agency_facets(found: index.Found, kept: dict, chosen: Agency | None, agencies: list[dict]) -> list[dict]:
    """The agencies of the hits; all agencies without figures when there are too many hits to count."""
    if not found.total:
        return []
    return [
        {
            "name": in_language(row["name"], row["name_en"]),
            "href": _with(kept, agency=row["slug"]),
            "count": found.agencies.get(row["pk"], ""),
            "chosen": chosen is not None and chosen.pk == row["pk"],
        }
        for row in agencies
        if found.more or row["pk"] in found.agencies
    ]


def _year_facets(found: index.Found, kept: dict, chosen: int | None) -> list[dict]:
    years = sorted(found.years, reverse=True)
    if found.more:
        first = (
            Disclosure.objects.public()
            .order_by("published_on")
            .values_list("published_on", flat=True)
            .first()
        )
        years = list(range(timezone.localdate().year, first.year - 1, -1)) if first else []
    return [
        {
            "year": year,
            "href": _with(kept, year=year),
            "count": found.years.get(year, ""),
            "chosen": chosen == year,
        }
        for year in years
    ]


def _with(kept: dict, **more) -> str:
    return "?" + urlencode({**kept, **more})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything that is public may be read by programs; lists narrowed in many ways would only tire both sides."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /track/",
        "Disallow: /desk/",
        "Disallow: /feeds/",
        "Disallow: /review/",
    ]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemaps'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
