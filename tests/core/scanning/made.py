"""Files made for the purpose, each hiding one thing. The persons in them are nobody."""

import io
import zipfile

import docx
import openpyxl
import pikepdf
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.scanning.numbers import is_identity_number

ADULT = next(
    f"11010119900307013{last}" for last in "0123456789X" if is_identity_number(f"11010119900307013{last}")
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(*paragraphs: str, author: str = "", table: list[list[str]] | None = None) -> bytes:
    """A Word file."""
    made = docx.Document()
    made.core_properties.author = author
    for text in paragraphs or ("公开内容",):
        made.add_paragraph(text)
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for row, cells in enumerate(table):
            for column, text in enumerate(cells):
                grid.cell(row, column).text = text
    return _bytes(made.save)


def with_part(package: bytes, **parts: bytes) -> bytes:
    """A package with parts added or replaced; in the names __ stands for a slash and _dot_ for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in named:
                new.writestr(info.filename, old.read(info))
        for name, content in named.items():
            new.writestr(name, content)
    return out.getvalue()


def in_word_body(xml: str) -> bytes:
    """A Word file whose body holds the given paragraph."""
    body = f'<w:document xmlns:w="{W}"><w:body>{xml}</w:body></w:document>'
    return with_part(word(), word__document_dot_xml=body.encode())


def workbook(fill=None, *, creator: str = "") -> bytes:
    """A workbook; ``fill`` is handed the openpyxl workbook before it is saved."""
    made = openpyxl.Workbook()
    made.properties.creator = creator
    made.active.title = "汇总"
    made.active.append(["项目", "金额"])
    made.active.append(["办公费", 100])
    if fill:
        fill(made)
    return _bytes(made.save)


def hidden_sheet(made, state="hidden") -> None:
    made.create_sheet("底稿").sheet_state = state


def hidden_row(made) -> None:
    made.active.row_dimensions[2].hidden = True


def hidden_column(made) -> None:
    made.active.column_dimensions["B"].hidden = True


def shaded(ink=None, ground=None, *, shows="General", size=11, partly=None):
    """Puts words into the workbook in such a colour, on such a ground, in such a format."""

    def fill(made) -> None:
        cell = made.active["C2"]
        cell.value = (
            CellRichText("公开", TextBlock(InlineFont(color=partly), "底价")) if partly else "底价三百万"
        )
        cell.font, cell.number_format = Font(color=ink, sz=size), shows
        if ground:
            cell.fill = PatternFill("solid", fgColor=ground)

    return workbook(fill)


def theme(number: int, tint: float = 0.0) -> Color:
    """A colour of the workbook's theme: 0 is white, 1 black, from 4 on its accents."""
    return Color(theme=number, tint=tint)


def commented(made) -> None:
    made.active["A2"].comment = Comment("此数待核", "张三")


def formula(text):
    """Puts a formula into the workbook."""

    def fill(made) -> None:
        made.active["C2"] = text

    return fill


def pdf(content: bytes, change=None, **resources) -> bytes:
    """A PDF of one page with these drawing orders; ``change`` is handed the pikepdf file before it is saved."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = made.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font), **resources)
    page.Contents = made.make_stream(content)
    if change:
        change(made)
    return _bytes(made.save)


def line(text: str, x: int = 100, y: int = 700) -> bytes:
    """Drawing orders for one line of text in twelve points."""
    return f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n".encode()


def photo(kind: str = "JPEG", *, gps: bool = False, artist: str = "") -> bytes:
    """A small picture with or without a place and a maker."""
    picture = Image.new("RGB", (8, 8), "white")
    exif = Image.Exif()
    if artist:
        exif[0x013B] = artist
    if gps:
        exif[0x8825] = {1: "N", 2: (31.0, 18.0, 0.0), 3: "E", 4: (120.0, 35.0, 0.0)}
    info = PngInfo()
    if artist and kind == "PNG":
        info.add_text("Author", artist)
    options = {"pnginfo": info} if kind == "PNG" else {"exif": exif}
    return _bytes(lambda file: picture.save(file, kind, **options))


def scan_of() -> bytes:
    """A picture large enough to show words."""
    return _bytes(lambda file: Image.new("RGB", (300, 300), "white").save(file, "JPEG"))


def _bytes(save) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()
