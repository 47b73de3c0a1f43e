"""Reading a table that somebody else kept: CSV in the encodings that are about, or XLSX; streamed, never executed.

A formula is text here: nothing is computed, nothing is opened. Rows are numbered as a spreadsheet shows them.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter

from core.database import outside
from core.text import encodings
from core.text.characters import folded, keepable

CHUNK = 1 << 20
DELIMITERS = "\t;,"  # at a tie the one that is least likely part of a text
QUOTED_CELL = re.compile(r'"[^"]*"')
SAYS_DELIMITER = re.compile(
    "\ufeff?sep=(.)", re.IGNORECASE
)  # a first line that only spreadsheet programs write
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")
NUMERALS = str.maketrans("〇零○一壹二贰三叁四肆五六七八九", "0001122334456789")
IN_NUMERALS = re.compile(r"[〇零○一壹二贰三叁四肆五六七八九十0-9]+")
# A format of whole numbers with zeros before them, and words around: 0000, "2025年第"000"号".
QUOTED = re.compile(r'"([^"]*)"|\\(.)')
WORDS = r'((?:"[^"]*"|\\.|[\u2e80-\uffef\-/ ()])*)'
ZEROS = re.compile(WORDS + "(0{2,})" + WORDS)
LONGEST_CELL = 100_000  # characters; more in one cell is a missing quotation mark


class Unreadable(ValueError):
    """The file cannot be read as a table; the text says why."""


Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the row as a spreadsheet numbers it, the column by its name, a sentence.

    With ``place``, the number of the column from 0, the cell is named too, and with ``sheet`` the sheet it stands on.
    """

    row: int
    column: str
    why: str
    place: int | None = None
    sheet: str = ""

    @property
    def cell(self) -> str:
        """The cell as a spreadsheet names it, such as C7; "" when only the column's name is known."""
        return "" if self.place is None else f"{get_column_letter(self.place + 1)}{self.row}"

    def __str__(self) -> str:
        said = {**vars(self), "cell": self.cell}
        if self.place is None:
            return _("Row %(row)s, column %(column)s: %(why)s") % said
        if not self.sheet:
            return _("Row %(row)s, cell %(cell)s (%(column)s): %(why)s") % said
        return _("Sheet “%(sheet)s”, row %(row)s, cell %(cell)s (%(column)s): %(why)s") % said


def day(text: str) -> date | None:
    """The day that a cell names, by year, month and day in any usual writing; None for an empty one.

    Raises ``ValueError`` with a sentence.
    """
    if not text:
        return None
    plain = MIDNIGHT.sub("", folded(text))
    found = DAY.fullmatch(IN_NUMERALS.sub(lambda one: _in_digits(one[0]), plain)) or COMPACT_DAY.fullmatch(
        plain
    )
    try:
        return date(*map(int, found.groups()))
    except (AttributeError, ValueError):
        words = _("“%(text)s” is no day; write year-month-day, such as 2026-03-10.")
        raise ValueError(words % {"text": text[:40]}) from None


