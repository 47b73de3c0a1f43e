"""An old ledger is taken over: encodings, faults by row and column, once only, nothing sent, nothing executed."""

import csv
import io
from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import Workbook

from archive import shelf
from core.models import Letter
from core.roles import Role
from requests_app import report_rows
from requests_app.actions import clocks, deadline_audit
from requests_app.intake import ledger_rows
from requests_app.models import Application, ClockEntry, Status
from tests.conftest import TODAY
from tests.requests_app.conftest import person

pytestmark = pytest.mark.django_db
HEADING = [*ledger_rows.OBLIGATORY, "due_on", "applicant_name"]
CLOSED = [
    "2023-1",
    "2023-03-01",
    "letter",
    "person",
    "河道清淤工程",
    "3",
    "2023-03-20",
    "no",
    "2023-03-29",
    "柳青禾",
]
CARRIED = ["2023-2", "2023/12/20", "网络", "商业企业", "采购合同", "13", "2024年1月5日", "是", "", ""]
LAPSED = ["2023-3", "2023.5.4", "oral", "自然人", "会议纪要", "22", "2023-07-01", "", "", ""]
OPEN = ["2023-4", "2026-11-02", "fax", "research", "监测数据", "", "", "yes", "", "林语"]


@pytest.fixture
def ledger(tmp_path):
    """Write a ledger and give its path."""

    def write(*rows, encoding="utf-8", heading=HEADING, name="ledger.csv", delimiter=","):
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows([heading, *rows])
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


@pytest.fixture
def take(body):
    """Import a file into the district; gives what the command said."""

    def run(path, *words, agency=body):
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command(
                "import_applications", str(path), "--agency", agency.slug, *words, stdout=out, stderr=err
            )
        except CommandError as error:
            return f"{err.getvalue()}{error}", False
        return out.getvalue(), True

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_ledger_comes_in_whatever_encoding_it_was_kept(ledger, take, body, encoding):
    """Closed ones are history, open ones stay open; the words are as they were."""
    said, good = take(ledger(CLOSED, CARRIED, LAPSED, OPEN, encoding=encoding))
    assert good, said
    by_number = {row.old_number: row for row in body.applications.all()}
    assert [by_number[row[0]].status for row in (CLOSED, CARRIED, LAPSED, OPEN)] == [
        Status.CLOSED,
        Status.CLOSED,
        Status.LAPSED,
        Status.REGISTERED,
    ]
    first = by_number["2023-1"]
    assert (first.subject, first.applicant_name, first.way) == ("河道清淤工程", "柳青禾", "letter")
    assert (first.report_row, first.decided_on) == (3, date(2023, 3, 20))
    assert by_number["2023-2"].received_on == date(2023, 12, 20)


def test_nothing_is_sent_and_no_clock_of_history_runs(ledger, take, body):
    """Only what is open has a clock, by the rules of the body; its kept day is the one of its entries."""
    take(ledger(CLOSED, LAPSED, OPEN))
    assert not Letter.objects.exists()
    assert set(ClockEntry.objects.values_list("application__old_number", flat=True)) == {"2023-4"}
    still = body.applications.get(old_number="2023-4")
    assert still.answer_by == clocks.answer_due(still).day == date(2026, 11, 23)
    found = deadline_audit.sweep(today=date(2026, 11, 3))
    assert (found.clocks, found.differ) == (1, 0)


def test_a_later_day_of_answer_is_an_extension(ledger, take, body):
    """As far as the rules allow one; beyond that it is a fault."""
    later = [*OPEN[:8], "2026-11-30", ""]
    assert take(ledger(later))[1]
    still = body.applications.get()
    assert still.answer_by == date(2026, 11, 30) == clocks.answer_due(still).day
    assert still.clock_entries.get(act="extend").days == 5
    for day in ("2027-03-30", "2026-11-10"):
        said, good = take(ledger(["2023-9", *later[1:8], day, ""]))
        assert not good and "due_on" in said


def test_a_file_can_be_taken_again(ledger, take, body):
    """What is there is left alone, also when the officer went on with it; the database refuses a second one."""
    path = ledger(CLOSED, OPEN)
    take(path)
    said, good = take(path)
    assert good and body.applications.count() == 2
    said, good = take(ledger(CLOSED, OPEN, CARRIED))
    assert good and body.applications.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        copy = body.applications.get(old_number="2023-1")
        copy.pk, copy.number = None, "other"
        copy.save(force_insert=True)


def test_two_bodies_may_have_the_same_old_numbers(ledger, take, bodies):
    """A ledger belongs to one body."""
    path = ledger(CLOSED)
    assert take(path, agency=bodies("J4"))[1] and take(path, agency=bodies("J3"))[1]
    assert Application.objects.filter(old_number="2023-1").count() == 2


