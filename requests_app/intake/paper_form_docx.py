"""A sheet as a file of a word processor, to be filled in at home."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from core.database import outside
from core.text.characters import keepable
from requests_app.intake.paper_form import Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, LATIN = "宋体", "Times New Roman"
LABEL_WIDTH, TEXT_WIDTH = Cm(4.4), Cm(11.6)
LINE_HEIGHT = Cm(0.9)


@outside.transactions("writing a Word file")
def written(sheet: Sheet) -> bytes:
    """The DOCX file of ``sheet``; its properties name the body, and nobody else."""
    document = Document()
    _page(document)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = sheet.body, sheet.title, ""
    properties.language = "zh-CN"
    _line(document, sheet.body, size=15, bold=True, centred=True)
    _line(document, sheet.title, size=18, bold=True, centred=True, heading=1)
    for group in sheet.groups:
        _line(document, group.heading, size=12, bold=True, heading=2)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        table.autofit = False
        for line in group.lines:
            row = table.add_row()
            row.height = int(LINE_HEIGHT * line.room)
            for cell, width, text in zip(
                row.cells, (LABEL_WIDTH, TEXT_WIDTH), (line.label, line.text), strict=True
            ):
                cell.width = width
                cell.text = text
    _line(document, "")
    for label in sheet.signature:
        _line(document, f"{label}：________________")
    for number, note in enumerate(sheet.notes, start=1):
        _line(document, f"{number}. {note}", size=9)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(3)


def _line(
    document,
    text: str,
    *,
    size: int = 11,
    bold: bool = False,
    centred: bool = False,
    heading: int = 0,
) -> None:
    paragraph = document.add_paragraph(style=f"Heading {heading}" if heading else None)
    run = paragraph.add_run(keepable(text))
    run.font.size, run.bold, run.font.name = Pt(size), bold, LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
