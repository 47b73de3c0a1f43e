"""Tables: a column whose heading says that it holds names, homes, births or health (E-133, E-136, E-137)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from core.scanning.findings import Found, masked
from core.scanning.numbers import age_on, in_text

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
PART_OF_NUMBER = re.compile(r"\d{1,14}[Xx]?|[Xx]")


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
class Table:
    """Rows are handed to it one by one; at the end it tells the columns that hold something of persons."""

    today: date
    known: frozenset[str] = frozenset()
    columns: list[Column] = field(default_factory=list)
    open: dict[int, list[Column]] = field(default_factory=dict)

    def row(self, number: int, cells: Iterable[tuple[int, str]]) -> Iterator[Found]:
        """Look at a row: ``cells`` are (number of the column from 1, text). Yields what single cells hold."""
        cells = [(column, text) for column, text in cells if text.strip()]
        if headings := self._headings(cells, number):
            self.columns += headings
            opened: dict[int, list[Column]] = {}
            for one in headings:
                opened.setdefault(one.number, []).append(one)
            self.open |= opened
            return
        for place, text in cells:
            for column in self.open.get(place, ()):
                self._count(column, number, text)
            if len(text) > 5:
                for one in in_text(text, today=self.today, known=self.known):
                    yield one.within(row=number, column=place)
        yield from self._over_cells(number, cells)

    def _over_cells(self, row: int, cells: Sequence[tuple[int, str]]) -> Iterator[Found]:
        """Identity numbers of which each cell holds a part, as forms with a box for each digit have them."""
        for is_part, group in groupby(
            cells, key=lambda cell: bool(PART_OF_NUMBER.fullmatch(cell[1].strip()))
        ):
            parts = list(group) if is_part else []
            if len(parts) < 2:
                continue
            for one in in_text(
                " ".join(text.strip() for _column, text in parts), today=self.today, known=self.known
            ):
                is_sure = (
                    one.kind in ("identity_number", "minor")
                    or max(len(text.strip()) for _c, text in parts) == 1
                )
                if is_sure:
                    yield Found(one.kind, {"row": row, "column": parts[0][0]}, one.shown, one.further)

    def found(self) -> Iterator[Found]:
        """The columns that hold something of persons, once all rows were handed over."""
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
