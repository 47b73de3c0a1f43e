"""PDF files: our fonts only, equal bytes for equal input, nothing fetched, one sentence where pango is missing."""

import io
import sys

import cffi
import pytest
from django.test import override_settings
from pypdf import PdfReader

from core.exports import pdf

LETTER = """{% extends "core/pdf/letter.html" %}
{% block title %}告知书{% endblock title %}
{% block sender %}清河市质量局{% endblock sender %}
{% block heading %}政府信息公开告知书{% endblock heading %}
{% block text %}<h2>一、依据</h2>{{ text|safe }}{% endblock text %}"""


@pytest.fixture(autouse=True)
def letter_template(tmp_path, settings):
    """A template of one letter, beside those of the portal."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "letter.html").write_text(LETTER, encoding="utf-8")
    engine = {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], folder]}
    with override_settings(TEMPLATES=[engine]):
        yield


def made(text="<p>经审查，答复如下。</p>", **options):
    """The letter with ``text`` as a reader."""
    return PdfReader(io.BytesIO(pdf.render("letter.html", {"text": text}, **options)))


def fonts_of(reader):
    """The names of the fonts of all pages, and whether each is embedded."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            name = inner["/BaseFont"].rpartition("+")[2]
            found[name] = "/FontFile2" in inner["/FontDescriptor"].get_object()
    return found


def test_only_our_fonts_are_embedded_even_for_signs_that_they_lack():
    """Rare names, symbols, emoji and Hebrew letters: whatever stands there, no font of the machine mixes in."""
    reader = made("<p>䶮㛃㙍①℃● 😀 שלום <strong>重点</strong></p>")
    assert fonts_of(reader) == {"PDFSans": True, "PDFSans-Bold": True}
    assert "䶮㛃㙍①℃● □ □□□□ 重点" in reader.pages[0].extract_text()


def test_the_file_is_archival_and_accessible():
    """PDF/A-3a and PDF/UA-1 are declared, language and title are set, text is tagged, headings are bookmarks."""
    reader = made()
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3" pdfaid:conformance="A"' in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert metadata.count("</rdf:RDF>") == 1
    assert root["/Lang"] == "zh-hans"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert reader.metadata.title == "告知书"
    assert reader.outline[0].title == "政府信息公开告知书"


def test_equal_input_gives_equal_bytes():
    """The hash of a file can be archived, since making it again gives the same file."""
    assert pdf.render("letter.html", {"text": "甲"}) == pdf.render("letter.html", {"text": "甲"})
    assert pdf.render("letter.html", {"text": "甲"}) != pdf.render("letter.html", {"text": "乙"})


def test_pages_are_numbered_in_the_language_of_the_file():
    """Chinese files say 第 1 页 共 1 页, English ones Page 1 of 1, whatever language is active around them."""
    assert "第 1 页 共 1 页" in made().pages[0].extract_text()
    assert "Page 1 of 1" in made(lang="en").pages[0].extract_text()


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:1/a.png", "https://example.org/a.png"]
)
def test_nothing_is_fetched_from_the_machine_or_the_network(address, caplog):
    """A picture that points anywhere else is left out; the file is made all the same."""
    with caplog.at_level("ERROR", logger="weasyprint"):
        reader = made(f'<p><img src="{address}" alt="外部图片">正文</p>')
    assert "正文" in reader.pages[0].extract_text()
    assert not reader.pages[0].images


def test_a_long_file_is_made_in_a_process_of_its_own_and_is_the_same(monkeypatch):
    """Its memory goes back to the machine; the bytes do not depend on where they were made."""
    short_way = pdf.render("letter.html", {"text": "<p>甲</p>" * 50})
    monkeypatch.setattr(pdf, "LONG", 10)
    assert pdf.render("letter.html", {"text": "<p>甲</p>" * 50}) == short_way


def test_a_long_file_that_fails_is_said_in_one_sentence(monkeypatch, caplog):
    """Too little time or memory is no trace for the visitor; the log keeps the reason."""
    monkeypatch.setattr(pdf, "LONG", 10)
    monkeypatch.setattr(pdf, "PATIENCE", 0.01)
    with pytest.raises(pdf.PdfUnavailable, match="太长|too long"):
        made()
    assert "core.exports.pdf" in caplog.text


@pytest.fixture
def without_pango(monkeypatch):
    """A machine on which no system library can be opened."""

    def missing(self, name, flags=0):
        raise OSError(f"cannot load library '{name}'")

    for module in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(cffi.FFI, "dlopen", missing)
    pdf._engine.cache_clear()
    yield
    pdf._engine.cache_clear()


def test_a_missing_library_is_said_in_one_sentence(without_pango, capsys):
    """The sentence names the packages to install, and WeasyPrint's own notice stays out of the output."""
    with pytest.raises(pdf.PdfUnavailable) as refusal:
        made()
    assert "libpango-1.0-0" in str(refusal.value)
    assert capsys.readouterr().out == ""


def test_a_missing_library_gives_a_page_and_no_error(without_pango, rf):
    """The visitor sees a page with status 503 that says what is missing."""
    response = pdf.answer(rf.get("/"), "letter.html", {"text": ""}, name="告知书.pdf")
    assert response.status_code == 503
    assert "libpango-1.0-0" in response.content.decode()


def test_the_file_comes_under_its_chinese_name(rf):
    """The name survives every browser, and no shared cache keeps the file."""
    response = pdf.answer(rf.get("/"), "letter.html", {"text": ""}, name="告知书 1.pdf", as_file=True)
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"] == "attachment; filename*=UTF-8''%E5%91%8A%E7%9F%A5%E4%B9%A6%201.pdf"
    )
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF-1.7")


RARE = "𠮷㐂𫞩𬎆𡈼"  # of names: extension A, and extensions B to E beyond the basic plane
needs_rare = pytest.mark.skipif(not pdf.RARE_FILES[1].is_file(), reason=f"apt-get install {pdf.RARE_PACKAGE}")


@needs_rare
def test_names_beyond_the_basic_plane_are_printed_and_read_back():
    """Each was a hollow square in letters and sealed reports. The bytes stay equal, and ordinary files small."""
    text = f"<p>{RARE}先生</p>"
    reader = made(text)
    assert f"{RARE}先生" in reader.pages[0].extract_text()
    assert all(fonts_of(reader).values())
    assert pdf.render("letter.html", {"text": text}) == pdf.render("letter.html", {"text": text})
    assert set(fonts_of(made("<p>王先生</p>"))) <= {"PDFSans", "PDFSans-Bold"}
    assert pdf.unprintable(RARE, "王先生") == []


def test_without_the_rare_font_the_lacking_characters_are_named(monkeypatch):
    """The officer is told before the letter leaves; nothing is left out without a word."""
    monkeypatch.setattr(pdf, "RARE_FILES", ())
    assert pdf.unprintable("𠮷某某", "王先生 Tel. ①") == ["𠮷"]
    assert "□某某" in made("<p>𠮷某某</p>").pages[0].extract_text()
