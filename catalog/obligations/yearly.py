"""The duties of the law that come again each year: guide and catalogue (art. 12), the fifteen matters (art. 20).

Computed from rows, never typed: which elements are missing, when each was compiled last, what is older than a year.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from catalog.models import Compilation, Disclosure, DisclosureItem
from core.models import Agency
from core.months import later
from core.statuses import Tone

ART_20 = "law-20"
YEAR = 12  # months: what is older was not 及时更新 (art. 12), a choice of the portal where the law names no interval


@dataclass(frozen=True)
class Duty:
    """One duty: what it lacks, when it was compiled or published last, and whether that is older than a year."""

    name: str
    lacks: tuple[str, ...]
    last_on: date | None
    is_old: bool
    needs: tuple[str, ...] = ()
    kind: str = ""
    href: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether nothing is missing and it is not older than a year."""
        return not self.lacks and self.last_on is not None and not self.is_old

    @property
    def tone(self) -> Tone:
        """How it stands, to the eye."""
        if self.is_kept:
            return Tone.GOOD
        return Tone.WARN if self.last_on and not self.lacks else Tone.BAD


def is_old(last_on: date | None, today: date) -> bool:
    """Whether more than a year has passed since ``last_on``: its anniversary is still in time."""
    return last_on is not None and later(last_on, YEAR) < today


def last_compiled(agencies: Iterable[Agency]) -> dict[tuple[int, str], date]:
    """When guide and catalogue of each body were compiled last, by body and kind. One query."""
    rows = Compilation.objects.filter(agency__in=list(agencies)).order_by().values("agency", "kind")
    return {(row["agency"], row["kind"]): row["last"] for row in rows.annotate(last=Max("compiled_on"))}


def guide_lacks(agency: Agency) -> list[str]:
    """The elements of the guide that nobody has entered, of the nine that article 12 names."""
    has_classes = agency.categories.exists()
    office = agency.departments.filter(is_disclosure_office=True).exists()
    elements = (
        (_("classes of information"), has_classes),
        (_("arrangement"), bool(agency.index_pattern)),
        (_("ways of access"), bool(agency.address or agency.email)),
        (_("name of the disclosure office"), office),
        (_("office address"), bool(agency.address)),
        (_("office hours"), bool(agency.hours)),
        (_("telephone"), bool(agency.phone or agency.hotline)),
        (_("fax number"), bool(agency.fax)),
        (_("contact on the internet"), bool(agency.email)),
    )
    return [name for name, is_there in elements if not is_there]


def catalogue_lacks(agency: Agency) -> list[str]:
    """What the entries of the catalogue lack of index, name, summary and day (art. 12): how many have no summary."""
    public = Disclosure.objects.public().filter(agency=agency, is_nil=False)
    counted = public.order_by().aggregate(without=Count("pk", filter=Q(summary="")), all=Count("pk"))
    if not counted["without"]:
        return []
    words = _("summaries of %(without)s of %(all)s entries")
    return [words % counted]


def of(agency: Agency, today: date) -> list[Duty]:
    """Guide and catalogue of ``agency``, then the matters of article 20 that its rules know."""
    compiled = last_compiled([agency])
    kinds = Compilation.Kind
    made = []
    for kind, lacks in ((kinds.GUIDE, guide_lacks(agency)), (kinds.CATALOGUE, catalogue_lacks(agency))):
        last = compiled.get((agency.pk, kind))
        made.append(Duty(str(kind.label), tuple(lacks), last, is_old(last, today), kind=kind.value))
    return [*made, *_matters(agency, today)]


def _matters(agency: Agency, today: date) -> list[Duty]:
    """The items of the catalogue that stand for the matters of article 20, each with its newest public day."""
    rules = agency.regime.version_on(today).rules
    codes = [code for code, item in rules.items.items() if ART_20 in item.requirements]
    items = DisclosureItem.objects.filter(agency=agency, code__in=codes, blocked="").active(today)
    out = Disclosure.objects.public().filter(item__in=items, is_nil=False)
    last = dict(out.order_by().values_list("item").annotate(last=Max("published_on")))
    found = []
    for item in items.select_related("agency__regime").order_by("position", "code"):
        needs = tuple(str(element.name) for element in item.elements_on(today))
        newest = last.get(item.pk)
        lacks = () if newest else (_("nothing is published"),)
        found.append(
            Duty(str(item), lacks, newest, is_old(newest, today), needs, href=item.get_absolute_url())
        )
    return found
