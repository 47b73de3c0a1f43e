"""Proposing from a table: what the portal hands out comes back filled in, all of it or nothing, faults by cell."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from catalog.actions import bulk as verbs
from catalog.actions import disclosures, obligations
from catalog.bulk import row_forms, worker
from catalog.models import BulkRow, BulkTable, Disclosure, DisclosureItem
from core.exports import spreadsheets
from core.exports.spreadsheets import Fault

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


def sent(client, file) -> BulkTable:
    """The table as its sender finds it after the check."""
    answer = client.post(reverse(PAGE), {"table": file, "send": "1"})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200  # it waits
    worker.turn(now=timezone.now())
    return BulkTable.objects.first()


def faults_of(client, table) -> list[Fault]:
    """What its page says."""
    assert table.state == BulkTable.State.FAULTY
    return client.get(table.get_absolute_url()).context["faults"]


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

    table = sent(clerk, file())
    page = clerk.get(table.get_absolute_url())
    assert table.state == BulkTable.State.READY and "甲事项" in page.content.decode()
    assert [bool(row.lacks) for row in table.rows.order_by("obligation")] == [False, False]
    assert (
        not Disclosure.objects.exists()
        and clerk.post(page.wsgi_request.path, {"make": "1"}).status_code == 302
    )
    worker.turn(now=timezone.now())
    first, second = Disclosure.objects.order_by("obligation")
    assert (first.obligation, second.obligation) == (owed[0], owed[1])
    assert "<p>三处。" in first.body and first.formed_on.day == 9 and owed[0].label in first.title
    assert second.title == "甲事项" and set(second.elements.values()) == {"有"}
    assert first.channels and first.index_number.endswith("00001") and first.created_by == cast.clerk
    assert table.rows.filter(disclosure=second, outcome=BulkRow.Outcome.DRAFTED).exists()
    again = sent(clerk, file())
    assert again.state == BulkTable.State.FAULTY and Disclosure.objects.count() == 2


def test_rows_are_proposed_when_somebody_attests_them_and_nothing_is_done_twice(clerk, cast, owed):
    """The complete go to the reviewers, the others stay drafts with the reason; a worker that died is taken over."""
    rows = taken(clerk, cast)
    good, other, third = (line_of(rows, duty) for duty in owed)
    fill(rows, good, 正文="三处。")
    fill(rows, other, 标题="缺要素的")
    fill(rows, third, 正文="已被别人起草。")
    table = sent(clerk, xlsx(rows))
    address = table.get_absolute_url()
    for name, status in (("colleague", 404), ("department_head", 404)):
        clerk.force_login(cast.people[name])
        assert clerk.get(address).status_code == clerk.post(address, {"make": "1"}).status_code == status
    clerk.force_login(cast.clerk)
    assert clerk.post(address, {"propose": "1"}).status_code == 422  # nobody attested
    assert clerk.post(address, {"propose": "1", "attested": "on"}).status_code == 302
    assert clerk.post(address, {"make": "1"}).status_code == 422
    assert clerk.post(address, {"discard": "1"}).status_code == 302 and BulkTable.objects.exists()
    now = timezone.now()
    disclosures.draft(
        item=owed[2].item,
        obligation=owed[2],
        by=cast.department_head,
        now=now,
        title="x",
        formed_on=now.date(),
    )
    table.refresh_from_db()
    assert verbs.claim(table, now=now) and not worker.turn(now=now)  # it is claimed
    assert clerk.get(f"{address}state/").json()["state"] == BulkTable.State.MAKING
    row = table.rows.get(obligation=owed[0])
    assert verbs._settle(row, table, now) and not verbs._settle(row, table, now)  # here its worker is killed
    assert worker.turn(now=now + verbs.AGAIN_AFTER) == 2
    said = {row.obligation: (row.outcome, bool(row.says), row.disclosure) for row in table.rows.all()}
    made = Disclosure.objects.get(obligation=owed[0])
    assert (
        said[owed[0]] == (BulkRow.Outcome.PROPOSED, False, made)
        and made.status == "in_review"
        and made.attested
    )
    draft = Disclosure.objects.get(obligation=owed[1])
    assert said[owed[1]] == (BulkRow.Outcome.DRAFTED, True, draft) and not draft.attested
    assert said[owed[2]] == (BulkRow.Outcome.REFUSED, True, None) and Disclosure.objects.count() == 3

    parts = dict.fromkeys((part.code for part in draft.item.elements_on(draft.formed_on)), "有")
    disclosures.revise(draft, by=cast.clerk, now=now, elements=parts)
    assert clerk.post(address, {"propose": "1", "attested": "on"}).status_code == 302
    worker.turn(now=now)
    draft.refresh_from_db()
    assert draft.status == "in_review"
    assert clerk.post(address, {"propose": "1", "attested": "on"}).status_code == 422  # nothing is left
    assert not verbs.forget(now=now)
    path = table.file.path
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert verbs.forget(now=now + verbs.KEPT_FOR) == 1
    assert not Path(path).exists() and Disclosure.objects.count() == 3


def test_every_fault_is_named_by_its_cell_and_nothing_is_half_saved(clerk, cast, owed):
    """Sheet, row, column letter and heading; the good row falls with the bad ones."""
    rows = taken(clerk, cast)
    good, other, third = (line_of(rows, duty) for duty in owed)
    fill(rows, good, 正文="三处。")
    fill(rows, other, 形成日期="昨天", 文号="=HYPERLINK(1)", 主题分类="99")
    fill(rows, third, 形成日期="2999-01-01", **{owed[1].parts[0]: "不该有"})
    rows += [["9.9", "x", *rows[good][2:]], rows[good]]
    table = sent(clerk, xlsx(rows))
    found = {(fault.sheet, fault.cell) for fault in faults_of(clerk, table)}
    assert not table.rows.exists() and clerk.post(table.get_absolute_url(), {"make": "1"}).status_code == 422
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
    cells = {fault.cell for fault in faults_of(clerk, sent(clerk, comma([row[:] for row in rows], "utf-8")))}
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
        lambda: SimpleUploadedFile("表.csv", b"x" * (row_forms.LARGEST + 1)),
        lambda: comma([["事项编号", "期间代码", "标题"], *[["1", "2", "x"]] * 302], "utf-8"),
        lambda: comma([["事项编号", "期间代码", "标题"]], "utf-8"),
        lambda: comma([["事项编号", "期间代码", "标题", "标题"], ["1", "2", "x", "y"]], "utf-8"),
        far_row,
    ],
)
def test_what_is_no_such_table_is_refused_with_a_sentence(make, clerk, owed):
    """By its content, its size, its rows, its heading: at once, or by the check."""
    answer = clerk.post(reverse(PAGE), {"table": make(), "send": "1"})
    if answer.status_code == 422:
        assert answer.context["form"].errors and not BulkTable.objects.exists()
        return
    worker.turn(now=timezone.now())
    table = BulkTable.objects.get()
    assert table.state == BulkTable.State.FAULTY and (table.trouble or table.faults)
    assert clerk.get(table.get_absolute_url()).status_code == 200


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
