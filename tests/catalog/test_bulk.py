"""Proposing from a table: what the portal hands out comes back filled in, all of it or nothing, faults by cell."""

import csv
import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from catalog import bulk_forms
from catalog.actions import disclosures, obligations
from catalog.models import Disclosure, DisclosureItem
from core import spreadsheets

PAGE = "catalog:bulk"


@pytest.fixture
def owed(item, cast, now):
    """Three duties of the department; the items of the second have obligatory parts."""
    rules = cast.agency.regime.version_on(now.date()).rules
    demanding = next(
        one for one in DisclosureItem.objects.filter(agency=cast.agency, cadence=item.cadence) if one.elements
    )
    DisclosureItem.objects.filter(pk=demanding.pk).update(department=cast.department, blocked="")
    demanding.refresh_from_db()
    made = []
    for one, title in ((item, "第一批"), (demanding, "第二批"), (item, "=第三批")):
        happened = obligations.record_occurrence(one, title=title, happened_on=now.date(), by=None, now=now)
        made.append(happened.obligations.get())
    made[1].parts = [str(part.name) for part in rules.elements[demanding.elements]]
    return made


@pytest.fixture
def clerk(client, cast):
    """Signed in."""
    client.force_login(cast.clerk)
    return client


def taken(client, cast, kind="xlsx") -> list[list[str]]:
    """The table of the department as rows of texts."""
    content = client.get(reverse(f"catalog:bulk_{kind}", args=[cast.department.pk])).content
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(content)).active
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def fill(rows, line, **typed):
    """Type into the row of a duty, by headings."""
    for heading, text in typed.items():
        rows[line][rows[0].index(heading)] = text


def xlsx(rows) -> SimpleUploadedFile:
    book = Workbook()
    book.active.title = "填报"
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return SimpleUploadedFile("填报.xlsx", made.getvalue())


def comma(rows, encoding) -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return SimpleUploadedFile("填报.csv", text.getvalue().encode(encoding))


def line_of(rows, duty) -> int:
    return next(number for number, row in enumerate(rows) if row[1] == duty.key and row[0] == duty.item.code)


@pytest.mark.parametrize("kind", ["xlsx", "gb18030", "utf-8"])
def test_the_table_comes_back_filled_in_and_becomes_drafts(kind, clerk, cast, owed):
    """Checked first, which keeps nothing; then made, by the rules of a single proposal. Untouched rows are left out."""
    rows = taken(clerk, cast, "xlsx" if kind == "xlsx" else "csv")
    assert len(rows) == 4 and not any(cell.startswith("=") for row in rows for cell in row)
    fill(
        rows,
        line_of(rows, owed[0]),
        正文="三处。\n四处。",
        形成日期="2026年3月9日",
        主题分类="财政、金融、审计",
    )
    fill(
        rows,
        line_of(rows, owed[1]),
        标题="甲事项",
        文号="清区办〔2026〕3号",
        **dict.fromkeys(owed[1].parts, "有"),
    )

    def file():
        return xlsx(rows) if kind == "xlsx" else comma(rows, kind)

    seen = clerk.post(reverse(PAGE), {"table": file(), "check": "1"})
    assert seen.status_code == 200 and "甲事项" in seen.content.decode()
    assert not Disclosure.objects.exists()
    assert clerk.post(reverse(PAGE), {"table": file(), "make": "1"}).status_code == 302
    first, second = Disclosure.objects.order_by("obligation")
    assert (first.obligation, second.obligation) == (owed[0], owed[1])
    assert "<p>三处。" in first.body and first.formed_on.day == 9 and owed[0].label in first.title
    assert second.title == "甲事项" and set(second.elements.values()) == {"有"}
    assert first.channels and first.index_number.endswith("00001") and first.created_by == cast.clerk
    again = clerk.post(reverse(PAGE), {"table": file(), "make": "1"})
    assert again.status_code == 422 and Disclosure.objects.count() == 2


