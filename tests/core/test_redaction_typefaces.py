"""Pages that bring no typeface are drawn with those of the portal, whatever the machine has, or refused."""

import io

import pikepdf
import pytest
from django.utils import translation
from PIL import Image

from core.redaction import process
from requests_app.actions import redacting
from requests_app.models import RedactedCopy, Redaction

DICT, NAME = pikepdf.Dictionary, pikepdf.Name


@pytest.fixture
def page_of(tmp_path):
    """A PDF file that names a typeface of an office machine, embeds none, and says ``words``."""

    def make(words: str, *, typeface: str, ordering: str, encoding: str):
        with pikepdf.new() as made:
            about = made.make_indirect(
                DICT(
                    Type=NAME.FontDescriptor, FontName=NAME(typeface), Flags=4, FontBBox=[0, -200, 1000, 900],
                    ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700, StemV=80,
                )
            )  # fmt: skip
            system = DICT(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String(ordering), Supplement=2)
            inner = made.make_indirect(
                DICT(
                    Type=NAME.Font, Subtype=NAME.CIDFontType2, BaseFont=NAME(typeface), CIDSystemInfo=system,
                    FontDescriptor=about, DW=1000,
                )
            )  # fmt: skip
            outer = DICT(Type=NAME.Font, Subtype=NAME.Type0, BaseFont=NAME(typeface), Encoding=NAME(encoding))
            outer.DescendantFonts = [inner]
            page = made.add_blank_page(page_size=(300, 200))
            page.obj.Resources = DICT(Font=DICT(F1=made.make_indirect(outer)))
            text = words.encode("utf-16-be").hex()
            page.obj.Contents = pikepdf.Stream(made, f"BT /F1 30 Tf 20 100 Td <{text}> Tj ET".encode())
            made.save(tmp_path / "page.pdf")
        return tmp_path / "page.pdf"

    return make


def test_chinese_letters_without_a_typeface_are_drawn(page_of):
    """In an image without Chinese typefaces the copy was handed over without them."""
    path = page_of("清河市公开文件", typeface="/SimSun", ordering="GB1", encoding="/UniGB-UCS2-H")
    (page,) = process.pages(path, "pdf")
    picture = Image.open(io.BytesIO(page.content)).convert("L")
    assert sum(picture.histogram()[:128]) > 1000
    copy = process.redacted(path, "pdf", [])
    assert copy.content.startswith(b"%PDF")


def test_letters_that_no_typeface_of_the_portal_has_are_refused(page_of):
    """Better no copy than one from which words are gone that nobody covered."""
    path = page_of("대한민국", typeface="/Batang", ordering="Korea1", encoding="/UniKS-UCS2-H")
    with pytest.raises(process.NoTypeface) as refused:
        process.redacted(path, "pdf", [])
    assert str(refused.value) == "Batang"  # whoever made the file learns what to embed


def test_the_officer_reads_which_typeface_is_missing():
    """The sentence in the language of the page, with the names; every other fault as it stands."""
    fault = f"{redacting.NO_TYPEFACE}\nBatang, Dotum"
    with translation.override("zh-hans"):
        assert "Batang, Dotum" in Redaction(fault=fault).fault_said
        assert "嵌入" in RedactedCopy(fault=fault).fault_said
        assert "打不开" in Redaction(fault=redacting.UNREADABLE).fault_said
    assert Redaction().fault_said == ""
