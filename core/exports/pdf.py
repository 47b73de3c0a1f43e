"""PDF files from templates: one engine per process, our own fonts, nothing fetched from anywhere.

WeasyPrint needs system libraries (pango). Where they are missing everything else still works: the import comes late,
and ``PdfUnavailable`` says in one sentence what to install.
"""

import atexit
import contextlib
import io
import logging
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from urllib.parse import quote, unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from core.database import outside
from core.files import drawn

logger = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent.parent
STYLESHEET = HERE / "pdf.css"
FONTS = HERE / "fonts"
FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
# Names have characters beyond the basic plane, which Noto Sans SC lacks: the fonts of ``RARE_PACKAGE`` stand in,
# where it is installed, for files that need them. They are too large (52 MB) to lie beside ours.
RARE_PACKAGE = "fonts-hanazono"
RARE_FILES = tuple(
    Path("/usr/share/fonts/truetype/hanazono") / name for name in ("HanaMinA.ttf", "HanaMinB.ttf")
)
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
HOLLOW_SQUARE = 0x25A1
VARIANT = "pdf/a-3a"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# PDF/UA is declared beside PDF/A; an archival file must also describe each schema of its metadata that PDF/A does not
# know (ISO 19005-3, 6.6.2.3).
UA_METADATA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
# Pango's font map belongs to one thread at a time, and two long files at once would double the memory.
ONE_AT_A_TIME, ONE_LONG_AT_A_TIME = Lock(), Lock()
LONG = 200_000  # characters of HTML, about sixty pages
PATIENCE = 600  # seconds


class PdfUnavailable(Exception):
    """No PDF can be made on this machine; the message is one sentence that names what is missing."""


class Printable(dict):
    """A table for ``str.translate``: what our fonts lack becomes a hollow square, invisible marks go.

    A sign without a glyph would spoil the copied text of the whole file, and archival files forbid it.
    """

    def __init__(self, covered: frozenset[int]) -> None:
        super().__init__({ord(space): ord(space) for space in "\t\n\r"})
        self._covered = covered

    def __missing__(self, sign: int) -> int | None:
        if sign in self._covered:
            shown = sign
        else:
            invisible = unicodedata.category(chr(sign)) in ("Cc", "Cf", "Mn", "Me")
            shown = None if invisible else HOLLOW_SQUARE
        self[sign] = shown
        return shown


@dataclass(frozen=True)
class Engine:
    """WeasyPrint with our fonts and styles loaded: 10 MB of font files are read once, not for each letter."""

    html: type
    fetcher: object
    fonts: object
    style: object
    printable: Printable


@lru_cache(maxsize=2)
def _engine(rare: tuple[Path, ...] = ()) -> Engine:
    """The engine of this process, with the fonts ``rare`` after ours: one for most files, one for rare characters.

    A failure is not remembered: once pango is installed the next try succeeds.
    """
    missing = [name for name in FONT_FILES if not (FONTS / name).is_file()]
    if missing:
        raise PdfUnavailable(
            _("PDF files cannot be made: the font file %(name)s is missing from %(folder)s.")
            % {"name": missing[0], "folder": "core/fonts"}
        )
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            from weasyprint import CSS, HTML  # noqa: PLC0415 its libraries may be missing on this machine
            from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 as above
            from weasyprint.urls import URLFetcher  # noqa: PLC0415 as above
    except OSError as error:
        raise PdfUnavailable(
            _("PDF files cannot be made until the library pango is installed: apt-get install %(packages)s")
            % {"packages": PACKAGES}
        ) from error

    class OwnFilesOnly(URLFetcher):
        """Opens our fonts and what the page itself carries (data:); nothing of the network, no other file."""

        def fetch(self, url: str, headers=None):
            parts = urlsplit(url)
            if parts.scheme == "data":
                return super().fetch(url, headers)
            path = Path(unquote(parts.path)).resolve()
            is_ours = path.is_relative_to(FONTS) or path in RARE_FILES
            if parts.scheme == "file" and not parts.netloc and is_ours:
                return super().fetch(url, headers)
            raise ValueError(f"{url[:80]} is not one of our files.")

    fetcher = OwnFilesOnly(allowed_protocols=("file", "data"), allow_redirects=False)
    with _no_font_of_the_machine():
        fonts = FontConfiguration()
    # WeasyPrint copies the fonts into a temporary folder and removes it with the font map: before Python winds down.
    atexit.register(_engine.cache_clear)
    style = CSS(string=_style(rare), base_url=STYLESHEET.as_uri(), url_fetcher=fetcher, font_config=fonts)
    return Engine(HTML, fetcher, fonts, style, Printable(_our_signs().union(*map(_rare_signs_of, rare))))


def _style(rare: tuple[Path, ...]) -> str:
    """The style sheet, in which each of ``rare`` is asked after our own family."""
    families = "".join(f", PDFRare{number}" for number, _file in enumerate(rare))
    faces = "".join(
        f'@font-face {{ font-family: PDFRare{number}; src: url("{file.as_uri()}") format("truetype"); }}\n'
        for number, file in enumerate(rare)
    )
    used = re.compile(r"^((?!@font-face).*) PDFSans;", re.MULTILINE)
    return faces + used.sub(rf"\1 PDFSans{families};", STYLESHEET.read_text(encoding="utf-8"))


def _engine_for(source: str) -> Engine:
    """Our engine; the one with rare characters for a text that has some which only it can print."""
    plain = _engine()
    lacked = {ord(sign) for sign in set(source) if plain.printable[ord(sign)] == HOLLOW_SQUARE}
    rare = tuple(file for file in _rare_files() if lacked & _rare_signs_of(file))
    return _engine(_rare_files()) if rare else plain