def test_every_fault_is_named_by_its_cell_and_nothing_is_half_saved(clerk, cast, owed):
    """Sheet, row, column letter and heading; the good row falls with the bad ones."""
    rows = taken(clerk, cast)
    good, other, third = (line_of(rows, duty) for duty in owed)
    fill(rows, good, 正文="三处。")
    fill(rows, other, 形成日期="昨天", 文号="=HYPERLINK(1)", 主题分类="99")
    fill(rows, third, 形成日期="2999-01-01", **{owed[1].parts[0]: "不该有"})
    rows += [["9.9", "x", *rows[good][2:]], rows[good]]
    answer = clerk.post(reverse(PAGE), {"table": xlsx(rows), "make": "1"})
    assert answer.status_code == 422 and not Disclosure.objects.exists()
    found = {(fault.sheet, fault.cell) for fault in answer.context["faults"]}
    letter = {name: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place] for place, name in enumerate(rows[0][:26])}
    assert found >= {
        ("填报", f"{letter['形成日期']}{other + 1}"),
        ("填报", f"{letter['文号']}{other + 1}"),
        ("填报", f"{letter[owed[1].parts[0]]}{third + 1}"),
        ("填报", "A5"),
        ("填报", "A6"),
    }
    rows = rows[:4]
    fill(rows, other, 形成日期="", 文号="")
    answer = clerk.post(reverse(PAGE), {"table": comma([row[:] for row in rows], "utf-8"), "make": "1"})
    cells = {fault.cell for fault in answer.context["faults"]}
    assert {f"{letter['主题分类']}{other + 1}", f"{letter['形成日期']}{third + 1}"} <= cells


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def far_row() -> SimpleUploadedFile:
    """A table whose only other cell stands in the last row and column that a spreadsheet has."""
    book = Workbook()
    book.active.append(["事项编号", "期间代码"])
    book.active.cell(row=1048576, column=16384, value="x")
    made = io.BytesIO()
    book.save(made)
    return SimpleUploadedFile("远.xlsx", made.getvalue())


@pytest.mark.parametrize(
    "text", ["2011-03-28", "2011/3/28", "2011年3月28日", "二0一一年三月二十八日", "二〇一一年三月二十八日"]
)
def test_a_day_is_read_as_official_documents_write_it(text):
    """Also in Chinese numerals; tens with and without their ones."""
    assert spreadsheets.day(text) == date(2011, 3, 28)
    assert spreadsheets.day("二〇二六年十月十日") == date(2026, 10, 10)
    assert spreadsheets.day("二〇二六年十二月三十日") == date(2026, 12, 30)
    for wrong in ("二〇二六年十三月一日", "十十年一月一日", "昨天"):
        with pytest.raises(ValueError):
            spreadsheets.day(wrong)


@pytest.mark.parametrize(
    "make",
    [
        lambda: SimpleUploadedFile("表.xlsx", b"MZ\x90\x00" * 9),
        lambda: SimpleUploadedFile("表.xlsx", zipped(a=b"b")),
        lambda: SimpleUploadedFile("表.pdf", b"%PDF-1.7"),
        lambda: SimpleUploadedFile("表.csv", b"\xff\xfe\xff"),
        lambda: SimpleUploadedFile("表.csv", "甲,乙\n1,2\n".encode()),
        lambda: SimpleUploadedFile("表.csv", b'"never closed\n' * 20000),
        lambda: SimpleUploadedFile("表.csv", b"x" * (bulk_forms.LARGEST + 1)),
        lambda: comma([["事项编号", "期间代码", "标题"], *[["1", "2", "x"]] * 302], "utf-8"),
        lambda: comma([["事项编号", "期间代码", "标题"]], "utf-8"),
        lambda: comma([["事项编号", "期间代码", "标题", "标题"], ["1", "2", "x", "y"]], "utf-8"),
        far_row,
    ],
)
def test_what_is_no_such_table_is_refused_with_a_sentence(make, clerk, owed):
    """By its content, its size, its rows, its heading."""
    answer = clerk.post(reverse(PAGE), {"table": make(), "make": "1"})
    assert answer.status_code == 422
    assert answer.context["form"].errors or answer.context["faults"]


def test_it_is_for_those_who_propose_and_asks_no_query_per_duty(client, cast, owed, now):
    """A colleague gets no other department's table, an observer none at all."""
    address = reverse("catalog:bulk_xlsx", args=[cast.department.pk])
    for name, status in (("colleague", 404), ("observer", 403)):
        client.force_login(cast.people[name])
        assert client.get(address).status_code == status
    client.force_login(cast.clerk)
    counts = []
    for duty in owed[1:]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(PAGE)).status_code == client.get(address).status_code == 200
        counts.append(len(queries))
        disclosures.draft(
            item=duty.item, obligation=duty, by=cast.clerk, now=now, title="x", formed_on=now.date()
        )
    assert counts[0] == counts[1]
