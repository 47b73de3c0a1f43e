"""Files as people really send them, each with a number that a reader can find: a finding is owed, or "unreadable"."""

import io
import random
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from core.scanning import masking
from core.scanning.cleaning import cleaned
from core.scanning.files import in_file
from core.scanning.numbers import in_text
from core.scanning.texts import in_lines
from tests.core.scanning.made import line, pdf, with_part, word, workbook

TODAY = date(2026, 11, 30)
CASES = Path(settings.BASE_DIR) / "tests" / "cases"
NUMBER, PHONE = "110101190003070010", "13800000000"
OWED = {
    "docx-01-one-digit-per-cell.docx": {"identity_number"},
    "docx-02b-number-over-line-break.docx": {"identity_number"},
    "docx-03-nbsp-phone.docx": {"mobile"},
    "docx-04-alt-text.docx": {"identity_number"},
    "docx-07-glossary.docx": {"identity_number", "carried_along"},
    "docx-08-altchunk.docx": {"identity_number", "carried_along"},
    "docx-11-text-box.docx": {"identity_number"},
    "img-01-xmp-only.jpg": {"gps", "author"},
    "img-02-exif-description.jpg": {"author", "mobile"},
    "img-03-text-chunk.png": {"author", "mobile"},
    "img-05-comment.jpg": {"comment", "mobile"},
    "pdf-01-form-field.pdf": {"identity_number"},
    "pdf-03-earlier-edition.pdf": {"earlier_edition", "identity_number"},
    "pdf-04-hidden-layer.pdf": {"hidden_text"},
    "pdf-05-title.pdf": {"identity_number", "mobile"},
    "pdf-09-owner-password.pdf": {"identity_number"},
    "pdf-09b-user-password.pdf": {"unreadable"},
    "pdf-10-cut-off.pdf": {"unreadable"},
    "pdf-11-javascript.pdf": {"program"},
    "pdf-12-differences.pdf": {"identity_number"},
    "pdf-13-actual-text.pdf": {"identity_number"},
    "pdfcjk-01-UniGB-UCS2-H.pdf": {"identity_number"},
    "pdfcjk-02-UniGB-UTF16-H.pdf": {"identity_number"},
    "pdfcjk-03-GBK-EUC-H.pdf": {"identity_number"},
    "pdfcjk-05-GBK2K-H.pdf": {"identity_number"},
    "pdfcjk-06-GB-EUC-H.pdf": {"identity_number"},
    "pdfcjk-08-no-tounicode.pdf": {"unreadable"},
    "xlsx-01-pivot-cache.xlsx": {"identity_number", "carried_along"},
    "xlsx-04-column-width-0.xlsx": {"hidden_column"},
    "xlsx-05-validation-list.xlsx": {"identity_number"},
    "xlsx-07-custom-xml.xlsx": {"identity_number", "carried_along"},
    "xlsx-08-connection.xlsx": {"external_link"},
}


def kinds(content: bytes, suffix: str) -> set[str]:
    """What a scan finds in a file."""
    return {one.kind for one in in_file(io.BytesIO(content), suffix, today=TODAY)}


def test_every_case_has_what_is_owed():
    """None of the files at hand is forgotten."""
    found = {path.name for kind in ("docx", "xlsx", "img", "pdf") for path in CASES.glob(f"{kind}*")}
    assert found == set(OWED)


@pytest.mark.parametrize("name", sorted(OWED))
def test_what_a_reader_can_find_is_found(name):
    """Nothing more either: a clerk who is asked about nothing stops reading."""
    assert kinds((CASES / name).read_bytes(), name.rpartition(".")[2]) == OWED[name]


def marked(**more):
    """Lays a remark over the page."""

    def change(file):
        one = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[90, 695, 300, 715], **more)
        file.pages[0].Annots = file.make_indirect(pikepdf.Array([one]))

    return change


def bookmarked(file):
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"联系电话{PHONE}", 0))


def in_a_field_without_a_look(file):
    field = pikepdf.Dictionary(T=pikepdf.String("who"), V=pikepdf.String(NUMBER), FT=pikepdf.Name.Tx)
    file.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([file.make_indirect(field)]))


def cropped(file):
    file.pages[0].CropBox = [0, 0, 50, 50]


def told_aloud(file):
    part = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Figure, Alt=pikepdf.String(NUMBER))
    file.Root.StructTreeRoot = pikepdf.Dictionary(
        Type=pikepdf.Name.StructTreeRoot, K=file.make_indirect(part)
    )


