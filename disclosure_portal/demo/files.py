"""Small real files for the invented disclosures."""

import csv
import random
from io import BytesIO, StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont

from catalog.models import Disclosure
from core.exports.pdf import FONTS

COLUMNS = ("序号", "单位", "数量", "金额（万元）", "备注")
UNITS = ("城北片区", "城南片区", "滨河街道", "创业园", "集镇", "直属单位")


def made_for(disclosure: Disclosure, chance: random.Random, *, hides: bool = False) -> SimpleUploadedFile:
    """A table as a workbook or as CSV, named after the disclosure. With ``hides`` a workbook has a hidden sheet."""
    rows = _rows(chance)
    name = _name(disclosure)
    if chance.random() < 0.6:
        return SimpleUploadedFile(f"{name}.xlsx", _workbook(rows, hides))
    text = StringIO()
    csv.writer(text).writerows([COLUMNS, *rows])
    return SimpleUploadedFile(f"{name}.csv", text.getvalue().encode("utf-8-sig"))


def workbook_for(disclosure: Disclosure, *, hides: bool) -> SimpleUploadedFile:
    """A table as a workbook, always the same for a title."""
    rows = _rows(random.Random(disclosure.title))
    return SimpleUploadedFile(f"{_name(disclosure)}.xlsx", _workbook(rows, hides))


def _rows(chance: random.Random) -> list[tuple]:
    return [
        (number, unit, chance.randint(2, 80), round(chance.uniform(1, 900), 2), "已核对")
        for number, unit in enumerate(UNITS, start=1)
    ]


def _name(disclosure: Disclosure) -> str:
    return f"{disclosure.item.name[:20]}附表"


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


LETTER = (
    "关于城东农贸市场搬迁的意见",
    "",
    "住户：樊知秋　　电话：0000-71234",
    "我家住在市场北侧，希望过渡期保留早市。",
    "住址：城南区福林里小区3号楼2单元501室",
    "请在方案中说明摊位怎样分配、什么时候公布。",
)


def scanned_letter() -> bytes:
    """A letter of a resident as a scanned picture, with a name, a phone number and a home in it."""
    page = Image.new("RGB", (800, 1130), "white")
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONTS / "NotoSansSC-Regular.ttf", 26)
    for number, line in enumerate(LETTER):
        pen.text((90, 150 + number * 70), line, fill="black", font=font)
    content = BytesIO()
    page.save(content, "JPEG", quality=80)
    return content.getvalue()
