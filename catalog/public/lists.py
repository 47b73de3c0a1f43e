"""Long lists, cut by keys: the thousandth page costs what the first one does, and rows come ready for the page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format

from catalog.disclosures import authenticity
from catalog.models import Disclosure
from core.database.prepared import Prepared
from core.models.names import CALLED
from core.models.people import in_language
from core.web.addresses import standing

SIZE = 20
CAP = 1000
CURSOR = re.compile(r"(\d{4}-\d\d-\d\d)-(\d{1,18})", re.ASCII)
DISCLOSURE_FIELDS = (
    "pk",
    "title",
    "published_on",
    "is_nil",
    "is_emergency",
    *CALLED,
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


@dataclass(frozen=True)
class Window:
    """Which part of a list is asked for: from its beginning, after a place, or back from one."""

    start: Cursor | None
    end: Cursor | None
    day: str
    newest_first: bool
    size: int

    @classmethod
    def asked(cls, parameters: Mapping[str, str], *, day: str, newest_first: bool, size: int) -> "Window":
        """The part at ``parameters["after"]`` or back from ``parameters["before"]``."""
        places = (Cursor.read(parameters.get(name, "")) for name in ("after", "before"))
        return cls(*places, day=day, newest_first=newest_first, size=size)

    @property
    def backwards(self) -> bool:
        """Whether the rows are read towards the beginning of the list."""
        return self.end is not None and self.start is None

    @property
    def place(self) -> Cursor | None:
        """The row at which the part begins; it is not in it itself."""
        return self.end if self.backwards else self.start

    def of(self, rows: QuerySet, day: date | None, pk: int | None) -> QuerySet:
        """The part of ``rows``, one row longer than its size, from the place that ``day`` and ``pk`` name."""
        descending = self.newest_first != self.backwards
        if day is not None:
            sign = "lt" if descending else "gt"
            beyond = Q(**{f"{self.day}__{sign}": day}) | Q(**{self.day: day, f"pk__{sign}": pk})
            rows = rows.filter(beyond, **{f"{self.day}__{sign}e": day})
        if descending:
            return rows.order_by(F(self.day).desc(), F("pk").desc())[: self.size + 1]
        return rows.order_by(F(self.day).asc(), F("pk").asc())[: self.size + 1]

    def cut(self, found: list[dict], parameters: Mapping[str, str]) -> Cut:
        """The page of what ``of`` found. What else stands in ``parameters`` stays in its neighbours' addresses."""
        beyond_this_page, found = len(found) > self.size, found[: self.size]
        if self.backwards:
            found.reverse()
        more_after = bool(found) if self.backwards else beyond_this_page
        more_before = beyond_this_page if self.backwards else self.start is not None and bool(found)
        kept = {name: value for name, value in parameters.items() if name not in ("after", "before")}
        return Cut(
            rows=found,
            following=_neighbour(kept, "after", found[-1], self.day) if more_after else "",
            preceding=_neighbour(kept, "before", found[0], self.day) if more_before else "",
        )


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
    window = Window.asked(parameters, day=day, newest_first=newest_first, size=size)
    place = window.place
    found = window.of(rows, place.day, place.pk) if place else window.of(rows, None, None)
    return window.cut(list(found), parameters)


def _neighbour(kept: dict, name: str, row: dict, day: str) -> str:
    return "?" + urlencode({**kept, name: Cursor(row[day], row["pk"])})


class PreparedList:
    """A long list of disclosures that everybody opens, newest first: ``build(**where)`` gives them.

    For each set of things that it is narrowed by, and for each way of turning its pages, its query is prepared once.
    """

    def __init__(self, build: Callable[..., QuerySet], *, size: int = SIZE) -> None:
        self._build, self._size = build, size
        self._pages: dict[tuple, Prepared] = {}
        self._counts: dict[tuple, Prepared] = {}

    def cut(self, parameters: Mapping[str, str], **where) -> Cut:
        """The page that ``parameters`` ask for, as ``cut`` gives it, of the rows narrowed by ``where``."""
        window = Window.asked(parameters, day="published_on", newest_first=True, size=self._size)
        place = {"day": window.place.day, "number": window.place.pk} if window.place else {}
        shape = (*sorted(where), bool(place), window.backwards)
        if shape not in self._pages:

            def build(day: date | None = None, number: int | None = None, **where) -> QuerySet:
                return window.of(disclosure_rows(self._build(**where)), day, number)

            kinds = {name: type(value) for name, value in {**where, **place}.items()}
            self._pages[shape] = Prepared(build, **kinds)
        return window.cut(self._pages[shape].rows(**where, **place), parameters)

    def counted(self, **where) -> tuple[int, bool]:
        """How many rows there are, and whether there are more than ``CAP``; nobody counts beyond that."""
        shape = tuple(sorted(where))
        if shape not in self._counts:

            def build(**where) -> QuerySet:
                # The order is that of the index, so that no other way of finding them looks cheaper.
                return self._build(**where).order_by("-published_on", "-pk").values("pk")[: CAP + 1]

            kinds = {name: type(value) for name, value in where.items()}
            self._counts[shape] = Prepared(build, **kinds)
        count = self._counts[shape].number(**where)
        return min(count, CAP), count > CAP


class Addresses:
    """The addresses of this page's language, looked up once and then only put together."""

    def __init__(self) -> None:
        self._disclosure = standing("catalog:latest")
        self.agencies = standing("catalog:agencies")
        self._obligation = standing("catalog:owed")

    def disclosure(self, pk: int) -> str:
        """The page of a disclosure."""
        return f"{self._disclosure}{pk}/"

    def consultation(self, pk: int) -> str:
        """The page of a consultation."""
        return f"{standing('catalog:consultations')}{pk}/"

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
    """Rows of ``disclosure_rows`` with addresses, names in the language of the page, and whether they stand as they
    were published."""
    differing = authenticity.differing(row["pk"] for row in rows)
    return [
        {
            "href": addresses.disclosure(row["pk"]),
            "title": row["title"],
            "differs": differing.get(row["pk"]),
            "iso": row["published_on"].isoformat(),
            "day": date_format(row["published_on"]),
            "is_nil": row["is_nil"],
            "is_emergency": row["is_emergency"],
            "agency": in_language(row["agency_called"], row["agency_called_en"]),
            "department": in_language(row["department_called"], row["department_called_en"]),
        }
        for row in rows
    ]


def public(
    *,
    agency: int | None = None,
    department: int | None = None,
    department_slug: str | None = None,
    item: int | None = None,
    item_code: str | None = None,
    first: date | None = None,
    last: date | None = None,
    subject: int | None = None,
) -> QuerySet[Disclosure]:
    """The public disclosures of an agency, department or item, of a span of days and a subject class."""
    asked = {
        "agency": agency,
        "department": department,
        "department__slug": department_slug,
        "item": item,
        "item__code": item_code,
        "published_on__gte": first,
        "published_on__lte": last,
        "subject_class": subject,
    }
    narrowing = {name: value for name, value in asked.items() if value is not None}
    return Disclosure.objects.public().filter(**narrowing)


NEWEST = PreparedList(public, size=8)


def newest(addresses: Addresses, **where) -> list[dict]:
    """The newest few of the public disclosures that ``where`` narrows, dressed for the page."""
    return dressed(NEWEST.cut({}, **where).rows, addresses)
