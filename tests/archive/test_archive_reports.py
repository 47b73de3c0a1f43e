"""The PDF archive reports: eleven sections in order, times and places, our fonts, bookmarks, proof."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from PIL import Image
from pypdf import PdfReader

from archive import actions
from archive.reports import period
from archive.reports.matter import matter_report
from archive.reports.rows import KINDS
from catalog.actions import disclosures, placing, screening
from catalog.screening import checks
from core.database import triggers
from core.exports import pdf
from core.models import LogEntry, LogHead
from core.transitions import Refused
from requests_app.models import ApplicantKind, Application, DeliveryForm, Status
from review.actions import answer_opinion, receive_opinion
from supervision.actions import issue_order
from supervision.reports import Scope
from tests.conftest import load_regime
from tests.displayed import display_ended, handling_told
from tests.scanned import scanned
from tests.signing import approve

HEADINGS = (
    "一、上级印发的有关文件",
    "二、制订的各项政务公开制度",
    "三、公示的各项内容（时间、地点）",
    "四、群众提出的意见",
    "五、对意见的答复",
    "六、处理结果",
    "七、政务公开信息",
    "八、报道",
    "九、图片",
    "十、总结",
    "十一、典型材料",
)

# A report is drawn from rows that other tests hold on both databases.
pytestmark = pytest.mark.once
PLACE = "办公楼一楼大厅公开栏"


@pytest.fixture(autouse=True)
def _in_chinese():
    """An English page of another test leaves its language behind."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def channels(cast, now):
    """The codes of a website, a board and a medium of the agency."""
    rules = cast.agency.regime.version_on(now.date()).rules
    return [
        next(code for code, channel in rules.channels.items() if channel.kind == kind)
        for kind in ("web", "board", "media")
    ]


@pytest.fixture
def sealed(item, obligation, cast, make_disclosure, channels, now):
    """A matter with a picture, on three channels, with an answered opinion and an order, archived."""
    matter = make_disclosure(item, obligation=obligation, channels=channels)
    picture = io.BytesIO()
    Image.new("RGB", (1600, 900), "#8c1d18").save(picture, "PNG")
    upload = SimpleUploadedFile("公开栏照片.png", picture.getvalue())
    disclosures.attach(matter, upload=upload, by=cast.clerk, now=now)
    disclosures.propose(matter, by=cast.clerk, now=now)
    scanned(now=now)
    screening.overrule(
        matter, findings=checks.standing(matter), reason="照片已逐张查看", by=cast.leader, now=now
    )
    approve(matter, by=cast.leader, now=now)
    for placement in matter.placements.filter(confirmed_at__isnull=True):
        placing.confirm_placement(
            placement, placed_on=now.date(), place=PLACE, by=cast.disclosure_office, now=now
        )
    opinion = receive_opinion(matter, text="请公布复检结果", rating=4, name="张三", now=now)
    answer_opinion(opinion, answer="复检结果已一并公布", by=cast.feedback_collector, now=now)
    issue_order(
        agency=cast.agency,
        department=cast.department,
        obligation=obligation,
        finding="公开栏字迹不清",
        demand="请更换公开栏",
        due_on=now.date() + timedelta(days=20),
        by=cast.supervisor,
        now=now,
    )
    told = make_disclosure(item, upto="published", title="意见办理情况")
    handling_told(matter, told, now)
    display_ended(matter, cast, now)
    return actions.seal_disclosure(matter, by=cast.archivist, now=now + timedelta(days=40))


def reader(report, **options):
    """The PDF of ``report``."""
    return PdfReader(io.BytesIO(pdf.render("archive/pdf/report.html", {"report": report}, **options)))


def text_of(document):
    """All text without line breaks and spaces, since columns are narrow."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in document.pages))


def whole_year(cast):
    """The cast's agency in 2026."""
    return Scope(cast.agency, date(2026, 1, 1), date(2026, 12, 31))


def titles(outline):
    """The bookmarks, flat."""
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield entry.title


def assert_eleven_in_order(document):
    """Each heading stands among the bookmarks, in the order of A-050."""
    marks = [mark for mark in titles(document.outline) if mark in HEADINGS]
    assert tuple(marks) == HEADINGS
    assert len(KINDS) == len(HEADINGS)


