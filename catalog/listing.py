"""Long lists, cut by keys: the thousandth page costs what the first one does, and rows come ready for the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format

from catalog.models import Disclosure
from core.addresses import standing
from core.models.people import in_language

SIZE = 20
CURSOR = re.compile(r"(\d{4}-\d\d-\d\d)-(\d{1,18})", re.ASCII)
DISCLOSURE_FIELDS = (
    "pk",
    "title",
    "published_on",
    "is_nil",
    "agency__name",
    "agency__name_en",
    "department__name",
    "department__name_en",
)


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of a list that is sorted by day and number."""

    day: date
    pk: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """The cursor in ``text``, or None when there is none in it: then the list begins at its beginning."""
        match = CURSOR.fullmatch(text)
        try:
            return cls(date.fromisoformat(match[1]), int(match[2])) if match else None
        except ValueError:
            return None


@dataclass(frozen=True)
class Cut:
    """One page of a list. ``following`` and ``preceding`` are the query strings of its neighbours, or empty."""

    rows: list[dict]
    following: str
    preceding: str


def cut(
    rows: QuerySet,
    parameters: Mapping[str, str],
    *,
    day: str = "published_on",
    newest_first: bool = True,
    size: int = SIZE,
) -> Cut:
    """The page of ``rows`` (a queryset of ``values``) at ``parameters["after"]`` or back from ``parameters["before"]``.

    The rows are sorted by ``day`` and number. What else stands in ``parameters`` stays in the neighbours' addresses.
    """
    start, end = Cursor.read(parameters.get("after", "")), Cursor.read(parameters.get("before", ""))
    backwards = end is not None and start is None
    descending = newest_first != backwards
    place = end if backwards else start
    if place is not None:
        sign = "lt" if descending else "gt"
        beyond = Q(**{f"{day}__{sign}": place.day}) | Q(**{day: place.day, f"pk__{sign}": place.pk})
        rows = rows.filter(beyond, **{f"{day}__{sign}e": place.day})
    order = (F(day).desc(), F("pk").desc()) if descending else (F(day).asc(), F("pk").asc())
    found = list(rows.order_by(*order)[: size + 1])
    beyond_this_page, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    more_after = bool(found) if backwards else beyond_this_page
    more_before = beyond_this_page if backwards else start is not None and bool(found)
    kept = {name: value for name, value in parameters.items() if name not in ("after", "before")}
    return Cut(
        rows=found,
        following=_neighbour(kept, "after", found[-1], day) if more_after else "",
        preceding=_neighbour(kept, "before", found[0], day) if more_before else "",
    )


def _neighbour(kept: dict, name: str, row: dict, day: str) -> str:
    return "?" + urlencode({**kept, name: Cursor(row[day], row["pk"])})


def capped(rows: QuerySet, cap: int = 1000) -> tuple[int, bool]:
    """How many rows there are, and whether there are more than ``cap``; nobody counts beyond that."""
    count = rows.order_by()[: cap + 1].count()
    return min(count, cap), count > cap


class Addresses:
    """The addresses of this page's language, looked up once and then only put together."""

    def __init__(self) -> None:
        self._disclosure = standing("catalog:latest")
        self.agencies = standing("catalog:agencies")
        self._obligation = standing("catalog:owed")

    def disclosure(self, pk: int) -> str:
        """The page of a disclosure."""
        return f"{self._disclosure}{pk}/"

    def obligation(self, pk: int) -> str:
        """The page that explains the days of an obligation."""
        return f"{self._obligation}{pk}/"

    def agency(self, slug: str) -> str:
        """The page of an agency."""
        return f"{self.agencies}{slug}/"

    def catalogue(self, agency: str) -> str:
        """The catalogue of an agency."""
        return f"{self.agencies}{agency}/catalogue/"

    def department(self, agency: str, slug: str) -> str:
        """The page of a department."""
        return f"{self.agencies}{agency}/departments/{slug}/"

    def item(self, agency: str, code: str) -> str:
        """The page of an item of a catalogue."""
        return f"{self.agencies}{agency}/catalogue/{code}/"


def disclosure_rows(queryset: QuerySet[Disclosure]) -> QuerySet:
    """What a list shows of each disclosure, in one query."""
    return queryset.values(*DISCLOSURE_FIELDS)


def dressed(rows: list[dict], addresses: Addresses) -> list[dict]:
    """Rows of ``disclosure_rows`` with addresses and names in the language of the page."""
    return [
        {
            "href": addresses.disclosure(row["pk"]),
            "title": row["title"],
            "iso": row["published_on"].isoformat(),
            "day": date_format(row["published_on"]),
            "is_nil": row["is_nil"],
            "agency": in_language(row["agency__name"], row["agency__name_en"]),
            "department": in_language(row["department__name"], row["department__name_en"]),
        }
        for row in rows
    ]


def newest(queryset: QuerySet[Disclosure], count: int, addresses: Addresses) -> list[dict]:
    """The newest ``count`` of the public disclosures in ``queryset``, dressed for the page."""
    rows = disclosure_rows(queryset.public()).order_by("-published_on", "-pk")[:count]
    return dressed(list(rows), addresses)