def _in_digits(text: str) -> str:
    """A number of a date in digits, as official documents write it: 二0一一 is 2011, 二十八 is 28."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return text.translate(NUMERALS)
    return (_in_digits(tens) or "1") + (_in_digits(ones) or "0")


def rows(path: Path, *, most: int | None = None) -> Iterator[Row]:
    """The rows of the first sheet of ``path`` with their numbers from 1, the heading included; empty rows are left out.

    Every cell is text without blanks around it; days of a spreadsheet become year-month-day, and numbers that it shows
    with zeros before them keep those. Raises ``Unreadable``, also when more than ``most`` rows hold something.
    """
    kinds = {".csv": _csv_rows, ".txt": _csv_rows, ".xlsx": _xlsx_rows}
    read = kinds.get(path.suffix.lower())
    if read is None:
        raise Unreadable(_("“%(name)s” is neither CSV nor XLSX.") % {"name": path.name})
    if not path.is_file():
        raise Unreadable(_("There is no file “%(name)s”.") % {"name": path.name})
    return _at_most(most, ((number, cells) for number, cells in read(path) if any(cells)))


def _at_most(most: int | None, table: Iterable[Row]) -> Iterator[Row]:
    for place, (number, cells) in enumerate(table, start=1):
        if most is not None and place > most:
            raise Unreadable(_("The table has more than %(most)s rows.") % {"most": most})
        yield number, cells


def first_sheet(path: Path) -> str:
    """The name of the sheet that ``rows`` reads; "" for text files. Raises ``Unreadable``."""
    if path.suffix.lower() != ".xlsx":
        return ""
    book = _opened(path)
    try:
        return book.worksheets[0].title
    except IndexError as error:
        raise Unreadable(_("“%(name)s” is no XLSX file.") % {"name": path.name}) from error
    finally:
        book.close()


def encoding_of(path: Path) -> str:
    """The encoding of a text file, as ``core.text.encodings`` tells it. Raises ``Unreadable``."""
    with path.open("rb") as file:
        found = encodings.encoding_of(file)
    if found is None:
        raise Unreadable(_("“%(name)s” is neither UTF-8 nor GB18030 text.") % {"name": path.name})
    return found


def _delimiter_of(file: IO[str], path: Path) -> tuple[str, int]:
    """What parts the cells, and where the table begins: behind a line that says so, if there is one."""
    try:
        said = SAYS_DELIMITER.fullmatch(file.readline().strip("\r\n"))
        after = file.tell() if said else 0
        file.seek(after)
        whole = QUOTED_CELL.sub("", file.read(CHUNK)).lstrip("\ufeff\r\n")
        file.seek(after)
    except UnicodeError as error:
        words = _("“%(name)s” cannot be read as a table: %(error)s.")
        raise Unreadable(words % {"name": path.name, "error": error}) from error
    heading = re.split(r"[\r\n]", whole, maxsplit=1)[0]
    return said[1] if said else max(DELIMITERS, key=heading.count), after


def _csv_rows(path: Path) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding_of(path), newline="") as file:
        delimiter, after = _delimiter_of(file, path)
        try:
            for number, cells in enumerate(csv.reader(file, delimiter=delimiter), start=2 if after else 1):
                yield number, [keepable(cell).strip() for cell in cells]
        except (csv.Error, UnicodeError) as error:
            raise Unreadable(
                _("“%(name)s” cannot be read as a table: %(error)s.") % {"name": path.name, "error": error}
            ) from error


@outside.transactions("reading a spreadsheet")
def _opened(path: Path) -> Workbook:
    try:
        return load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # noqa: BLE001 whatever the reader stumbles over in a stranger's file
        raise Unreadable(_("“%(name)s” is no XLSX file.") % {"name": path.name}) from error


def _xlsx_rows(path: Path) -> Iterator[Row]:
    book = _opened(path)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size may be made up
        yield from enumerate(_texts(sheet.iter_rows()), start=1)
    except Exception as error:  # noqa: BLE001 the same
        raise Unreadable(_("“%(name)s” is no XLSX file.") % {"name": path.name}) from error
    finally:
        book.close()


def _texts(table: Iterable[tuple]) -> Iterator[list[str]]:
    for cells in table:
        yield [_text(cell) for cell in cells]


def _text(field: ReadOnlyCell) -> str:
    """The cell as it reads: whole numbers without a point, days without the midnight that spreadsheets add."""
    cell = field.value
    if cell is None:
        return ""
    if (
        isinstance(cell, int)
        and not isinstance(cell, bool)
        and (shown := ZEROS.fullmatch(field.number_format))
    ):
        before, zeros, after = (QUOTED.sub(r"\1\2", part) for part in shown.groups())
        return f"{before}{cell:0{len(zeros)}}{after}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return keepable(str(cell)).strip()
