"""A notice as a Word file, for bodies that print and seal it themselves: the same text in the same order as the PDF."""

from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from core.database import outside
from core.text.characters import keepable
from requests_app.notices.templates import Part, Text

CINNABAR, GREY = RGBColor(0x8C, 0x1D, 0x18), RGBColor(0x59, 0x63, 0x6E)
SERIF, BLACK_LETTER, TITLE = (
    "仿宋",
    "黑体",
    "宋体",
)  # the typefaces of official letters; Word falls back to its own
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@outside.transactions("writing a Word file")
def write(text: Text, *, number: str) -> bytes:
    """The DOCX file of a notice with the letterhead, number, addressee, text, place of the seal and date."""
    document = Document()
    _page(document)
    document.core_properties.title = _printable(f"{text.title} {number}")
    document.core_properties.author = _printable(text.sender)
    _line(document, text.sender, size=22, face=TITLE, bold=True, color=CINNABAR, rule=True)
    _line(document, text.title, size=18, face=TITLE, bold=True, before=18)
    _line(document, number, size=12, after=16)
    _paragraph(document, f"{text.to}：", indent=False)
    if text.replaces:
        _paragraph(document, f"本文书替代本机关{text.replaces}文书，原文书自本文书送达之日起不再有效。")
    for part in text.parts:
        _part(document, part)
    _signed(document, text)
    if text.days:
        _days(document, text.days)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _page(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3), Cm(2.8)
    section.left_margin, section.right_margin = Cm(2.7), Cm(2.7)
    style = document.styles["Normal"]
    style.font.size = Pt(14)
    _face(style.font, style.element.get_or_add_rPr(), SERIF)
    style.paragraph_format.line_spacing = 1.5
    style.paragraph_format.space_after = Pt(4)


def _face(font, properties, face: str) -> None:
    """Set the typeface also for Chinese text, which Word keeps apart."""
    font.name = face
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _line(
    document,
    words: str,
    *,
    size: int,
    face: str = SERIF,
    bold=False,
    color=None,
    rule=False,
    before=0,
    after=6,
) -> Paragraph:
    """A centred line of the head."""
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
    run = line.add_run(_printable(words))
    run.font.size, run.bold = Pt(size), bold
    if color is not None:
        run.font.color.rgb = color
    _face(run.font, run._element.get_or_add_rPr(), face)
    if rule:
        _rule_below(line)
    return line


def _rule_below(line: Paragraph) -> None:
    border, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", str(CINNABAR))):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    line._element.get_or_add_pPr().append(border)


def _paragraph(document, words: str, *, indent: bool = True) -> Paragraph:
    line = document.add_paragraph(_printable(words))
    if indent:
        line.paragraph_format.first_line_indent = Pt(28)
    return line


def _part(document, part: Part) -> None:
    if part.heading:
        heading = document.add_paragraph()
        heading.paragraph_format.space_before = Pt(10)
        heading.paragraph_format.keep_with_next = True
        run = heading.add_run(_printable(part.heading))
        _face(run.font, run._element.get_or_add_rPr(), BLACK_LETTER)
    for words in part.paragraphs:
        for line in words.splitlines() or [""]:
            _paragraph(document, line)
    if part.facts:
        _table(document, part.facts, widths=(4.6, 11))


def _table(document, rows: list[list[str]], *, widths: tuple[float, ...]) -> None:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for values in rows:
        cells = table.add_row().cells
        for cell, value, width in zip(cells, values, widths, strict=True):
            cell.width = Cm(width)
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(0)
            line.paragraph_format.line_spacing = 1.2
            line.add_run(_printable(value)).font.size = Pt(12)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _days(document, days: list[list[str]]) -> None:
    _part(document, Part(heading="附：逐日计算"))
    _table(document, [["日期", "说明", "第几日"], *days], widths=(4.6, 8.4, 2.6))


def _signed(document, text: Text) -> None:
    lines = [("（印章）", CINNABAR), (text.sender, None), (text.signed_on, None)]
    for words, color in lines:
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.keep_with_next = words != text.signed_on
        run = line.add_run(_printable(words))
        if color is not None:
            run.font.color.rgb = color
    if text.contact:
        line = document.add_paragraph()
        line.paragraph_format.space_before = Pt(18)
        run = line.add_run(_printable(text.contact))
        run.font.size, run.font.color.rgb = Pt(10.5), GREY


def _printable(words: str) -> str:
    """``words`` without the signs that a Word file cannot hold."""
    return keepable(words)
