"""Bytes of a mail as text: wrongly declared charsets, pages, rich text. Linear in the size, never a failure."""

import base64
import codecs
import html
import re
from dataclasses import dataclass

import nh3
from striprtf.striprtf import rtf_to_text

from core.text.characters import keepable

LONGEST_RICH_TEXT = 1_000_000  # characters of RTF that are read; more is left in the original
OTHER_NAMES = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "windows-936": "gb18030",
    "unknown-8bit": "",
    "us-ascii": "ascii",
}
ONE_BYTE = re.compile(
    r"(iso-?8859-?\d+|latin-?\d|l1|windows-125\d|cp125\d|koi8-?[ru]|mac-?roman)", re.IGNORECASE
)
LEAST_LIKE_CHINESE = 0.7  # share of the characters beyond ASCII that everyday Chinese uses
LEAST_OF_UTF8 = 3  # so many characters of three bytes in a row of good UTF-8 are no accident of GBK
WHITE = re.compile(r"[\t \xa0]+")
HALVES = re.compile("[\ud800-\udfff]")
# A tag as browsers read it: a quoted value may hold ">". What is matched is never given back, and a value has a longest
# length: so the work stays linear in the size, whatever was left open. Tags are taken away here and not put in order:
# who puts a hundred thousand into one another would hold a processor for minutes.
TAG = re.compile(
    r"""</?([a-zA-Z][a-zA-Z0-9:-]*+)"""
    r"""((?:[^<>"'=]|=\s{0,20}"[^"]{0,2000}"|=\s{0,20}'[^']{0,2000}'|["'=])*+)>"""
)
DROPPED = frozenset({"script", "style", "head"})  # with their words
CELLS = frozenset({"td", "th"})
# Elements that begin and end a line in every browser (HTML Living Standard, 15.3 "Non-replaced elements"). Their end
# tags may be left out, and text may stand before an inner one, so the opening tag parts as the closing one does.
BLOCKS = frozenset(
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form frame h1 h2 h3 h4 h5 h6 header hgroup hr html iframe input legend li listing main menu nav"
    " noscript ol optgroup option p plaintext pre search section select summary table tbody textarea tfoot thead title"
    " tr ul xmp".split()
)


@dataclass(frozen=True)
class Said:
    """A text, whether its characters had to be guessed, and whether some of it could not be read at all."""

    text: str
    guessed: bool = False
    damaged: bool = False


def decoded(content: bytes, charset: str) -> Said:
    """The text of ``content``: as declared when that fits, GB2312 and GBK as their larger sister; else guessed.

    A charset of one byte fits everything, so it is doubted where UTF-8 or GB18030 reads as Chinese.
    """
    if content.isascii() and charset.lower() not in (
        "utf-7",
        "hz-gb-2312",
        "hz",
        "iso-2022-jp",
        "iso-2022-kr",
    ):
        return _whole(content.decode("ascii"), guessed=False)
    declared = OTHER_NAMES.get(charset.lower(), charset)
    if declared == "gb18030" and _is_surely_utf8(content):
        return _whole(content.decode("utf-8", "replace"), guessed=True)
    if ONE_BYTE.fullmatch(declared):
        doubted = next(filter(None, (_as_chinese(content, one) for one in ("utf-8", "gb18030"))), None)
        if doubted is not None:
            return _whole(doubted, guessed=True)
    guessed = False
    for candidate in filter(None, (declared, "utf-8", "gb18030")):
        try:
            return _whole(_strictly(content, candidate), guessed=guessed)
        except (LookupError, ValueError):
            guessed = True
    return Said(_kept(content.decode("gb18030", "replace")), guessed=True, damaged=True)


def from_base64(payload: bytes) -> tuple[bytes, bool]:
    """What base64 says, as far as it goes, and whether it was damaged: cut off, or with other characters in it."""
    bare = re.sub(rb"\s+", b"", payload)
    digits = re.sub(rb"[^A-Za-z0-9+/]", b"", bare)
    usable = digits[: len(digits) - (len(digits) % 4 == 1)]
    content = base64.b64decode(usable + b"=" * (-len(usable) % 4))
    return content, len(bare.rstrip(b"=")) != len(usable) or len(bare) % 4 != 0


def from_page(page: str) -> str:
    """The words of an HTML page: scripts, styles and comments dropped, lines and the cells of tables kept apart."""
    bare = TAG.sub(_instead, page)
    text = html.unescape(nh3.clean(bare, tags=set(), clean_content_tags={"script", "style", "head"}))
    lines = (
        WHITE.sub(lambda blank: "\t" if "\t" in blank[0] else " ", line).strip() for line in text.splitlines()
    )
    return "\n".join(line for line in lines if line)


def _instead(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    if name in DROPPED:
        return tag[0]
    return "\t" if name in CELLS else "\n" if name in BLOCKS else ""


def from_rich_text(text: str) -> Said:
    """The words of RTF, as some programs send mails."""
    try:
        return Said(_kept(rtf_to_text(text[:LONGEST_RICH_TEXT], errors="replace")).strip())
    except Exception:  # noqa: BLE001 whatever strangers send; the officer is told that the original has to be opened
        return Said("", damaged=True)


def _strictly(content: bytes, charset: str) -> str:
    """The text, without half a character at its very end: long lines are cut off there."""
    if not codecs.lookup(charset)._is_text_encoding:
        raise LookupError(charset)
    try:
        return content.decode(charset)
    except UnicodeDecodeError as error:
        if error.start < 3 or len(content) - error.start > 3 or codecs.lookup(charset).name != "utf-8":
            raise
        return content[: error.start].decode(charset)


def _as_chinese(content: bytes, charset: str) -> str | None:
    try:
        text = _strictly(content, charset)
    except ValueError:
        return None
    beyond = [character for character in text if ord(character) > 0x7F]
    everyday = sum(_is_everyday(character) for character in beyond)
    return text if beyond and everyday >= LEAST_LIKE_CHINESE * len(beyond) else None


def _is_everyday(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2 and character >= "\u2000"
    except UnicodeEncodeError:
        return False


def _is_surely_utf8(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    beyond = [character for character in text if ord(character) > 0x7F]
    return len(beyond) >= LEAST_OF_UTF8 and all(ord(character) >= 0x800 for character in beyond)


def _whole(text: str, *, guessed: bool) -> Said:
    return Said(_kept(text), guessed=guessed, damaged=bool(HALVES.search(text)))


def _kept(text: str) -> str:
    """What can be kept of ``text``, with a mark where half a character stood."""
    return keepable(HALVES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")))