def _rare_files() -> tuple[Path, ...]:
    """The fonts of rare characters that this machine has."""
    return tuple(file for file in RARE_FILES if file.is_file())


def unprintable(*texts: str) -> list[str]:
    """The characters of ``texts`` that no font of this machine has: a letter would show a hollow square for them.

    Empty where no PDF can be made at all; that is said elsewhere.
    """
    signs = {sign for text in texts for sign in text if unicodedata.category(sign)[0] in "LNPS"}
    lacked = {sign for sign in signs if not sign.isascii()}
    lacked = {sign for sign in lacked if ord(sign) not in _our_signs()} if lacked else lacked
    return sorted(
        sign for sign in lacked if not any(ord(sign) in _rare_signs_of(file) for file in _rare_files())
    )


@lru_cache(maxsize=1)
def _our_signs() -> frozenset[int]:
    """The signs that both weights of our own font have."""
    files = [FONTS / name for name in FONT_FILES]
    return frozenset.intersection(*map(_signs_of, files)) if all(map(Path.is_file, files)) else frozenset()


@lru_cache(maxsize=2)
def _rare_signs_of(file: Path) -> frozenset[int]:
    """The Chinese characters of a font of rare ones; for other signs the look of the file stays ours."""
    return frozenset(sign for sign in _signs_of(file) if HAN.match(chr(sign)))


@lru_cache(maxsize=4)
def _signs_of(file: Path) -> frozenset[int]:
    """The signs that a font file has glyphs for."""
    font = TTFont(file, lazy=True)
    # Without names of its own fontTools would make up 30 000 of them, which takes longer than all the rest.
    font.setGlyphOrder([""] * font["maxp"].numGlyphs)
    return frozenset(font.getBestCmap())


@contextlib.contextmanager
def _no_font_of_the_machine():
    """Let fontconfig know no installed font while the font map is made, so that every machine gives the same file."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@outside.transactions("drawing a PDF file")
def render(template: str, context: dict, *, lang: str = "zh-hans", is_public: bool = False) -> bytes:
    """The PDF/A-3a and PDF/UA file that ``template`` makes of ``context`` in the language ``lang``.

    Equal input gives equal bytes, so that the file's hash can be archived; a template therefore prints only times that
    it was given. Templates extend ``core/pdf/base.html``. What ``is_public`` is drawn once and kept for the next who
    asks (``core.files.drawn``). Raises ``PdfUnavailable``.
    """
    with translation.override(lang):
        before, between, after = _("Page {page} of {pages}").replace("{pages}", "{page}").split("{page}")
        counter = {"before": before, "between": between, "after": after}
        source = render_to_string(template, {**context, "page_counter": counter})
    if is_public:
        return drawn.once(f"{_look()}\n{source}", lambda: _drawn(source))
    return _drawn(source)


@lru_cache(maxsize=1)
def _look() -> str:
    """What a file looks like beside its source: the style sheet and the version of the engine."""
    return f"{version('weasyprint')}\n{VARIANT}\n{_style(_rare_files())}"


def _drawn(source: str) -> bytes:
    with ONE_AT_A_TIME:
        printable = source.translate(_engine_for(source).printable)
        if len(printable) <= LONG:
            return _written(printable)
    with ONE_LONG_AT_A_TIME:
        return _written_apart(printable)


def _written(source: str) -> bytes:
    """The PDF of a page whose every sign can be printed."""
    engine = _engine_for(source)
    document = engine.html(string=source, base_url="about:blank", url_fetcher=engine.fetcher)
    return document.write_pdf(
        stylesheets=[engine.style],
        font_config=engine.fonts,
        pdf_variant=VARIANT,
        finisher=_declare_accessible,
    )


def _written_apart(source: str) -> bytes:
    """The same in a process of its own: hundreds of pages take half a gigabyte, which only its end gives back."""
    command = [sys.executable, "-m", "core.exports.pdf"]
    try:
        done = subprocess.run(
            command, input=source.encode(), capture_output=True, cwd=HERE.parent, timeout=PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        logger.error("A long PDF file could not be made: %s %s", error, getattr(error, "stderr", b""))
        raise PdfUnavailable(
            _("This PDF file is too long to be made now. Choose a shorter period, or try again later.")
        ) from error
    return done.stdout


def _declare_accessible(_document, pdf) -> None:
    """Name PDF/UA-1 in the metadata, which the variant for archives leaves out."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    metadata.stream = [b"".join(metadata.stream).replace(b"</rdf:RDF>", UA_METADATA)]


def answer(
    request: HttpRequest,
    template: str,
    context: dict,
    *,
    name: str,
    lang: str = "zh-hans",
    as_file: bool = False,
    is_public: bool = False,
) -> HttpResponse:
    """A response with the PDF named ``name``; where no PDF can be made, a page with status 503 says why.

    What ``is_public`` is kept for the next who asks.
    """
    try:
        content = render(template, context, lang=lang, is_public=is_public)
    except PdfUnavailable as reason:
        return unavailable(request, reason)
    return file(content, name=name, as_file=as_file)


def unavailable(request: HttpRequest, reason: PdfUnavailable) -> HttpResponse:
    """The page that says why no PDF can be made now, with status 503."""
    context = {"reason": str(reason)}
    return render_page(request, "core/pdf_unavailable.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)


def file(content: bytes, *, name: str, as_file: bool = False) -> HttpResponse:
    """A response with the PDF ``content`` under ``name``, shown by the browser or saved."""
    response = HttpResponse(content, content_type="application/pdf")
    disposition = "attachment" if as_file else "inline"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


if __name__ == "__main__":
    sys.stdout.buffer.write(_written(sys.stdin.buffer.read().decode()))
