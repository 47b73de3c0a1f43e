"""What an agency will owe between two days: a simulation that writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from catalog.models import Obligation
from catalog.models.items import DisclosureItem
from catalog.obligations.cadences import Expected, recurring
from catalog.obligations.periods import owed
from core.deadlines import calendars
from core.models import Agency
from core.models.people import in_language
from core.regimes.parsed import Regime
from core.workdays import Calendar


@dataclass(frozen=True)
class Forecast:
    """One expected disclosure; ``item`` and ``period`` are the codes under which an obligation will stand."""

    item: str
    item_name: str
    department: str
    period: str
    label: str
    base_on: date
    propose_by: date | None
    publish_from: date | None
    publish_by: date | None
    provisional: bool

    @property
    def days(self) -> list[date]:
        """The days by which somebody must have acted, the earliest first."""
        return sorted(day for day in (self.propose_by, self.publish_by) if day)


def of_agency(agency: Agency, first: date, last: date) -> list[Forecast]:
    """What ``agency`` will owe with a day of proposal or publication from ``first`` to ``last``, as things stand.

    What is opened already counts by its own days, with what recorded events made due; the rest comes from the cadences
    and the versions of the regime known so far.
    """
    table = calendars.of(agency)
    opened = Obligation.objects.filter(item__agency=agency).select_related("item__department")
    rows = {(one.item_id, one.key): _opened(one) for one in opened if not _is_lifted(one)}
    lifted = {(one.item_id, one.key) for one in opened if _is_lifted(one)}
    items = list(agency.items.filter(blocked="", active_from__lte=last).select_related("department"))
    for one in owed(agency, items, until=last, today=last):
        place = (one.item.pk, one.expected.key)
        ends = one.item.active_to
        if place not in rows and place not in lifted and not (ends and ends < one.expected.base_on):
            names = (one.item.code, str(one.item), str(one.item.department))
            rows[place] = _expected(*names, one.expected, table)
    return _between(rows.values(), first, last)


def under(agency: Agency, rules: Regime, first: date, last: date) -> list[Forecast]:
    """What ``agency`` would owe from ``first`` to ``last`` if ``rules`` with their items had always held for it."""
    counting = calendars.counting(agency, rules)
    rows = [
        _expected(
            item.code, str(item.name), str(rules.departments[item.department].name), one, counting.calendar
        )
        for item in rules.items.values()
        if not item.blocked
        for one in recurring(rules.cadences[item.cadence], counting, start=agency.obliged_from, until=last)
    ]
    return _between(rows, first, last)


def _is_lifted(obligation: Obligation) -> bool:
    item: DisclosureItem = obligation.item
    return bool(item.blocked or (item.active_to and item.active_to < obligation.base_on))


def _opened(obligation: Obligation) -> Forecast:
    item = obligation.item
    return Forecast(
        item.code,
        str(item),
        str(item.department),
        obligation.key,
        in_language(obligation.label, obligation.label_en),
        obligation.base_on,
        obligation.propose_by,
        obligation.publish_from,
        obligation.publish_by,
        obligation.provisional,
    )


def _expected(code: str, name: str, department: str, expected: Expected, table: Calendar) -> Forecast:
    english = (get_language() or "").startswith("en")
    return Forecast(
        code,
        name,
        department,
        expected.key,
        expected.label_en if english else expected.label,
        expected.base_on,
        expected.propose_by,
        expected.publish_from,
        expected.publish_by,
        table.is_provisional(max(day for day in (expected.propose_by, expected.publish_by) if day)),
    )


def _between(rows: Iterable[Forecast], first: date, last: date) -> list[Forecast]:
    wanted = (row for row in rows if any(first <= day <= last for day in row.days))
    return sorted(wanted, key=lambda row: (row.days[-1], row.days[0], row.item, row.period))
