"""Spreadsheets: cells, what is hidden between them, and formulas that reach outside. CSV files likewise."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta

from core.scanning.columns import Table
from core.scanning.findings import Found, masked
from core.scanning.packages import (
    Looking,
    attribute,
    elements,
    hidden_in,
    local,
    outer_elements,
    part,
    told_beside,
)
from core.scanning.shades import Shades, is_white_run, shades
from core.scanning.strings import may_tell

CELL = re.compile(r"([A-Z]{1,3})(\d+)")
PROGRAM = re.compile(
    r"\b(?:CALL|EXEC|REGISTER(?:\.ID)?|WEBSERVICE|FILTERXML|IMPORT(?:XML|DATA|HTML|FEED|RANGE)|RTD|SHELL)\s*\(|"
    r"\|\s*'|(?:cmd|powershell|mshta|rundll32|dde)\s*\|",
    re.IGNORECASE,
)
ACTS = re.compile(r"^\s*[=@]|^\s*[+\-](?![\d.,\s]*%?$)(?=.*[(|!])")
OTHER_FILE = re.compile(r"\[\d+\]|\[[^\]]+\.xls[xmb]?\]", re.IGNORECASE)
DAY_FORMATS = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}
# Orders in the heads and feet of a sheet: typeface, size, colour, page and the like. A size may run into a number.
ORDERS = [re.compile(rf'&(?:"[^"]*"|K[0-9A-Fa-f]{{6}}|\d{size}|[A-Za-z&])') for size in ("{1,2}", "{3}", "")]
LITERAL = r'((?:"[^"]*"|\\.|[^0#?"\\;@\[\]])*)'
# A format that writes something of its own before or behind the number of a cell.
WITH_WORDS = re.compile(rf"{LITERAL}((?:[0#?]+|@|General))(?:{LITERAL})(?:;.*)?")
QUOTED = re.compile(r'"([^"]*)"|\\(.)')
IN_CELLS = frozenset({"v", "t", "f"})
UNSEEN = 0.5  # characters wide or points high: what is no larger shows nothing
# The parts of which cells, remarks and the names of sheets are read.
READ = re.compile(r"xl/(?:workbook|sharedStrings)\.xml|xl/(?:threadedC|c)omments?[^/]*(?:/[^/]+)?\.xml")
FIRST_DAY = date(1899, 12, 30)


def letters(number: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def number_of(name: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def in_sheets(file, *, today: date, known: frozenset[str]) -> Iterator[Found]:
    """All findings of an xlsx file. Raises ``BadZipFile`` or a parser's error for one that cannot be read."""
    with zipfile.ZipFile(file) as package:
        shared, white, aside = _shared(package)
        reading = _Reading(shared, white, _day_styles(package), shades(package), _words_of_formats(package))
        read: set[str] = set()
        looking = Looking(today, known, lambda name: name in read or bool(READ.fullmatch(name)))
        for name, path, state in _sheets(package):
            if state in ("hidden", "veryHidden"):
                yield Found("hidden_sheet" if state == "hidden" else "very_hidden_sheet", {"sheet": name})
            if path in package.namelist():
                read.add(path)
                with package.open(path) as content:
                    yield from _cells(content, name, reading, looking)
        yield from _names(package, looking)
        yield from _comments(package, looking)
        for one in looking.lines("\n".join([*reading.unused(), *aside])):
            yield Found(one.kind, {"member": "xl/sharedStrings.xml"}, one.shown, one.further)
        yield from hidden_in(package, looking)


class _Reading:
    """What is needed to read the cells of a sheet."""

    def __init__(
        self, shared: list[str], white: set[int], days: set[int], shown: Shades, words: dict[int, tuple]
    ) -> None:
        self.shared, self.white, self.days, self.shown, self.words = shared, white, days, shown, words
        self.used: set[int] = set()

    def unused(self) -> Iterator[str]:
        """Texts that no cell shows any more: programs leave them in the file."""
        return (text for place, text in enumerate(self.shared) if place not in self.used)

    def text(self, cell) -> tuple[str, str]:
        """The text of a cell as a person reads it, and its formula."""
        value, formula = "", ""
        for one in cell.iter():
            name = local(one.tag)
            if name == "f":
                formula = one.text or ""
            elif name in ("v", "t"):
                value += one.text or ""
        kind = cell.attrib.get("t", "n")
        if kind == "s":
            place = int(value) if value.isdigit() and int(value) < len(self.shared) else -1
            self.used.add(place)
            value = self.shared[place] if place >= 0 else value
        elif kind == "n" and value:
            value = self._number(value, cell.attrib.get("s", ""))
        return value, formula

    def is_unseen(self, cell) -> bool:
        """Whether no eye reads what stands in a cell, or a part of it."""
        style, kind = cell.attrib.get("s", ""), cell.attrib.get("t", "n")
        if self.shown.hides(style):
            return True
        if kind == "s" and self.white:
            value = "".join(one.text or "" for one in cell if local(one.tag) == "v")
            return value.isdigit() and int(value) in self.white and self.shown.is_white(style)
        return kind == "inlineStr" and _is_partly_white(cell) and self.shown.is_white(style)

    def _number(self, value: str, style: str) -> str:
        try:
            if style.isdigit() and int(style) in self.days and 1 <= float(value) < 2958466:
                return str(FIRST_DAY + timedelta(days=int(float(value))))
            shown = str(int(float(value))) if "E" in value.upper() or value.endswith(".0") else value
            before, zeros, after = self.words.get(int(style) if style.isdigit() else 0, ("", 0, ""))
            return f"{before}{shown:0>{zeros}}{after}"
        except (ValueError, OverflowError):
            return value


