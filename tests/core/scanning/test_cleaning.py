"""A cleaned copy tells of no person and no place, shows the same, and opens."""

import io

import docx
import openpyxl
import pikepdf
import pytest
from PIL import Image

from core.scanning.cleaning import cleaned
from tests.core.scanning.made import line, pdf, photo, with_part, word, workbook
from tests.core.scanning.test_hidden import authored, authored_in_xmp, kinds, with_photo

TELLING = {
    "docx": with_part(
        word("公开内容", author="张三丰"), word__media__a_dot_jpg=photo(gps=True, artist="张三")
    ),
    "xlsx": workbook(creator="张三丰"),
    "jpg": photo(gps=True, artist="张三丰"),
    "png": photo("PNG", artist="Zhang San"),
}
PDFS = {"information": authored, "packet": authored_in_xmp, "photograph": with_photo}


@pytest.mark.parametrize("suffix", TELLING)
def test_names_and_places_are_gone(suffix):
    assert kinds(TELLING[suffix], suffix)
    assert kinds(cleaned(TELLING[suffix], suffix), suffix) == []


@pytest.mark.parametrize("part", PDFS)
def test_names_and_places_are_gone_from_a_pdf(part):
    content = pdf(line("open") + b"q 8 0 0 8 0 0 cm /I0 Do Q" * (part == "photograph"), PDFS[part])
    assert kinds(content, "pdf")
    copy = cleaned(content, "pdf")
    assert kinds(copy, "pdf") == []
    assert len(pikepdf.open(io.BytesIO(copy)).pages) == 1


def test_the_copies_open_and_show_the_same():
    copy = docx.Document(io.BytesIO(cleaned(TELLING["docx"], "docx")))
    assert [one.text for one in copy.paragraphs] == ["公开内容"]
    sheet = openpyxl.load_workbook(io.BytesIO(cleaned(TELLING["xlsx"], "xlsx"))).active
    assert [[cell.value for cell in row] for row in sheet] == [["项目", "金额"], ["办公费", 100]]
    with (
        Image.open(io.BytesIO(cleaned(TELLING["png"], "png"))) as copy,
        Image.open(io.BytesIO(TELLING["png"])) as old,
    ):
        assert copy.tobytes() == old.tobytes()


def test_a_photograph_taken_upright_stays_upright():
    """The turn is written into the pixels before the note of it goes."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (20, 10), "red").save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(cleaned(out.getvalue(), "jpg"))) as copy:
        assert copy.size == (10, 20)


def test_remarks_and_hidden_sheets_are_content_and_stay():
    """What somebody wrote is taken out by whom it belongs to, not by a machine in passing."""
    content = workbook(lambda book: book.create_sheet("底稿").__setattr__("sheet_state", "hidden"))
    assert kinds(cleaned(content, "xlsx"), "xlsx") == ["hidden_sheet"]