def test_the_report_of_a_matter_has_the_eleven_sections_times_and_places(sealed, cast):
    """A-050, A-051: everything of the matter stands in its section; what the public said stands without names."""
    document = reader(matter_report(sealed))
    assert_eleven_in_order(document)
    words = text_of(document)
    assert words.count(PLACE) >= 2  # where it was published, and again as coverage in a medium
    for piece in (
        "2026-03-10",
        "请公布复检结果",
        "复检结果已一并公布",
        "公开栏字迹不清",
        "公开栏照片.png",
        sealed.number,
    ):
        assert piece in words, piece
    assert sealed.digest in words
    assert "张三" not in words
    assert "没有总结" in words  # an empty section says so
    assert any(page.images for page in document.pages)


def test_the_report_of_a_matter_says_when_something_was_altered(sealed):
    """The proof is computed when the report is made, not remembered."""
    assert "未改动" in text_of(reader(matter_report(sealed)))
    attachment = sealed.disclosure.attachments.get()
    with open(attachment.file.path, "ab") as file:
        file.write(b"x")
    assert "已被改动" in text_of(reader(matter_report(sealed)))


def test_reports_print_the_end_of_the_log_by_which_it_can_be_checked_later(sealed, cast, now):
    """An end that stands on paper is out of reach of who cuts entries off: the command finds what is missing."""
    head = LogHead.objects.get()
    year = period.period_report(whole_year(cast), department=None, user=cast.supervisor, today=now.date())
    for report in (matter_report(sealed), year):
        words = text_of(reader(report))
        assert f"verify_log--head{head.number}{head.hash}" in words
    call_command("verify_log", "--head", str(head.number), head.hash)
    triggers.remove(connection, "core_logentry")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_logentry WHERE number = %s", [head.number])
        before = LogEntry.objects.get(number=head.number - 1)
        cursor.execute("UPDATE core_loghead SET number = %s, hash = %s", [before.number, before.hash])
    with pytest.raises(SystemExit):
        call_command("verify_log", "--head", str(head.number), head.hash)


def test_opinions_after_sealing_are_shown_as_such(sealed, now):
    """What is archived can still be spoken of; the report tells it from what was sealed."""
    receive_opinion(sealed.disclosure, text="归档以后的意见", now=now + timedelta(days=60))
    words = text_of(reader(matter_report(sealed)))
    assert "归档以后的意见" in words
    assert "封卷后收到" in words


def test_only_our_fonts_are_embedded_and_pages_are_numbered(sealed):
    """Chinese fonts come with the file; every page but the cover has its number."""
    document = reader(matter_report(sealed))
    fonts = set()
    for page in document.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in inner["/FontDescriptor"].get_object()
            fonts.add(inner["/BaseFont"].rpartition("+")[2])
    assert fonts == {"PDFSans", "PDFSans-Bold"}
    count = len(document.pages)
    assert f"第2页共{count}页" in re.sub(r"\s", "", document.pages[1].extract_text())


def test_equal_files_give_equal_reports(sealed):
    """The report of a sealed matter can itself be hashed."""
    made = [pdf.render("archive/pdf/report.html", {"report": matter_report(sealed)}) for _ in range(2)]
    assert made[0] == made[1]


def test_the_report_speaks_english_too(sealed, client, cast):
    """The English pages give the English report."""
    client.force_login(cast.supervisor)
    response = client.get(f"/en/archive/{sealed.pk}/report.pdf")
    document = PdfReader(io.BytesIO(response.content))
    assert "3. What was published, when and where" in list(titles(document.outline))
    assert document.trailer["/Root"]["/Lang"] == "en"


def test_an_application_has_its_report_without_the_applicant(cast, now):
    """One application, one file: what was asked and answered, not who asked."""
    load_regime("national-2019")
    version = cast.agency.regime.version_on(now.date())
    application = Application.objects.create(
        agency=cast.agency, version=version, number="申2026-1", code_hash="x", status=Status.WITHDRAWN,
        applicant_kind=ApplicantKind.PERSON, applicant_name="王五", phone="13800000000", subject="抽检批次",
        description="请公开抽检批次明细", delivery_form=DeliveryForm.PAPER, received_on=now.date(), received_at=now,
    )  # fmt: skip
    file = actions.seal_application(application, by=cast.archivist, now=now)
    assert file.number == f"{cast.agency.code}-SQ-2026-0001"
    document = reader(matter_report(file))
    assert_eleven_in_order(document)
    words = text_of(document)
    assert "请公开抽检批次明细" in words
    assert "王五" not in words + str(file.manifest)
    assert "13800000000" not in words + str(file.manifest)


