"""How a body keeps its promises: what is owed, what came, what is late. Computed from rows, never typed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.disclosures import authenticity
from catalog.models import Obligation, State
from catalog.models.obligations import OPEN
from catalog.public.lists import Addresses
from core.models.names import CALLED
from core.models.people import in_language

PERIOD = timedelta(days=365)
SOON = timedelta(days=14)
CAME = (State.PUBLISHED, State.NIL)
OBLIGATION_FIELDS = (
    "pk",
    "label",
    "label_en",
    "propose_by",
    "publish_from",
    "publish_by",
    "last_day",
    "provisional",
    "state",
    "fulfilled_on",
    "live__pk",
    "draft_id",
    *(f"live__{name}" for name in CALLED),
    "excuse",
    "excused_until",
    "proposal_late",
    "lifted",
    "item__blocked",
    "item__active_to",
    "item__code",
    "item__name",
    "item__name_en",
    "item__agency__slug",
    "item__agency__name",
    "item__agency__name_en",
    "item__department__slug",
    "item__department__name",
    "item__department__name_en",
)


@dataclass(frozen=True)
class Standing:
    """The obligations of the past year by how they ended, and what falls due soon.

    ``kept``: published, or a statement that there was nothing to report.
    """

    kept: int = 0
    late: int = 0
    excused: int = 0
    soon: int = 0

    @property
    def percent(self) -> int | None:
        """Coverage: what was kept, of what was owed and not excused, in whole percent rounded down."""
        owed = self.kept + self.late
        return self.kept * 100 // owed if owed else None

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def watched(today: date) -> QuerySet[Obligation]:
    """The obligations that the public watches, with ``state`` on ``today`` and the ``last_day`` of each."""
    return (
        Obligation.objects.public().with_state(today).annotate(last_day=Coalesce("publish_by", "propose_by"))
    )


def recent(today: date) -> Q:
    """What had its last day in the past year or has it still to come; what is late stays until it comes."""
    return Q(last_day__gte=today - PERIOD) | Q(has_come=False, state=State.LATE)


def due_soon(today: date) -> Q:
    """What is still to come and has its last day within ``SOON``."""
    return Q(
        has_come=False,
        state__in=[State.DUE, State.IN_PREPARATION],
        last_day__range=(today, today + SOON),
    )


def standings(today: date, **where) -> dict[int, Standing]:
    """The standing of each agency by its number; ``where`` narrows the items, e.g. ``item__department=…``."""
    rows = (
        watched(today)
        .filter(recent(today), **where)
        .order_by()
        .values("item__agency_id", "state")
        .annotate(
            all=Count("pk"),
            soon=Count("pk", filter=due_soon(today)),
        )
    )
    counted: dict[int, dict] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        counts = counted[row["item__agency_id"]]
        counts[row["state"]] += row["all"]
        counts["soon"] += row["soon"]
    return {
        agency: Standing(
            kept=counts[State.PUBLISHED] + counts[State.NIL],
            late=counts[State.LATE],
            excused=counts[State.EXCUSED],
            soon=counts["soon"],
        )
        for agency, counts in counted.items()
    }


def obligation_rows(queryset: QuerySet[Obligation]) -> QuerySet:
    """What a list shows of each obligation of ``watched``, in one query."""
    return queryset.values(*OBLIGATION_FIELDS)


def dressed(rows: Iterable[dict], addresses: Addresses) -> list[dict]:
    """Rows of ``obligation_rows`` with addresses and names in the language of the page."""
    return [shown(row, addresses) for row in marked(rows)]


def marked(rows: Iterable[dict]) -> list[dict]:
    """Rows of ``obligation_rows``, each with what of the disclosure that came differs from what was published."""
    found = list(rows)
    differing = authenticity.differing(
        row["live__pk"] for row in found if row["state"] in CAME and row["live__pk"]
    )
    return [{**row, "differs": differing.get(row["live__pk"])} for row in found]


def shown(row: dict, addresses: Addresses) -> dict:
    """One obligation as a page shows it: which, of whom, its days, its state and what fulfilled it.

    Where that differs from what was published (``marked`` looks), neither its day nor the names it bears are told.
    """
    came, differs = row["state"] in CAME, row.get("differs")
    agency = row["item__agency__slug"]
    return {
        "label": in_language(row["label"], row["label_en"]),
        "item": in_language(row["item__name"], row["item__name_en"]),
        "item_href": addresses.item(agency, row["item__code"]),
        "agency": _called(row, "agency", came and not differs),
        "agency_href": addresses.agency(agency),
        "department": _called(row, "department", came and not differs),
        "department_href": addresses.department(agency, row["item__department__slug"]),
        "propose_by": row["propose_by"],
        "publish_from": row["publish_from"],
        "publish_by": row["publish_by"],
        "provisional": row["provisional"],
        "state": State(row["state"]),
        "days": days_words(**{name: row[name] for name in ("propose_by", "publish_from", "publish_by")}),
        "came": _("Not as it was published") if differs else date_format(row["fulfilled_on"]) if came else "",
        "differs": differs,
        "in_time": came and not _came_late(row),
        "explained_href": addresses.obligation(row["pk"]),
        "proposal_late": row["proposal_late"],
        "excuse": row["excuse"] or lifted_words(row),
        "excused_until": row["excused_until"],
        "href": _href(row, addresses) if came else "",
    }


def _called(row: dict, body: str, came: bool) -> str:
    """The name that the ``body`` had when the disclosure came; of what is still owed, that of today."""
    then = in_language(row[f"live__{body}_called"], row[f"live__{body}_called_en"]) if came else ""
    return then or in_language(row[f"item__{body}__name"], row[f"item__{body}__name_en"])


def _href(row: dict, addresses: Addresses) -> str:
    """Where that stands which came: the disclosure, of a draft its consultation."""
    return (
        addresses.consultation(row["draft_id"]) if row["draft_id"] else addresses.disclosure(row["live__pk"])
    )


def _came_late(row: dict) -> bool:
    """Published after its day; where a regime names only the day of the proposal (X1), proposed after that."""
    return row["proposal_late"] if row["publish_by"] is None else row["fulfilled_on"] > row["publish_by"]


def lifted_words(row: dict) -> str:
    """Why the rules themselves let an obligation go, in public words; an empty text when they do not."""
    if not row["lifted"]:
        return ""
    if row["item__blocked"]:
        return row["item__blocked"]
    return _("The item stood in the catalogue until %(day)s.") % {"day": date_format(row["item__active_to"])}


def days_words(*, propose_by: date | None, publish_from: date | None, publish_by: date | None) -> str:
    """The day or window of publication in words; where a regime names none, the day of the proposal."""
    if publish_by is None:
        return _("proposed by %(day)s") % {"day": date_format(propose_by)}
    if publish_from is None:
        return _("by %(day)s") % {"day": date_format(publish_by)}
    return f"{date_format(publish_from)} – {date_format(publish_by)}"


def next_owed(today: date, **where) -> QuerySet:
    """What is not yet fulfilled, the nearest day first."""
    return obligation_rows(watched(today).filter(has_come=False, state__in=OPEN, **where)).order_by(
        F("last_day").asc(), "pk"
    )