def _cells(content, sheet: str, reading: _Reading, looking: Looking) -> Iterator[Found]:
    table, rows, columns = Table(looking.today, looking.known), [], []
    last = 0
    for element in outer_elements(content, inside="sheetData", many="row"):
        name = local(element.tag)
        if name == "cols":
            for one in element:
                if _is_hidden(one, "width"):
                    columns.append((int(one.attrib.get("min", 0)), int(one.attrib.get("max", 0))))
        elif name == "row":
            last = int(element.attrib.get("r", last + 1))
            cells = []
            for place, cell in enumerate(element, start=1):
                text, formula = reading.text(cell)
                at = CELL.match(cell.attrib.get("r", ""))
                number = number_of(at[1]) if at else place
                cells.append((number, text))
                if (text.strip() or formula) and reading.is_unseen(cell):
                    here = {"sheet": sheet, "cell": f"{letters(number)}{last}"}
                    yield Found("hidden_text", here, masked(text[:40]))
                if formula:
                    yield from _formula(
                        formula, {"sheet": sheet, "cell": f"{letters(number)}{last}"}, looking
                    )
            for one in told_beside(element, looking, but=IN_CELLS):
                yield Found(one.kind, {"sheet": sheet, "row": last}, one.shown)
            if _is_hidden(element, "ht") and any(text.strip() for _column, text in cells):
                rows.append(last)
            for one in table.row(last, cells):
                yield _in_sheet(one, sheet)
        else:
            yield from _beside(element, sheet, looking)
    for one in table.found():
        yield _in_sheet(one, sheet)
    if rows:
        yield Found("hidden_row", {"sheet": sheet, "row": rows[0]}, "", len(rows) - 1)
    for first, end in columns:
        yield Found("hidden_column", {"sheet": sheet, "cell": f"{letters(first)}:{letters(min(end, 16384))}"})


def _is_hidden(element, size: str) -> bool:
    """Whether a row or column is not shown: it says so, or it has no height or width."""
    if element.attrib.get("hidden") in ("1", "true"):
        return True
    try:
        return float(element.attrib.get(size, "1")) < UNSEEN
    except ValueError:
        return False


def _beside(element, sheet: str, looking: Looking) -> Iterator[Found]:
    """Lists that cells choose from, heads and feet, filters, links, tips: words of a sheet that stand in no cell."""
    place, told = {"sheet": sheet, "part": local(element.tag)}, set()
    said = list(looking.lines("\n".join(element.itertext())))
    if place["part"] == "headerFooter":
        for one in element.iter():
            for text in {orders.sub("", one.text or "") for orders in ORDERS}:
                said += looking.lines(text)
    for one in [*said, *told_beside(element, looking, but={local(one.tag) for one in element.iter()})]:
        if (one.kind, one.shown) not in told:
            told.add((one.kind, one.shown))
            yield Found(one.kind, place, one.shown, one.further)


def _in_sheet(one: Found, sheet: str) -> Found:
    place = {**one.place, "sheet": sheet}
    place["cell"] = f"{letters(place.pop('column'))}{place.pop('row')}"
    return Found(one.kind, place, one.shown, one.further)


def _formula(formula: str, place: dict, looking: Looking) -> Iterator[Found]:
    if PROGRAM.search(formula):
        yield Found("program", place, formula[:20])
    elif OTHER_FILE.search(formula):
        yield Found("external_link", place, OTHER_FILE.search(formula)[0][-40:])
    for one in looking.lines(formula) if may_tell(formula) else ():
        yield Found(one.kind, place, one.shown, one.further)


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str, str]]:
    """Name, path and state of every sheet."""
    links = part(package, "xl/_rels/workbook.xml.rels")
    paths = {attribute(one, "Id"): attribute(one, "Target") for one in (links if links is not None else ())}
    for one in part(package, "xl/workbook.xml").iter():
        if local(one.tag) == "sheet":
            relation = next((value for key, value in one.attrib.items() if local(key) == "id"), "")
            path = paths.get(relation, "")
            path = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
            yield attribute(one, "name"), path, attribute(one, "state", "visible")


