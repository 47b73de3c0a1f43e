"""Running text and the small HTML of the portal, paragraph by paragraph and table by table."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from html.parser import HTMLParser

from core.scanning import signs
from core.scanning.columns import Table
from core.scanning.findings import Found
from core.scanning.numbers import hits, in_text

BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote", "caption", "br", "div"}
BETWEEN = re.compile(r"\t|\s{2,}|[|｜]")
# What of a number may stand at the end of a line, and at the beginning of the next.
PIECE = re.compile(rf"[\W\d_{signs.EVERY_X}]*")
LONGEST_PIECE = 100
MOST_PIECES = 76  # that are looked at together; KEPT of them again with what follows
KEPT = 22
LEAST_DIGITS = 11


def in_lines(lines: Iterable[str], *, today: date, known: frozenset[str] = frozenset()) -> Iterator[Found]:
    """What running text holds, line by line; lines of several columns are read as a table too."""
    table, pieces = Table(today, known), _Pieces(today, known)
    for number, line in enumerate(lines, start=1):
        kinds = set()
        for one in in_text(line, today=today, known=known):
            kinds.add(one.kind)
            yield one.within(line=number)
        yield from pieces.line(number, line)
        cells = [part.strip() for part in BETWEEN.split(line.strip())]
        if len(cells) > 1:
            for one in table.row(number, enumerate(cells, start=1), is_read=True):
                if one.kind not in kinds:
                    yield one.within(line=number)
    yield from pieces.found()
    for one in table.found():
        yield Found(one.kind, {**one.place, "line": one.place["row"]}, one.shown, one.further)


def in_paragraphs(
    paragraphs: Iterable[str], *, today: date, known: frozenset[str] = frozenset()
) -> Iterator[Found]:
    """What paragraphs hold, counted from 1, and what goes on from one to the next."""
    lines = [
        (number, place, line)
        for number, paragraph in enumerate(paragraphs, start=1)
        for place, line in enumerate(paragraph.splitlines(), start=1)
    ]
    for one in in_lines((line for _number, _place, line in lines), today=today, known=known):
        number, place, _line = lines[one.place["line"] - 1]
        yield Found(one.kind, {**one.place, "paragraph": number, "line": place}, one.shown, one.further)


class _Pieces:
    """Numbers that begin at the end of one line and go on in the next, over as many lines as they may."""

    def __init__(self, today: date, known: frozenset[str]) -> None:
        self.today, self.known = today, known
        self.kept: list[tuple[int, str]] = []  # number of the line, what it has of a number
        self.is_cut = False

    def line(self, number: int, line: str) -> Iterator[Found]:
        """Look at the next line. A blank one parts nothing."""
        if not line.strip():
            return
        start = signs.spoken(line[: LONGEST_PIECE + 1])
        head = PIECE.match(start)[0]
        if len(head) == len(line):
            self.kept.append((number, head))
            if len(self.kept) > MOST_PIECES:
                yield from self.found()
                self.kept, self.is_cut = self.kept[-KEPT:], True
            return
        self.kept.append((number, head))
        yield from self.found()
        tail = PIECE.match(signs.spoken(line[-LONGEST_PIECE:])[::-1])[0][::-1]
        self.kept, self.is_cut = [(number, tail)], False

    def found(self) -> Iterator[Found]:
        """What the lines kept hold together. A number without a check digit has to fill them when they are many."""
        if len(self.kept) < 2:
            return
        text = "\n".join(piece for _number, piece in self.kept)
        digits = [place for place, sign in enumerate(text) if sign.isdigit()]
        if len(digits) < LEAST_DIGITS:
            return
        for hit in hits(text, known=self.known):
            crossed = text.count("\n", hit.start, hit.end)
            fills = not self.is_cut and hit.start <= digits[0] and hit.end > digits[-1]
            if crossed and (crossed == 1 or fills or hit.is_checked):
                number = self.kept[text.count("\n", 0, hit.start)][0]
                for one in in_text(text[hit.start : hit.end], today=self.today, known=self.known):
                    yield one.within(line=number)


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
    yield from in_paragraphs(said, today=today, known=known)
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
