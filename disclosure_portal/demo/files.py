"""Small real files for the invented disclosures."""

import csv
import random
from io import BytesIO, StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from catalog.models import Disclosure

COLUMNS = ("序号", "单位", "数量", "金额（万元）", "备注")
UNITS = ("城北片区", "城南片区", "滨河街道", "创业园", "集镇", "直属单位")


def made_for(disclosure: Disclosure, chance: random.Random, *, hides: bool = False) -> SimpleUploadedFile:
    """A table as a workbook or as CSV, named after the disclosure. With ``hides`` a workbook has a hidden sheet."""
    rows = [
        (number, unit, chance.randint(2, 80), round(chance.uniform(1, 900), 2), "已核对")
        for number, unit in enumerate(UNITS, start=1)
    ]
    name = f"{disclosure.item.name[:20]}附表"
    if chance.random() < 0.6:
        return SimpleUploadedFile(f"{name}.xlsx", _workbook(rows, hides))
    text = StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    return SimpleUploadedFile(f"{name}.csv", text.getvalue().encode("utf-8-sig"))


def _workbook(rows: list[tuple], hides: bool) -> bytes:
    book = Workbook()
    book.properties.creator = ""
    sheet = book.active
    sheet.title = "附表"
    for row in (COLUMNS, *rows):
        sheet.append(row)
    if hides:
        book.create_sheet("底稿").sheet_state = "hidden"
    content = BytesIO()
    book.save(content)
    return content.getvalue()
