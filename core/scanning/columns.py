"""Tables: a column whose heading says that it holds names, homes, births or health (E-133, E-136, E-137)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from core.scanning import signs
from core.scanning.findings import Found, masked
from core.scanning.numbers import age_on, hits, in_text

NOT_OF_BODIES = (
    r"(?<!单位)(?<!企业)(?<!公司)(?<!机构)(?<!部门)(?<!项目)(?<!产品)(?<!办公)(?<!经营)(?<!生产)(?<!办事)"
)
HEADINGS = {
    "minor_column": re.compile(r"儿童|婴儿|幼儿|新生儿|患儿|病残儿|未成年|学生姓名|子女姓名|孩子|监护人"),
    "health_column": re.compile(
        r"诊断|病名|病种|病情|患病|疾病|病史|残疾|伤残|鉴定(?:结果|结论)|孕|流产|避孕|节育|结扎|婚育史|体检结果|血型"
    ),
    "identity_column": re.compile(r"身份证|证件号|公民身份号码|护照号"),
    "birth_column": re.compile(r"出生(?:日期|年月|时间|日)|生日|^年龄$"),
    "address_column": re.compile(
        rf"住址|家庭地址|居住地|户籍地|户口所在地|现住|通讯地址|{NOT_OF_BODIES}地址$"
    ),
    "name_column": re.compile(
        rf"{NOT_OF_BODIES}姓名|户主|持证人|领证人|当事人|被处罚人|被征收人|罚款人员|男方|女方|丈夫|妻子|母亲|父亲"
    ),
}
COUNTS = re.compile(r"数$|人数|总数|率$|比例|占比|金额|合计")
HIDDEN = re.compile(r"[*＊×○〇█■]|某")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?")
HEADING_AT_MOST = 24
PART_OF_NUMBER = re.compile(rf"\d{{1,14}}[{signs.EVERY_X}]?|[{signs.EVERY_X}]", re.ASCII)
MOST_PARTS = 76  # of a column that are looked at together; KEPT of them again with what follows
KEPT = 22
LEAST_DIGITS = 11


@dataclass
class Column:
    """A column that holds something of persons: where its heading stands, and what has been seen below it."""

    kind: str
    heading: str
    number: int
    row: int
    first: str = ""
    first_row: int = 0
    filled: int = 0
    young: int = 0


@dataclass
class Part:
    """What one cell of a column has of a number, its row, and whether there are words beside it."""

    row: int
    text: str
    has_words: bool


@dataclass
class Table:
    """Rows are handed to it one by one; at the end it tells what stands downwards in its columns."""

    today: date
    known: frozenset[str] = frozenset()
    columns: list[Column] = field(default_factory=list)
    open: dict[int, list[Column]] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    parts: dict[int, list[Part]] = field(default_factory=dict)
    told: set[tuple[str, int, int]] = field(default_factory=set)

    def row(self, number: int, cells: Iterable[tuple[int, str]], *, is_read: bool = False) -> Iterator[Found]:
        """Look at a row: ``cells`` are (number of the column from 1, text). Yields what single cells hold.

        ``is_read`` says that the cells were looked at already: then only what several hold together is told.
        """
        cells = [(column, text) for column, text in cells if text.strip()]
        headings = self._headings(cells, number)
        if headings:
            self.columns += headings
            opened: dict[int, list[Column]] = {}
            for one in headings:
                opened.setdefault(one.number, []).append(one)
            self.open |= opened
        for place, text in cells:
            for column in () if headings else self.open.get(place, ()):
                self._count(column, number, text)
            if len(text) > 5 and not is_read:
                for one in in_text(text, today=self.today, known=self.known):
                    yield one.within(row=number, column=place)
        yield from self._over_cells(number, [(column, signs.spoken(text.strip())) for column, text in cells])

    def _over_cells(self, row: int, cells: Sequence[tuple[int, str]]) -> Iterator[Found]:
        """Numbers of which each cell holds a part, as forms with a box for each digit have them."""
        parts = {column: text for column, text in cells if PART_OF_NUMBER.fullmatch(text)}
        if not parts and len(cells) > 1:
            self.named = {column for column, _text in cells}
        for is_part, group in groupby(cells, key=lambda cell: cell[0] in parts):
            if is_part:
                yield from self._across(row, list(group))
        for column, text in cells:
            if column in parts:
                self.parts.setdefault(column, []).append(Part(row, text, len(parts) < len(cells)))
                if len(self.parts[column]) > MOST_PARTS:
                    yield from self._downwards(column)
                    self.parts[column] = self.parts[column][-KEPT:]
            elif column in self.parts:
                yield from self._downwards(column)
                del self.parts[column]

    def _across(self, row: int, parts: Sequence[tuple[int, str]]) -> Iterator[Found]:
        """What a row holds: an identity number in any parts, others in single digits without a heading for each."""
        runs = [(single, list(cells)) for single, cells in groupby(parts, key=lambda cell: len(cell[1]) == 1)]
        if len(runs) > 1:
            yield from self._together(row, parts, is_sure=False)
        for is_single, cells in runs:
            named = sum(column in self.named for column, _text in cells)
            if is_single or len(runs) == 1:
                yield from self._together(row, cells, is_sure=is_single and named * 2 <= len(cells))

    def _downwards(self, column: int) -> Iterator[Found]:
        """What a column holds, likewise; where its rows have words, single digits are counts of something."""
        parts = self.parts[column]
        is_single = max(len(one.text) for one in parts) == 1
        has_words = 2 * sum(one.has_words for one in parts) >= len(parts)
        cells = [(column, one.text) for one in parts]
        yield from self._together(parts[0].row, cells, is_sure=is_single and not has_words)

    def _together(self, row: int, cells: Sequence[tuple[int, str]], *, is_sure: bool) -> Iterator[Found]:
        """What cells hold together; numbers without a check digit only where it is sure that they belong together."""
        texts = [text for _column, text in cells]
        if len(texts) < 2 or sum(map(len, texts)) < LEAST_DIGITS:
            return
        text, column = " ".join(texts), cells[0][0]
        for hit in hits(text, known=self.known):
            mark = (hit.kind, row, column)
            if (is_sure or hit.is_checked) and mark not in self.told:
                self.told.add(mark)
                for one in in_text(text[hit.start : hit.end], today=self.today, known=self.known):
                    yield Found(one.kind, {"row": row, "column": column}, one.shown)

    def found(self) -> Iterator[Found]:
        """What columns hold of persons or of a number, once all rows were handed over."""
        for column in list(self.parts):
            yield from self._downwards(column)
        for one in self.columns:
            if not one.filled:
                continue
            place = {"row": one.first_row, "column": one.number, "heading": one.heading}
            yield Found(one.kind, place, masked(one.first), one.filled - 1)
            if one.young:
                yield Found("minor", place, masked(one.first), one.young - 1)

    def _headings(self, cells: Sequence[tuple[int, str]], row: int) -> list[Column]:
        """The headings of persons in a row, if the row is one of headings: several short cells without numbers."""
        short = [(column, re.sub(r"\s", "", text)) for column, text in cells if len(text) <= HEADING_AT_MOST]
        if len(short) < len(cells) or len(cells) < 2 or any(text.isdigit() for _column, text in short):
            return []
        return [
            Column(kind, text, column, row)
            for column, text in short
            if not COUNTS.search(text)
            for kind, pattern in HEADINGS.items()
            if pattern.search(text)
        ]

    def _count(self, column: Column, row: int, text: str) -> None:
        if HIDDEN.search(text) or (column.kind == "name_column" and len(text) > 30):
            return
        if not column.filled:
            column.first, column.first_row = text, row
        column.filled += 1
        if column.kind == "birth_column" and _is_young(text.strip(), self.today):
            column.young += 1


def _is_young(text: str, today: date) -> bool:
    """Whether an age or a day of birth is that of a minor."""
    if text.rstrip("岁").isdigit() and len(text) < 4:
        return int(text.rstrip("岁")) < 18
    said = DAY.search(text)
    if not said:
        return False
    try:
        born = date(int(said[1]), int(said[2]), int(said[3] or 1))
    except ValueError:
        return False
    return born <= today and age_on(today, born) < 18
