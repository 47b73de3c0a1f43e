"""Running text and the small HTML of the portal, paragraph by paragraph and table by table."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from html.parser import HTMLParser

from core.scanning.columns import Table
from core.scanning.findings import Found
from core.scanning.numbers import hits, in_text

BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote", "caption", "br", "div"}
BETWEEN = re.compile(r"\t|\s{2,}|[|｜]")
# What of a number may stand at the end of a line, and at the beginning of the next.
TAIL = re.compile(r"(?:[\d\-. /·\u00a0]{0,60})$")
HEAD = re.compile(r"\s{0,20}[\dXx\-. /·\u00a0]{0,60}")


def in_lines(lines: Iterable[str], *, today: date, known: frozenset[str] = frozenset()) -> Iterator[Found]:
    """What running text holds, line by line; lines of several columns are read as a table too."""
    table, tail = Table(today, known), ""
    for number, line in enumerate(lines, start=1):
        for one in in_text(line, today=today, known=known):
            yield one.within(line=number)
        yield from (one.within(line=number - 1) for one in _over_the_end(tail, line, today, known))
        tail = TAIL.search(line)[0]
        cells = [part.strip() for part in BETWEEN.split(line.strip())]
        if len(cells) > 1:
            for _same in table.row(number, enumerate(cells, start=1)):
                pass  # the line has told it already
    for one in table.found():
        yield Found(one.kind, {**one.place, "line": one.place["row"]}, one.shown, one.further)


def _over_the_end(tail: str, line: str, today: date, known: frozenset[str]) -> Iterator[Found]:
    """Numbers that begin at the end of one line and go on at the beginning of the next."""
    head = HEAD.match(line)[0]
    if tail and head:
        text = f"{tail}\n{head}"
        crossing = [hit for hit in hits(text, known=known) if hit.start < len(tail) < hit.end]
        for hit in crossing:
            yield from in_text(text[hit.start : hit.end], today=today, known=known)


class _Parts(HTMLParser):
    """Cuts HTML into paragraphs and rows of tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[list[str]] = [
            []
        ]  # of paragraphs; texts that grow by the piece are copied each time
        self.cells: list[list[list[list[str]]]] = []
        self.in_cell = False

    @property
    def paragraphs(self) -> list[str]:
        """The texts outside tables."""
        return ["".join(one) for one in self.pieces]

    @property
    def tables(self) -> list[list[list[str]]]:
        """The texts of the cells, row by row, table by table."""
        return [[["".join(cell) for cell in row] for row in rows] for rows in self.cells]

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag == "table":
            self.cells.append([])
        elif tag == "tr" and self.cells:
            self.cells[-1].append([])
        elif tag in ("td", "th") and self.cells and self.cells[-1]:
            self.cells[-1][-1].append([])
            self.in_cell = True
        elif tag in BLOCKS and not self.in_cell:
            self.pieces.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.in_cell = False
        elif tag in BLOCKS and not self.in_cell:
            self.pieces.append([])

    def handle_data(self, data: str) -> None:
        if self.in_cell:
            self.cells[-1][-1][-1].append(data)
        else:
            self.pieces[-1].append(data)


def in_html(html: str, *, today: date, known: frozenset[str] = frozenset()) -> Iterator[Found]:
    """What the text of a disclosure holds: paragraphs are counted from 1, and so are tables, rows and columns."""
    parts = _Parts()
    parts.feed(html)
    parts.close()
    said = [text for text in parts.paragraphs if text.strip()]
    for number, text in enumerate(said, start=1):
        for one in in_lines(text.splitlines(), today=today, known=known):
            yield one.within(paragraph=number)
    for number, rows in enumerate(parts.tables, start=1):
        yield from in_table(rows, today=today, known=known, table=number)


def in_table(
    rows: Iterable[Iterable[str]], *, today: date, known: frozenset[str], **place
) -> Iterator[Found]:
    """What a table holds whose rows and columns are counted from 1."""
    table = Table(today, known)
    for number, cells in enumerate(rows, start=1):
        for one in table.row(number, enumerate(cells, start=1)):
            yield one.within(**place)
    for one in table.found():
        yield one.within(**place)