NEIGHBOURS = {
    "free text in a PDF file": (
        pdf(line("x"), change=marked(Subtype=pikepdf.Name.FreeText, Contents=pikepdf.String(f"ID {NUMBER}"))),
        "pdf",
    ),
    "bookmark": (pdf(line("x"), change=bookmarked), "pdf"),
    "field that is shown nowhere": (pdf(line("x"), change=in_a_field_without_a_look), "pdf"),
    "cropped page": (pdf(line(NUMBER), change=cropped), "pdf"),
    "alternative text of a figure": (pdf(line("x"), change=told_aloud), "pdf"),
    "foot of a sheet": (workbook(lambda book: setattr(book.active.oddFooter.left, "text", NUMBER)), "xlsx"),
    "cache of a chart": (
        with_part(workbook(), xl__charts__chart1_dot_xml=f"<c><v>{NUMBER}</v></c>".encode()),
        "xlsx",
    ),
    "text box of a sheet": (
        with_part(workbook(), xl__drawings__drawing1_dot_xml=f"<d><t>{NUMBER}</t></d>".encode()),
        "xlsx",
    ),
    "part that nobody knows": (with_part(word(), word__strange_dot_dat=NUMBER.encode("utf-16")), "docx"),
    "foot of a Word file": (
        with_part(
            word(),
            word__footer9_dot_xml=f'<f xmlns:w="{"http://schemas.openxmlformats.org/wordprocessingml/2006/main"}">'
            f"<w:p><w:r><w:t>{NUMBER}</w:t></w:r></w:p></f>".encode(),
        ),
        "docx",
    ),
    "two lines of a text": (f"证件号 {NUMBER[:10]}\n{NUMBER[10:]} 号".encode(), "txt"),
    "boxes of a table in text": ("\t".join(NUMBER).encode(), "csv"),
}


@pytest.mark.parametrize("name", sorted(NEIGHBOURS))
def test_neighbours_of_the_cases_are_found_too(name):
    """The other places in which a number stands and is not seen."""
    content, suffix = NEIGHBOURS[name]
    assert kinds(content, suffix) & {"identity_number", "mobile"}


def test_a_cleaned_copy_holds_no_earlier_edition_and_no_title():
    """What is offered to the clerk is really clean."""
    for name in ("pdf-03-earlier-edition.pdf", "pdf-05-title.pdf"):
        assert not kinds(cleaned((CASES / name).read_bytes(), "pdf"), "pdf")
    assert kinds(cleaned((CASES / "img-05-comment.jpg").read_bytes(), "jpg"), "jpg") <= {"picture"}


@pytest.mark.parametrize(
    "written",
    [
        "1101 0119 0003 0700 10",
        " ".join(NUMBER),
        "110101  19000307  0010",
        "110101\u00a019000307\u00a00010",
        "110101·19000307·0010",
        "110101/19000307/0010",
        "110101.19000307.0010",
        "110101\u200b190003070010",
        "No.110101190003070010",
        "身份证号110101190003070010号",
        "110101190003070010abc",
        "序号1 110101190003070010",
        "１１０１０１　１９０００３０７　００１０",
    ],
)
def test_however_an_identity_number_is_parted_its_check_digit_tells(written):
    """In text, and in the mask of a published opinion."""
    assert [one.kind for one in in_text(written, today=TODAY)] == ["identity_number"]
    assert "0010" not in masking.suggestion(written).replace(" ", "")


@pytest.mark.parametrize(
    "written",
    [
        "138 0000 0000",
        "138\u00a00000\u00a00000",
        "1380 0000 000",
        "138-000-00000",
        "138.0000.0000",
        " ".join(PHONE),
        "Tel.13800000000",
        "wx13800000000",
        "0086138 0000 0000",
        "008613800000000",
        "+86-13800000000",
        "13800000000a",
    ],
)
def test_however_a_mobile_number_is_written_it_is_found(written):
    assert [one.kind for one in in_text(written, today=TODAY)] == ["mobile"]
    assert "0000" not in masking.suggestion(written)


@pytest.mark.parametrize(
    "harmless",
    [
        "1998 1999 2000 2001 2002 2003",
        "13.8 万元、0.13800000000",
        "9f138001380001382bca1234567890abcdef1234567890abcdef1234567890ab",
        "统一社会信用代码91110000MA01234567",
        "2026-03-10 13:00、2026-03-11 15:30",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18",
        "公文 清发〔2026〕13800 号，金额 13800138.00 元",
    ],
)
def test_other_numbers_are_left_alone(harmless):
    assert not list(in_lines([harmless], today=TODAY))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫㐂某，住在清河。", "㐂某"),
        ("姓名：𠮷某某，", "𠮷某某"),
        ("联系人：买买提·阿卜杜，", "买买提·阿卜杜"),
        ("姓名：欧阳某某，", "欧阳某某"),
    ],
)
def test_names_of_every_kind_are_masked(text, name):
    """Rare characters, middle dots, four characters."""
    assert name not in masking.suggestion(text)


def test_a_thousand_damaged_packages_never_raise():
    """A file is read, or said to be unreadable; nothing is thrown at who waits for the scan."""
    dice = random.Random(20261130)
    small = [
        path
        for path in sorted(CASES.glob("*"))
        if path.suffix in (".xlsx", ".docx", ".csv", ".pdf", ".jpg", ".png")
    ]
    for number in range(1000):
        path = small[number % len(small)]
        broken = bytearray(path.read_bytes())
        for _again in range(dice.randint(1, 6)):
            at, length = dice.randrange(len(broken)), dice.randint(1, 30)
            if dice.random() < 0.5:
                broken[at : at + length] = dice.randbytes(length)
            else:
                del broken[at : at + length]
            broken = broken or bytearray(b"x")
        in_file(io.BytesIO(bytes(broken)), path.suffix[1:], today=TODAY)