def test_the_report_of_a_period_has_figures_register_and_log(sealed, cast, item, make_disclosure, now):
    """A department's period: overview, the eleven sections, the register in order of publication, the chain."""
    later = make_disclosure(item, upto="published", title="后公开的一件", when=now + timedelta(days=3))
    report = period.period_report(
        whole_year(cast), department=None, user=cast.supervisor, today=date(2026, 6, 30)
    )
    document = reader(report)
    assert_eleven_in_order(document)
    marks = list(titles(document.outline))
    assert marks[1] == "概览"
    assert marks[-2] == "附录 1　政务公开登记簿"
    register = report.annexes[0][3]
    assert [row.title for row in register] == [sealed.title, "意见办理情况", later.title]
    words = text_of(document)
    assert PLACE in words
    assert sealed.number in words
    assert "公开率" in words


def test_an_empty_period_says_so_in_every_section(cast):
    """Nothing on file is said, not left out."""
    scope = Scope(cast.agency, date(2025, 1, 1), date(2025, 3, 31))
    document = reader(
        period.period_report(scope, department=None, user=cast.supervisor, today=date(2026, 6, 30))
    )
    assert_eleven_in_order(document)
    words = text_of(document)
    for sentence in (
        "没有公开的内容",
        "没有收到群众意见",
        "卷内没有媒体报道",
        "卷内没有典型材料",
        "没有到期的公开任务",
    ):
        assert sentence in words, sentence


def test_what_is_for_a_narrower_circle_stays_out_of_the_report(cast, item, make_disclosure):
    """An invited supervisor's report leaves out the leadership's matters, and says how many (I-230)."""
    make_disclosure(item, upto="published", title="领导班子内部事项", audience="leadership")
    today = date(2026, 6, 30)
    theirs = period.period_report(
        whole_year(cast), department=None, user=cast.invited_supervisor, today=today
    )
    assert "领导班子内部事项" not in text_of(reader(theirs))
    assert ("未列入", "公开范围较窄的事项1件") in theirs.facts
    ours = period.period_report(whole_year(cast), department=None, user=cast.supervisor, today=today)
    assert "领导班子内部事项" in text_of(reader(ours))


def test_a_period_that_holds_too_much_is_refused_with_a_sentence(cast, item, make_disclosure, monkeypatch):
    """A file has its limit; the sentence says what to do."""
    make_disclosure(item, upto="published")
    make_disclosure(item, upto="published")
    monkeypatch.setattr(period, "MOST", 1)
    with pytest.raises(Refused, match="2"):
        period.period_report(whole_year(cast), department=None, user=cast.supervisor, today=date(2026, 6, 30))


def test_reports_ask_the_database_as_often_for_many_as_for_one(cast, item, make_disclosure, now):
    """The queries of a period do not grow with what it holds."""

    def ask():
        period.period_report(whole_year(cast), department=None, user=cast.supervisor, today=date(2026, 6, 30))

    make_disclosure(item, upto="published")
    ask()
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as counted:
            ask()
        counts.append(len(counted))
        for day in (1, 2):
            matter = make_disclosure(item, upto="published", when=now + timedelta(days=day))
            receive_opinion(matter, text=f"意见{day}", now=now)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2026-05-01&to=2026-01-01", "截止日期早于起始日期"),
        ("from=2020-01-01&to=2026-01-01", "期间最长为三年"),
        ("from=0001-01-01&to=2026-01-01", "之间的日期"),
        ("from=2026-01-01&to=9999-12-31", "之间的日期"),
        ("from=gestern", "日期"),
        ("department=no-such", "没有这个部门"),
    ],
)
def test_a_wrong_choice_gets_a_sentence_and_keeps_what_was_typed(client, cast, query, sentence):
    """No trace, no half report: the form again, with status 422."""
    client.force_login(cast.supervisor)
    response = client.get(f"{reverse('archive:period_report', args=[cast.agency.slug])}?{query}")
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_another_agency_has_no_report_for_a_supervisor(client, cast):
    """Beyond their reach there is nothing, not even a refusal."""
    client.force_login(cast.supervisor)
    assert client.get(reverse("archive:period_report", args=["elsewhere"])).status_code == 404
    client.force_login(cast.clerk)
    assert client.get(reverse("archive:period_report", args=[cast.agency.slug])).status_code == 404