def test_a_trial_keeps_nothing(ledger, take):
    """It says the same."""
    said, good = take(ledger(CLOSED, OPEN), "--dry-run")
    assert good and "2" in said
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", ""),
        ("number", "x" * 61),
        ("received_on", ""),
        ("received_on", "昨天"),
        ("received_on", "2023-02-30"),
        ("received_on", "1999-01-01"),
        ("received_on", "2999-01-01"),
        ("channel", "pigeon"),
        ("applicant_kind", "外星人"),
        ("subject", ""),
        ("outcome", "2"),
        ("outcome", "24"),
        ("outcome", "=3"),
        ("outcome", ""),
        ("decided_on", ""),
        ("decided_on", "2023-01-01"),
        ("carried_over", "maybe"),
        ("carried_over", "yes"),
        ("due_on", "2022-01-01"),
        ("applicant_name", "名" * 101),
    ],
)
def test_a_fault_is_named_by_row_and_column_and_nothing_is_taken(ledger, take, column, value):
    """The row as a spreadsheet numbers it; one bad row holds the whole file back."""
    wrong = dict(zip(HEADING, ["2023-7", *CLOSED[1:]], strict=True)) | {column: value}
    said, good = take(ledger(OPEN, list(wrong.values())))
    assert not good
    assert "3" in said and column in said
    assert not Application.objects.exists()


def test_all_faults_are_named_and_a_flood_is_bounded(ledger, take):
    """Each cell that is wrong; beyond two hundred they are only counted."""
    said, _good = take(ledger(["", "x", "x", "x", "", "x", "x", "x", "x", ""]))
    assert len(said.splitlines()) == 10
    said, _good = take(ledger(*[["", "x", "x", "x", "", "x", "x", "x", "x", ""]] * 100))
    assert len(said.splitlines()) == 201 and "900" in said


def test_the_same_number_twice_is_a_fault(ledger, take):
    """It names the first one."""
    said, good = take(ledger(CLOSED, CARRIED, CLOSED))
    assert not good and "4" in said and "2" in said


@pytest.mark.parametrize(
    "heading",
    [HEADING[1:], [*HEADING[:-1], "colour"], [*HEADING[:-1], "number"]],
    ids=["lacks", "odd", "twice"],
)
def test_a_wrong_heading_is_refused(ledger, take, heading):
    """Nothing is guessed."""
    assert not take(ledger(CLOSED[: len(heading)], heading=heading))[1]


def test_chinese_headings_and_other_separators_will_do(ledger, take, body):
    """As most ledgers have them."""
    heading = [
        "编号",
        "收到日期",
        "渠道",
        "申请人类别",
        "主题",
        "办理结果",
        "答复日期",
        "结转",
        "答复期限",
        "申请人",
    ]
    assert take(ledger(CLOSED, heading=heading, delimiter=";"))[1]
    assert body.applications.get().old_number == "2023-1"


def test_formulas_are_text(ledger, take, body, tmp_path):
    """In CSV in GB18030 and in XLSX: kept as they stand, computed by nobody."""
    evil = '=HYPERLINK("http://example.org","点击")'
    row = ["2023-8", *CLOSED[1:4], evil, *CLOSED[5:]]
    assert take(ledger(row, encoding="gb18030"))[1]
    book = Workbook()
    book.active.append(HEADING)
    book.active.append(["2023-9", *row[1:]])
    book.save(tmp_path / "ledger.xlsx")
    assert take(tmp_path / "ledger.xlsx")[1]
    assert list(body.applications.values_list("subject", flat=True)) == [evil, evil]


def test_a_spreadsheet_brings_days_and_numbers(take, body, tmp_path):
    """Cells that are days or numbers are read as people see them."""
    book = Workbook()
    book.active.append(HEADING)
    day = datetime(2023, 3, 1)
    book.active.append([20231, day, "counter", "other", "规划", 23, day.date(), None, None, None])
    book.active.append([None] * 10)
    book.save(tmp_path / "ledger.xlsx")
    said, good = take(tmp_path / "ledger.xlsx")
    assert good, said
    found = body.applications.get()
    assert (found.old_number, found.received_on, found.report_row) == ("20231", date(2023, 3, 1), 23)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ledger.xlsx", b"PK\x03\x04 not a book"),
        ("ledger.csv", b""),
        ("ledger.csv", b"\xff\xff\x00\x81"),
        ("ledger.csv", b"number," + b"x" * 200_000),
        ("ledger.pdf", b"%PDF-"),
        ("missing", None),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(take, tmp_path, name, content):
    """No traceback."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    said, good = take(tmp_path / name)
    assert not good and said


def test_a_long_subject_is_kept_whole(ledger, take, body):
    """Its beginning is the subject, all of it stands in the description."""
    long = "关于河道清淤工程的申请" * 20
    take(ledger(["2023-5", *CLOSED[1:4], long, *CLOSED[5:]]))
    found = body.applications.get()
    assert found.subject == long[:120] and found.description == long


def test_history_opens_on_the_desk_and_waits_for_no_archive(ledger, take, body, client, officer):
    """Its outcome is the row of the annual report; its papers are not in the portal."""
    take(ledger(CLOSED, OPEN))
    history = body.applications.get(old_number="2023-1")
    client.force_login(officer)
    page = client.get(history.get_absolute_url())
    assert page.status_code == 200
    assert str(report_rows.NAMES[3]) in page.content.decode() and "2023-1" in page.content.decode()
    assert history not in shelf.applications_to_seal(person(body, Role.ARCHIVIST), on=TODAY)
    still = body.applications.get(old_number="2023-4")
    assert client.get(still.get_absolute_url()).status_code == 200
    assert timezone.localdate(still.received_at) == still.received_on
