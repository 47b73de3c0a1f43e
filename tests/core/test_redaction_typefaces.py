"""Pages that bring no typeface are drawn with those of the portal, whatever the machine has, or refused."""

import io
import os
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.utils import translation
from PIL import Image, ImageDraw, ImageFont

from core.redaction import pictures, process
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


OF_OFFICES = ("/SimSun", "/KaiTi", "/FangSong_GB2312", "/STSong-Light")
SAMPLE = "清河公开垚龘㐂"


@pytest.mark.parametrize("typeface", OF_OFFICES)
def test_every_letter_is_drawn_by_the_typeface_that_the_image_of_the_container_ships(
    page_of, tmp_path, typeface
):
    """Each letter has the shape that it has in core/fonts, in a process that is shown no other folder of typefaces."""
    path = page_of(SAMPLE, typeface=typeface, ordering="GB1", encoding="/UniGB-UCS2-H")
    only = tmp_path / "fonts.conf"
    only.write_text(f"<fontconfig><dir>{pictures.FONTS}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    done = subprocess.run(
        [sys.executable, "-m", "core.redaction", "pages", str(path), "pdf"],
        cwd=process.HOME,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "FONTCONFIG_FILE": str(only), "HOME": str(tmp_path)},
        input=b"{}",
        capture_output=True,
        check=True,
    )
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        alone = archive.read("1")
    assert alone == next(process.pages(path, "pdf")).content  # what the machine has changes nothing
    page = Image.open(io.BytesIO(alone)).convert("L")
    scale = page.width / 300
    face = ImageFont.truetype(str(pictures.FONTS / "NotoSansSC-Regular.ttf"), round(30 * scale))
    for place, letter in enumerate(SAMPLE):
        shape = Image.new("L", page.size, "white")
        left, base = (20 + 30 * place) * scale, page.height - 100 * scale
        ImageDraw.Draw(shape).text((left, base), letter, font=face, anchor="ls", fill="black")
        assert alike(page, shape, round(left), round(base), round(30 * scale)) > 0.7, letter


def alike(page, shape, left: int, base: int, size: int) -> float:
    """How much of the ink of two letters lies on the same points: 1 for one shape, about a third for two letters."""
    box = (left, base - size, left + size, base + size // 3)
    ours, other = (
        {place for place, ink in enumerate(one.crop(box).tobytes()) if ink < 128} for one in (page, shape)
    )
    return len(ours & other) / (len(ours | other) or 1)


def test_the_image_of_the_container_holds_the_typefaces():
    """They stand beside the code, the code is copied whole, and nothing keeps them out."""
    home = Path(settings.BASE_DIR)
    assert "COPY . ." in (home / "Dockerfile").read_text()
    left_out = (home / ".dockerignore").read_text().splitlines()
    for file in ("core/fonts", "core/fonts/NotoSansSC-Regular.ttf"):
        assert not any(
            fnmatch(file, rule.strip("/")) for rule in left_out if rule.strip() and rule[0] not in "#!"
        )


def test_letters_that_no_typeface_of_the_portal_has_are_refused(page_of):
    """Better no copy than one from which words are gone that nobody covered."""
    path = page_of("대한민국", typeface="/Batang", ordering="Korea1", encoding="/UniKS-UCS2-H")
    with pytest.raises(process.NoTypeface) as refused:
        process.redacted(path, "pdf", [])
    assert str(refused.value) == "Batang"  # whoever made the file learns what to embed


@pytest.fixture
def simple_page(tmp_path):
    """A PDF file with a simple typeface that it does not embed."""

    def make(typeface: str, encoding: str | None, flags: int):
        with pikepdf.new() as made:
            about = made.make_indirect(
                DICT(
                    Type=NAME.FontDescriptor, FontName=NAME(typeface), Flags=flags, FontBBox=[0, -200, 1000, 900],
                    ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700, StemV=80,
                )
            )  # fmt: skip
            font = DICT(Type=NAME.Font, Subtype=NAME.TrueType, BaseFont=NAME(typeface), FontDescriptor=about)
            if encoding:
                font.Encoding = NAME(encoding)
            page = made.add_blank_page(page_size=(300, 200))
            page.obj.Resources = DICT(Font=DICT(F1=made.make_indirect(font)))
            said = "清河".encode("gbk").hex()
            page.obj.Contents = pikepdf.Stream(made, f"BT /F1 30 Tf 20 100 Td <{said}> Tj ET".encode())
            made.save(tmp_path / "simple.pdf")
        return tmp_path / "simple.pdf"

    return make


@pytest.mark.parametrize(
    ("typeface", "encoding", "flags"),
    [
        ("/SimSun", None, 4),
        ("/SimSun", "/WinAnsiEncoding", 32),
        ("/ABCDEF+Wingdings-Regular", "/WinAnsiEncoding", 4),
        ("/Unheard", None, 32),
    ],
)
def test_a_simple_typeface_whose_signs_nobody_knows_is_refused(simple_page, typeface, encoding, flags):
    """“清河” was drawn as “Ö—»“”, ticks as letters, and the copy was handed over."""
    path = simple_page(typeface, encoding, flags)
    for work in (lambda: process.redacted(path, "pdf", []), lambda: list(process.pages(path, "pdf"))):
        with pytest.raises(process.NoTypeface) as refused:
            work()
        assert str(refused.value) == typeface.lstrip("/")


@pytest.mark.parametrize(
    ("typeface", "encoding"),
    [("/Helvetica", None), ("/ArialMT", "/WinAnsiEncoding"), ("/Calibri", "/WinAnsiEncoding")],
)
def test_latin_letters_without_a_typeface_are_drawn(simple_page, typeface, encoding):
    """Every reader has them, or the encoding says which letters they are."""
    assert process.redacted(simple_page(typeface, encoding, 32), "pdf", []).content.startswith(b"%PDF")


def test_the_officer_reads_which_typeface_is_missing():
    """The sentence in the language of the page, with the names; every other fault as it stands."""
    fault = f"{redacting.NO_TYPEFACE}\nBatang, Dotum"
    with translation.override("zh-hans"):
        assert "Batang, Dotum" in Redaction(fault=fault).fault_said
        assert "嵌入" in RedactedCopy(fault=fault).fault_said
        assert "打不开" in Redaction(fault=redacting.UNREADABLE).fault_said
    assert Redaction().fault_said == ""
