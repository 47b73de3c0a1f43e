"""The table in which a department proposes much at once: its columns, and what its rows say (docs/import.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog import content as fields
from catalog import rules
from catalog.models import DisclosureItem, Obligation
from catalog.subjects import SubjectClass
from core.exports import spreadsheets
from core.exports.spreadsheets import Fault
from core.models import User
from core.models.people import in_language
from core.permissions import reach
from core.regimes.parsed import Element

MOST_ROWS = 300
MOST_COLUMNS = 80
FORMULA = "="

# The columns by code: their Chinese and English headings. The first two say which duty a row is about.
KEYS = {"item": ("事项编号", "Item code"), "period": ("期间代码", "Period code")}
# For the reader only; what stands in them is not read.
SHOWN = {
    "name": ("事项名称", "Item"),
    "label": ("期间", "Period"),
    "propose_by": ("提出期限", "Propose by"),
    "publish_by": ("公开期限", "Publish by"),
}
CONTENT = fields.COLUMNS
DAYS = tuple(name for name in CONTENT if name in fields.DAYS)
COLUMNS = {**KEYS, **SHOWN, **CONTENT}
PARTS = "part:"  # before the name of an obligatory part


@dataclass
class Line:
    """A row about one duty: what was typed, by the columns that hold something."""

    row: int
    obligation: Obligation
    typed: dict[str, str]
    parts: dict[str, str]


@dataclass
class Table:
    """A table as it was read: which column stands where, the lines that hold something, all that is wrong."""

    sheet: str = ""
    places: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def blame(self, row: int, column: str, why: str) -> None:
        """Note a fault of the cell in ``row`` below the heading of ``column``; without that column, of the first."""
        place = self.places.get(column, 0)
        self.faults.append(Fault(row, named(column), why, place, self.sheet))


def named(column: str) -> str:
    """The heading of a column in the language of the page."""
    if column.startswith(PARTS):
        return column.removeprefix(PARTS)
    return in_language(*COLUMNS[column]) if column in COLUMNS else column


def blank(owed: Iterable[Obligation], parts: dict[int, tuple[Element, ...]]) -> Iterator[list[str]]:
    """The rows of the table to fill in: the heading, then a row for each duty of ``owed``.

    ``parts`` are the obligatory parts of its items by their keys; each becomes a column, and those that an item does
    not have are marked with a dash.
    """
    owed = list(owed)
    names = list(dict.fromkeys(str(part.name) for one in owed for part in parts[one.item_id]))
    english = (get_language() or "").startswith("en")
    yield [*(heading[english] for heading in COLUMNS.values()), *names]
    for one in owed:
        mine = {str(part.name) for part in parts[one.item_id]}
        shown = [one.item.code, one.key, str(one.item), in_language(one.label, one.label_en)]
        days = [day.isoformat() if day else "" for day in (one.propose_by, one.publish_by)]
        yield [*shown, *days, *[""] * len(CONTENT), *("" if name in mine else "—" for name in names)]


def read(path: Path, owed: dict[tuple[str, str], Obligation], parts: dict[int, tuple[Element, ...]]) -> Table:
    """What the table in ``path`` says about the duties ``owed`` (by code of the item and key of the period).

    A row in which nothing was typed is left out. Raises ``Unreadable`` for a file that is no such table.
    """
    table = Table(sheet=spreadsheets.first_sheet(path))
    found = spreadsheets.rows(path, most=MOST_ROWS + 1)
    heading = next(found, None)
    if heading is None:
        raise spreadsheets.Unreadable(_("The table is empty."))
    _read_heading(table, *heading, {str(one.name) for several in parts.values() for one in several})
    if table.faults:
        return table
    seen: dict[tuple[str, str], int] = {}
    for row, cells in found:
        _read_row(table, row, cells, owed, seen)
    for line in table.lines:
        _check_parts(table, line, parts[line.obligation.item_id])
    return table


def _read_heading(table: Table, row: int, cells: list[str], parts: set[str]) -> None:
    if len(cells) > MOST_COLUMNS:
        raise spreadsheets.Unreadable(_("The table has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    known = {heading.casefold(): code for code, both in COLUMNS.items() for heading in (code, *both)}
    for place, cell in enumerate(cells):
        column = known.get(cell.casefold()) or (f"{PARTS}{cell}" if cell in parts else None)
        if column is None and cell:
            words = _("No column is called so: fill in the table that the portal gives you.")
            table.faults.append(Fault(row, cell[:40], words, place, table.sheet))
        elif column in table.places:
            words = _("This column is there twice.")
            table.faults.append(Fault(row, cell, words, place, table.sheet))
        elif column:
            table.places[column] = place
    for column in KEYS:
        if column not in table.places:
            table.blame(row, column, _("This column is missing."))


def _read_row(
    table: Table,
    row: int,
    cells: list[str],
    owed: dict[tuple[str, str], Obligation],
    seen: dict[tuple[str, str], int],
) -> None:
    said = {
        column: cells[place] for column, place in table.places.items() if place < len(cells) and cells[place]
    }
    typed = {column: text for column, text in said.items() if column not in KEYS | SHOWN and text != "—"}
    if not typed:
        return
    for column, text in said.items():
        if text.startswith(FORMULA):
            table.blame(row, column, _("A formula is not taken: put its value there."))
    key = (said.get("item", ""), said.get("period", ""))
    if key not in owed:
        words = _("Nothing of this item and period is owed by you, or somebody has begun it already.")
        table.blame(row, "item", words)
    elif key in seen:
        table.blame(row, "item", _("Row %(row)s is about the same.") % {"row": seen[key]})
    else:
        seen[key] = row
        parts = {one.removeprefix(PARTS): text for one, text in typed.items() if one.startswith(PARTS)}
        content = {one: text for one, text in typed.items() if one in CONTENT}
        _settle(table, row, content)
        table.lines.append(Line(row, owed[key], content, parts))


def _settle(table: Table, row: int, content: dict[str, str]) -> None:
    """Days as the form takes them, and the subject class by its number or its name."""
    for column in DAYS:
        try:
            found: date | None = spreadsheets.day(content.get(column, ""))
        except ValueError as error:
            table.blame(row, column, str(error))
            content[column] = ""
        else:
            content[column] = found.isoformat() if found else ""
    named_class = content.get("subject_class")
    if named_class:
        by_name = {str(one.label): str(one.value) for one in SubjectClass}
        content["subject_class"] = by_name.get(named_class, named_class)


def _check_parts(table: Table, line: Line, parts: tuple[Element, ...]) -> None:
    names = {str(part.name) for part in parts}
    for name in set(line.parts) - names:
        table.blame(line.row, f"{PARTS}{name}", _("The item of this row has no such part."))


def parts_of(items: Iterable[DisclosureItem], day: date) -> dict[int, tuple[Element, ...]]:
    """The obligatory parts of each of ``items`` on ``day``, by the item's key; rules are asked once for an agency."""
    found, known = {}, {}
    for item in items:
        if item.agency_id not in known:
            known[item.agency_id] = item.agency.regime.version_on(day).rules
        found[item.pk] = known[item.agency_id].elements.get(item.elements, ())
    return found


def owed_by(user: User, today: date) -> QuerySet[Obligation]:
    """What ``user`` may propose for and nobody has begun on ``today``, the first day first."""
    mine = reach(user, rules.PROPOSE, on=today)
    found = Obligation.objects.filter(mine.q("item__agency_id", "item__department"), item__blocked="")
    found = found.open(today).filter(live__isnull=True)
    found = found.select_related(
        "item__agency__regime", "item__agency__adopted", "item__department", "occurrence"
    )
    return found.order_by(Coalesce("propose_by", "publish_by"), "pk")
