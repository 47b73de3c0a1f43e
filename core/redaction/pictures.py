"""Pages of PDF files and pictures as pixels, and the text under a box. Only ever run in a process of its own."""

import ctypes
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageOps

from core.redaction.boxes import DPI, POINTS, Box

PREVIEW_WIDTH = 1000  # pixels of a page on the screen
PIXELS_AT_MOST = 60_000_000
PAGES_AT_MOST = 300
BLACK = (0, 0, 0)
TYPES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}


FONTS = Path(__file__).resolve().parent.parent / "fonts"


class TooLarge(Exception):
    """The file has more pages or pixels than can be handled."""


SIMPLE = ("/TrueType", "/Type1", "/MMType1")
SYMBOLIC = 4  # the bit of a typeface whose bytes mean signs of its own (ISO 32000-1, table 123)
# The fourteen that every reader has, under all their names; their signs are known without an encoding.
KNOWN = ("Helvetica", "Times", "Courier", "Arial", "Symbol", "ZapfDingbats")
# Pictures for letters, or two bytes to a sign: an encoding of Latin letters says nothing about them.
OF_SIGNS = re.compile(
    r"wingdings|webdings|marlett|dingbats|sim(?:sun|hei|kai|fang)|kaiti|fangsong|nsimsun|mingliu|"
    r"^st(?:song|kaiti|heiti|xihei|fangsong|zhongsong)|dengxian|yahei|[\u3000-\u9fff]",
    re.IGNORECASE,
)


class NoTypeface(Exception):
    """A page asks for a typeface that it does not bring along, and has signs that those of the portal lack.

    Its words are the names of the typefaces, as the file gives them.
    """


@lru_cache(maxsize=1)
def _with_our_typefaces() -> tuple:
    """Let pages that bring no typeface be drawn with those of the portal, on every machine the same.

    In an image without Chinese typefaces pdfium left such letters out without a word, and the copy was handed over.
    """
    folders = (ctypes.c_char_p * 2)(str(FONTS).encode(), None)
    config = pdfium.raw.FPDF_LIBRARY_CONFIG(version=2)
    config.m_pUserFontPaths = ctypes.cast(folders, type(config.m_pUserFontPaths))
    pdfium.raw.FPDF_DestroyLibrary()
    pdfium.raw.FPDF_InitLibraryWithConfig(config)
    return folders, config  # remembered: the library points to them as long as the process lives


@lru_cache(maxsize=1)
def _our_signs() -> frozenset[int]:
    return frozenset(TTFont(FONTS / "NotoSansSC-Regular.ttf", lazy=True).getBestCmap())


