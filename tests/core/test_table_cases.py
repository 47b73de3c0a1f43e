"""Tables as other programs write them, and signs that no feed, calendar, table or letter can hold."""

import csv
import random
from pathlib import Path

import pytest
from django.conf import settings

from core.exports import spreadsheets
from core.text import characters
from tests.requests_app.test_mail_cases import mutations

CASES = Path(settings.BASE_DIR) / "tests" / "cases"
LEDGER = ["编号", "收到日期", "渠道", "申请人类别", "主题", "办理结果", "答复日期", "结转"]
FIRST = ["旧1", "2025-03-10", "网上", "自然人", "水质监测数据", "3", "2025-03-20", "否"]
RIGHT = {
    "01-borders-to-row-1000.xlsx": [LEDGER, FIRST],
    "02-bom.csv": [LEDGER, FIRST],
    "02-cr-only.csv": [["编号", "收到日期"], ["1", "2025-03-10"], ["2", "2025-03-11"]],
    "02-gb18030.csv": [LEDGER, FIRST],
    "02-newline-in-heading.csv": [["编号\n(本单位)", "收到日期"], ["1", "2025-03-10"]],
    "02-semicolon.csv": [LEDGER, FIRST],
    "02-sep.csv": [LEDGER, FIRST],
    "02-tab-with-commas.csv": [["编号", "收到日期", "主题,内容,说明"], ["1", "2025-03-10", "甲"]],
    "02-utf16.csv": [LEDGER, FIRST],
    "02-utf16le-nobom.csv": [LEDGER, FIRST],
    "03-number-shown-with-zeros.xlsx": [LEDGER, ["0007", *FIRST[1:]], ["2025年第008号", *FIRST[1:]]],
    "04-full-width-number.xlsx": [LEDGER, *([number, *FIRST[1:]] for number in ("１２", "12", "12"))],
}


def test_every_case_has_its_right_reading():
    found = {path.name.removeprefix("table-") for path in CASES.glob("table-*")}
    assert found == {*RIGHT, "05-days.xlsx"}


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_a_table_is_read_rightly(name):
    """Empty rows with borders do not count, and what is shown with zeros keeps them."""
    read = [cells for _number, cells in spreadsheets.rows(CASES / f"table-{name}", most=4)]
    assert [cells[: len(right)] for cells, right in zip(read, RIGHT[name], strict=True)] == RIGHT[name]


def test_days_in_every_writing_are_that_day():
    read = [cells for _number, cells in spreadsheets.rows(CASES / "table-05-days.xlsx")]
    written = [cells[1] for cells in read[1:]]
    assert {str(spreadsheets.day(text)) for text in written if text != "45726"} == {"2025-03-10"}
    with pytest.raises(ValueError, match="45726"):  # a number that only one program takes for a day
        spreadsheets.day("45726")


def test_a_number_in_wide_digits_is_the_same_number(tmp_path):
    """Two rows of a ledger with １２ and 12 are one number twice, and said so."""
    assert characters.folded("１２") == "12"
    assert characters.folded("Ａ－１２（３）") == "A-12(3)"
    assert characters.folded("12\u200b") == "12"


def test_what_is_typed_becomes_what_can_be_kept():
    """Line breaks of office programs stay line breaks; halves of pairs, controls, non-characters go."""
    assert characters.keepable("第一行\x0b第二行") == "第一行\n第二行"
    assert characters.keepable("甲\x00\x1b\ud83d\ufffe\uffff\U0001ffff\ufdd0乙\t丙") == "甲乙\t丙"
    assert characters.keepable("𠮷😀é") == "𠮷😀é"
    assert characters.keepable("".join(map(chr, range(0x20)))) == "\t\n\n\n\r\n\n\n"


def test_a_thousand_damaged_tables_never_raise_but_to_say_so(tmp_path):
    """Each is read, or refused with a sentence."""
    dice = random.Random(20261130)
    files = sorted(CASES.glob("table-*"))
    csv.field_size_limit(spreadsheets.LONGEST_CELL)
    assert files
    for path in files:
        for number, raw in enumerate(mutations(path.read_bytes(), dice, 1000 // len(files) + 1)):
            broken = tmp_path / f"{number}{path.suffix}"
            broken.write_bytes(raw)
            try:
                for _row, cells in spreadsheets.rows(broken, most=2000):
                    "".join(cells).encode()
            except spreadsheets.Unreadable as said:
                assert str(said)
            broken.unlink()