def _names(package: zipfile.ZipFile, looking: Looking) -> Iterator[Found]:
    """Names of sheets, and names that stand for formulas: a hidden one may start a program when the file is opened."""
    book = part(package, "xl/workbook.xml")
    for one in book.iter():
        if local(one.tag) == "definedName":
            name = attribute(one, "name")
            if PROGRAM.search(one.text or "") or name.lower().startswith(("auto_open", "_xlnm.auto_open")):
                yield Found("program", {"part": name[:40]})
            elif attribute(one, "hidden") == "1" and not name.startswith("_xl"):
                yield Found("hidden_text", {"part": name[:40]})
    for one in told_beside(book, looking):
        yield Found(one.kind, {"part": "names"}, one.shown, one.further)


def _shared(package: zipfile.ZipFile) -> tuple[list[str], set[int], list[str]]:
    """The texts that cells point to, the numbers of those that are written in white, wholly or in part, and what their
    attributes say."""
    texts, white, aside = [], set(), []
    if "xl/sharedStrings.xml" not in package.namelist():
        return texts, white, aside
    with package.open("xl/sharedStrings.xml") as file:
        for one in elements(file, keep=frozenset({"si"})):
            if _is_partly_white(one):
                white.add(len(texts))
            texts.append(_words(one))
            aside += [value for each in one.iter() for value in each.attrib.values() if may_tell(value)]
    return texts, white, aside


def _words(element) -> str:
    """The words of a text; how they are to be read aloud, which is shown above them, as a line of its own."""
    aloud = {id(piece) for one in element.iter() if local(one.tag) == "rPh" for piece in one.iter()}
    pieces = [piece for piece in element.iter() if local(piece.tag) == "t"]
    said = "".join(piece.text or "" for piece in pieces if id(piece) not in aloud)
    read = "".join(piece.text or "" for piece in pieces if id(piece) in aloud)
    return f"{said}\n{read}" if read else said


def _is_partly_white(text) -> bool:
    runs = (one for one in text.iter() if local(one.tag) == "r")
    return any(is_white_run(run) and _words(run).strip() for run in runs)


def _day_styles(package: zipfile.ZipFile) -> set[int]:
    """The styles of cells whose number is a day."""
    tree = part(package, "xl/styles.xml")
    if tree is None:
        return set()
    own = {
        int(attribute(one, "numFmtId", "0"))
        for one in tree.iter()
        if local(one.tag) == "numFmt" and re.search(r"[yd年日]", attribute(one, "formatCode"), re.IGNORECASE)
    }
    cells = next((one for one in tree if local(one.tag) == "cellXfs"), ())
    return {
        place for place, one in enumerate(cells) if int(attribute(one, "numFmtId", "0")) in DAY_FORMATS | own
    }


def _words_of_formats(package: zipfile.ZipFile) -> dict[int, tuple[str, int, str]]:
    """The styles of cells that write digits of their own before or behind a number: these, and how many zeros."""
    tree = part(package, "xl/styles.xml")
    formats = {}
    for one in tree.iter() if tree is not None else ():
        if local(one.tag) == "numFmt" and (said := WITH_WORDS.fullmatch(attribute(one, "formatCode"))):
            before, after = (QUOTED.sub(r"\1\2", words) for words in (said[1], said[3]))
            if any(map(str.isdigit, before + after)):
                formats[attribute(one, "numFmtId")] = (before, said[2].count("0"), after)
    cells = next((one for one in tree if local(one.tag) == "cellXfs"), ()) if tree is not None else ()
    return {
        place: formats[attribute(one, "numFmtId")]
        for place, one in enumerate(cells)
        if attribute(one, "numFmtId") in formats
    }


def _comments(package: zipfile.ZipFile, looking: Looking) -> Iterator[Found]:
    for path in package.namelist():
        if not re.match(r"xl/(?:threadedC|c)omments?[^/]*(?:/[^/]+)?\.xml$", path):
            continue
        tree = part(package, path)
        for one in tree.iter():
            if local(one.tag) not in ("comment", "threadedComment"):
                continue
            text = "".join(piece.text or "" for piece in one.iter() if local(piece.tag) in ("t", "text"))
            place = {"cell": attribute(one, "ref"), "part": "comments"}
            yield Found("comment", place, masked(text[:40]))
            for inside in looking.lines(text):
                yield Found(inside.kind, {**inside.place, **place}, inside.shown, inside.further)
        for one in told_beside(tree, looking, but=("t", "text")):
            yield one.within(part="comments")


def in_csv(text: str, *, today: date, known: frozenset[str]) -> Iterator[Found]:
    """What a CSV file holds, and cells that a spreadsheet program would take for formulas."""
    table = Table(today, known)
    sample = text[:4000]
    between = max(",;\t", key=sample.count)
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=between), start=1):
        cells = list(enumerate(row, start=1))
        for column, cell in cells:
            if ACTS.search(cell):
                yield Found("program", {"cell": f"{letters(column)}{number}"}, cell.strip()[:20])
        for one in table.row(number, cells):
            yield _in_csv(one)
    for one in table.found():
        yield _in_csv(one)


def _in_csv(one: Found) -> Found:
    found = _in_sheet(one, "")
    return Found(
        found.kind,
        {key: value for key, value in found.place.items() if key != "sheet"},
        found.shown,
        found.further,
    )
