"""The copy: pictures of the pages with their boxes burnt in, in a PDF file that begins empty."""

import io

import pikepdf

from core.redaction.boxes import DPI, POINTS, Box
from core.redaction.pictures import TYPES, File, burnt, saved

QUALITY = 85


def copy(file: File, boxes: list[Box]) -> bytes:
    """The copy of ``file``: of a picture the same kind of picture, of a PDF file one of nothing but pictures."""
    if file.document is None:
        kind = TYPES[file.suffix]
        options = {"quality": QUALITY} if kind == "JPEG" else {}
        return saved(burnt(file.full(1), boxes), kind, **options)
    out = io.BytesIO()
    with pikepdf.new() as document:
        for number in range(1, len(file) + 1):
            picture = burnt(file.full(number), [box for box in boxes if box.page == number])
            _add(document, picture.size, saved(picture, "JPEG", quality=QUALITY))
        document.save(out)
    return out.getvalue()


def _add(document: pikepdf.Pdf, pixels: tuple[int, int], content: bytes) -> None:
    width, height = (number * POINTS / DPI for number in pixels)
    picture = pikepdf.Stream(document, content)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height = pixels
    picture.BitsPerComponent, picture.ColorSpace = 8, pikepdf.Name.DeviceRGB
    picture.Filter = pikepdf.Name.DCTDecode
    sheet = document.add_blank_page(page_size=(width, height))
    sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=picture))
    sheet.obj.Contents = pikepdf.Stream(
        document, f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Page Do Q".encode()
    )