def _missing_typefaces(path: str) -> tuple[list[str], list[str]]:
    """The typefaces that the file names and does not bring along: those of Chinese, Japanese and Korean signs, whose
    signs are known by their numbers, and the simple ones of which nobody can tell which signs their bytes mean."""
    numbered, guessed = set(), set()
    with pikepdf.open(path) as document:
        for one in document.objects:
            kind = str(one.get("/Subtype", "")) if isinstance(one, pikepdf.Dictionary) else ""
            is_simple = kind in SIMPLE and "/BaseFont" in one
            if not (is_simple or kind.startswith("/CIDFont")):
                continue
            about = one.get("/FontDescriptor", {})
            if any(name in about for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                continue
            name = str(one.get("/BaseFont", "?")).lstrip("/")
            if not is_simple:
                numbered.add(name)
            elif not name.partition("+")[2].startswith(KNOWN) and not name.startswith(KNOWN):
                is_symbolic = int(about.get("/Flags", 0)) & SYMBOLIC
                if is_symbolic or "/Encoding" not in one or OF_SIGNS.search(name):
                    guessed.add(name)
    return sorted(numbered), sorted(guessed)


class File:
    """A PDF file or a picture, page by page."""

    def __init__(self, path: str, suffix: str) -> None:
        Image.MAX_IMAGE_PIXELS = PIXELS_AT_MOST
        self.path, self.suffix = path, suffix
        self.document = None
        if suffix == "pdf":
            _with_our_typefaces()
            self.document = pdfium.PdfDocument(path)
            self.document.init_forms()
        if len(self) > PAGES_AT_MOST:
            raise TooLarge
        if self.document:
            missing, guessed = _missing_typefaces(path)
            if guessed:  # they would be drawn as other letters than those that the author saw
                raise NoTypeface(", ".join(guessed))
            letters = {ord(sign) for sign in self.text() if sign.isalnum()} if missing else set()
            if letters - _our_signs():
                raise NoTypeface(", ".join(missing))

    def __len__(self) -> int:
        return len(self.document) if self.document else 1

    def preview(self, number: int) -> Image.Image:
        """Page ``number`` from 1, as wide as the screen needs it."""
        if self.document is None:
            picture = self._turned()
            picture.thumbnail((PREVIEW_WIDTH, PREVIEW_WIDTH * 4))
            return picture
        with self._page(number) as page:
            return _drawn(page, PREVIEW_WIDTH / page.get_width())

    def full(self, number: int) -> Image.Image:
        """Page ``number`` as it goes into the copy: 200 dots to the inch, or the picture's own pixels."""
        if self.document is None:
            return self._turned()
        with self._page(number) as page:
            if page.get_width() * page.get_height() * (DPI / POINTS) ** 2 > PIXELS_AT_MOST:
                raise TooLarge
            return _drawn(page, DPI / POINTS)

    def text_under(self, box: Box) -> str:
        """The text that lies under ``box``, however the page is turned; a picture has none."""
        if self.document is None:
            return ""
        with self._page(box.page) as page:
            corners = [
                _place(page, across, down)
                for across in (box.left, box.left + box.width)
                for down in (box.top, box.top + box.height)
            ]
            text = page.get_textpage()
            try:
                xs, ys = [x for x, _y in corners], [y for _x, y in corners]
                return text.get_text_bounded(left=min(xs), bottom=min(ys), right=max(xs), top=max(ys))
            finally:
                text.close()

    def text(self) -> str:
        """All text of a PDF file."""
        found = []
        for number in range(1, len(self) + 1) if self.document else ():
            with self._page(number) as page:
                text = page.get_textpage()
                found.append(text.get_text_bounded())
                text.close()
        return "\n".join(found)

    def _turned(self) -> Image.Image:
        with Image.open(self.path) as picture:
            turned = ImageOps.exif_transpose(picture)
            if "A" in turned.getbands() or "transparency" in turned.info:
                white = Image.new("RGBA", turned.size, "white")
                turned = Image.alpha_composite(white, turned.convert("RGBA"))
            return turned.convert("RGB")

    @contextmanager
    def _page(self, number: int) -> Iterator[pdfium.PdfPage]:
        page = self.document[number - 1]
        try:
            yield page
        finally:
            page.close()


def burnt(picture: Image.Image, boxes: list[Box]) -> Image.Image:
    """``picture`` with every box black; what was there is nowhere in it."""
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        pen.rectangle(box.pixels(*picture.size), fill=BLACK)
    return picture


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    """The pixels and nothing else."""
    out = io.BytesIO()
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)
    plain.save(out, kind, **options)
    return out.getvalue()


def _drawn(page: pdfium.PdfPage, scale: float) -> Image.Image:
    bitmap = page.render(scale=scale, may_draw_forms=True)
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()


def _place(page: pdfium.PdfPage, across: float, down: float) -> tuple[float, float]:
    """The point of the page, in its own coordinates, that is shown at so many percent from left and top."""
    many = 100_000
    x, y = ctypes.c_double(), ctypes.c_double()
    where = round(across / 100 * many), round(down / 100 * many)
    pdfium.raw.FPDF_DeviceToPage(page, 0, 0, many, many, 0, *where, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value
