"""The catalogue of an agency: what it owes, in which cadence, and what stands next."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Category, Consultation, DisclosureItem
from catalog.obligations import cadences, record
from catalog.public import regime_words
from catalog.public.lists import Addresses, PreparedList, dressed, public
from catalog.views import consultations
from catalog.views.agencies import agencies_crumb, agency_addresses, agency_or_404
from core.database.prepared import Prepared
from core.exports import csv_tables
from core.models import Agency
from core.models.people import in_language
from core.regimes.parsed import Regime
from core.web.addresses import standing as standing_address

HISTORY = 24
CONSULTATIONS = 6


DEPARTMENT = ("department__slug", "department__name", "department__name_en")
ITEM = Prepared(
    lambda agency, code: (
        DisclosureItem.objects.public()
        .filter(agency__slug=agency, code=code)
        .select_related("agency__regime", "department", "category")
    ),
    agency=str,
    code=str,
)
ITEMS = Prepared(
    lambda agency, today: (
        DisclosureItem.objects.filter(agency=agency)
        .public()
        .filter(active_from__lte=today)
        .order_by("position", "code")
        .values(
            *("code", "name", "name_en", "cadence", "is_key", "category_id", "active_to", "blocked"),
            *DEPARTMENT,
        )
    ),
    agency=int,
    today=date,
)
CATEGORIES = Prepared(
    lambda agency: (
        Category.objects.filter(agency=agency)
        .order_by("position")
        .values("pk", "parent_id", "code", "name", "name_en")
    ),
    agency=int,
)
OWED_OF_AGENCY = Prepared(
    lambda agency, today: record.next_owed(today, item__agency=agency), agency=int, today=date
)
OWED_OF_ITEM = Prepared(lambda item, today: record.next_owed(today, item=item)[:3], item=int, today=date)
HISTORY_OF_ITEM = Prepared(
    lambda item, today: record.obligation_rows(record.watched(today).filter(item=item)).order_by(
        "-last_day", "-pk"
    )[:HISTORY],
    item=int,
    today=date,
)
ASKED_OF_ITEM = Prepared(
    lambda item: (
        Consultation.objects.public()
        .filter(disclosure__item=item)
        .order_by("-closes_on", "-pk")
        .values(*consultations.ROW)[:CONSULTATIONS]
    ),
    item=int,
)
CAME_OF_ITEM = PreparedList(public)


def catalogue(request: HttpRequest, slug: str) -> HttpResponse:
    """The tree of categories with the items for everybody, each with the day of what is owed next."""
    agency = agency_or_404(slug)
    today, addresses = timezone.localdate(), Addresses()
    rules = agency.regime.version_on(today).rules
    owed: dict[str, dict] = {}
    for row in OWED_OF_AGENCY.rows(agency=agency.pk, today=today):
        owed.setdefault(row["item__code"], row)
    by_category = defaultdict(list)
    standing, ended = _standing_and_ended(agency, today)
    for row in standing:
        by_category[row["category_id"]].append(_item_line(row, slug, rules, owed.get(row["code"]), addresses))
    context = {
        **agency_addresses(agency),
        "trail": [agencies_crumb(), (agency, addresses.agency(slug))],
        "branches": _branches(agency, by_category),
        "count": sum(map(len, by_category.values())),
        "ended": [
            {
                "code": row["code"],
                "name": in_language(row["name"], row["name_en"]),
                "href": addresses.item(slug, row["code"]),
                "active_to": row["active_to"],
                "why": rules.why_removed(row["code"]) or row["blocked"],
            }
            for row in ended
        ],
        "csv_href": reverse("catalog:catalogue_csv", args=[slug]),
    }
    return render(request, "catalog/catalogue.html", context)


def _standing_and_ended(agency: Agency, today: date) -> tuple[list[dict], list[dict]]:
    """The items that stand in the catalogue today, and those that stood in it before."""
    rows = ITEMS.rows(agency=agency.pk, today=today)
    ended = [row for row in rows if row["active_to"] and row["active_to"] < today]
    return [row for row in rows if row not in ended], ended


@require_safe
def as_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The catalogue as a table, each item with the clause and the words that it and its rhythm come from."""
    agency = agency_or_404(slug)
    lines = csv_tables.csv_lines(_cells(agency, timezone.localdate()))
    response = StreamingHttpResponse(lines, content_type=csv_tables.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="catalogue-{slug}.csv"'
    return response


def _cells(agency: Agency, today: date) -> Iterator[tuple]:
    """The head and a row for each item for everybody; words in the language of the page."""
    rules = agency.regime.version_on(today).rules
    yield _("Number"), _("Item"), _("How often"), _("Responsible"), _("Source"), _("Whose rhythm")
    for row in _standing_and_ended(agency, today)[0]:
        cadence = rules.cadences.get(row["cadence"])
        source, rhythm = map(regime_words.cited_words, regime_words.whose(row["code"], rules))
        department = in_language(row["department__name"], row["department__name_en"])
        name = in_language(row["name"], row["name_en"])
        yield row["code"], name, cadence.name if cadence else "", department, source, rhythm


def _item_line(row: dict, agency: str, rules: Regime, owed: dict | None, addresses: Addresses) -> dict:
    cadence = rules.cadences.get(row["cadence"])
    return {
        "code": row["code"],
        "name": in_language(row["name"], row["name_en"]),
        "href": addresses.item(agency, row["code"]),
        "is_key": row["is_key"],
        "cadence": cadence.name if cadence else "",
        "cited": regime_words.whose(row["code"], rules)[0],
        "department": in_language(row["department__name"], row["department__name_en"]),
        "department_href": addresses.department(agency, row["department__slug"]),
        "owed": record.shown(owed, addresses) if owed else None,
    }


def _branches(agency: Agency, by_category: dict[int, list]) -> list[dict]:
    """The categories that hold something, parents before children, each with its depth."""
    rows = {row["pk"]: row for row in CATEGORIES.rows(agency=agency.pk)}
    wanted = set()
    for pk in by_category:
        while pk and pk not in wanted:
            wanted.add(pk)
            pk = rows[pk]["parent_id"]
    return [
        {
            "code": row["code"],
            "name": in_language(row["name"], row["name_en"]),
            "is_top": row["parent_id"] is None,
            "items": by_category.get(pk, []),
        }
        for pk, row in rows.items()
        if pk in wanted
    ]


def item(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One item: what it is, when it is owed, what came so far. Items not for everybody do not exist here."""
    item = next(iter(ITEM.rows(agency=slug, code=code)), None)
    if item is None:
        raise Http404
    today, addresses = timezone.localdate(), Addresses()
    rules = item.agency.regime.version_on(today).rules
    cadence = rules.cadences.get(item.cadence)
    has_ended = item.active_to is not None and item.active_to < today
    cited, rhythm = regime_words.whose(item.code, rules)
    page = CAME_OF_ITEM.cut(request.GET.dict(), item=item.pk)
    context = {
        "item": item,
        "consultations": consultations.dressed(ASKED_OF_ITEM.rows(item=item.pk)),
        **agency_addresses(item.agency),
        "department_href": addresses.department(slug, item.department.slug),
        "trail": [
            agencies_crumb(),
            (item.agency, addresses.agency(slug)),
            (_("Catalogue"), addresses.catalogue(slug)),
        ],
        # What an item said that was taken out may have been untrue of the document.
        "about": "" if has_ended else in_language(item.about, item.about_en),
        "cadence": cadence,
        "has_ended": has_ended,
        "why_removed": rules.why_removed(code) or item.blocked,
        "cited": cited,
        "rhythm": rhythm,
        "cadence_sentences": cadences.sentences(cadence) if cadence else [],
        "sources": regime_words.source_words(item.requirements, rules.source),
        "basis": regime_words.basis_words(item.code, rules),
        "chain": rules.chains.get(item.chain),
        "channels": [rules.channels[code].name for code in item.channels if code in rules.channels],
        "never_on": [rules.channels[code].name for code in item.never_on if code in rules.channels],
        "elements": rules.elements.get(item.elements, ()),
        "owed": record.dressed(OWED_OF_ITEM.rows(item=item.pk, today=today), addresses),
        "history": record.dressed(HISTORY_OF_ITEM.rows(item=item.pk, today=today), addresses),
        "rows": dressed(page.rows, addresses),
        "newer_url": page.preceding,
        "older_url": page.following,
        "owed_href": f"{standing_address('catalog:owed')}?agency={slug}&item={code}",
        "feed_href": f"{standing_address('catalog:latest_feed')}?agency={slug}&item={code}",
    }
    return render(request, "catalog/item.html", context)
