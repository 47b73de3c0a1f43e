"""Tables that leave the portal as CSV: readable by a spreadsheet program, and harmless in it."""

import csv
from collections.abc import Iterable, Iterator

from core.text.characters import keepable

CONTENT_TYPE = "text/csv; charset=utf-8"
BOM = "\ufeff"  # without it, spreadsheet programs take Chinese for the code page of the machine
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """What ``csv.writer`` writes to: it hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def harmless(value: object) -> str:
    """``value`` as the text of a cell; what a spreadsheet would run as a formula gets an apostrophe before it."""
    text = "" if value is None else keepable(str(value))
    return f"'{text}" if text.startswith(FORMULAS) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The rows as lines of a CSV file in UTF-8, one at a time, for an answer that is streamed."""
    writer = csv.writer(_Line())
    yield BOM
    for row in rows:
        yield writer.writerow([harmless(value) for value in row])
