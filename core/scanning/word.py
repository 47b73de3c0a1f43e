"""Word files: paragraphs and tables, and what does not show on the page."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from core.scanning.findings import Found, masked
from core.scanning.packages import Looking, attribute, hidden_in, local, part, told_beside
from core.scanning.texts import in_paragraphs, in_table

CHANGES = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "sectPrChange"}
# The parts whose words are paragraphs and tables, and the remarks beside them.
READ = re.compile(r"word/(?:glossary/)?(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
FRAMES = {
    "sdt",
    "sdtContent",
    "customXml",
    "smartTag",
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "AlternateContent",
    "Choice",
}
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
TEXT = {"t", "delText", "instrText"}
PROGRAMS = ("DDE", "DDEAUTO", "INCLUDETEXT", "IMPORT", "LINK", "MACROBUTTON")
PALE = 0xF0  # of 255 in each of red, green and blue
LEAST_HALF_POINTS = 6  # what is written in less than three points is read by no eye
SAID_FALSE = {"0", "false", "off"}


def in_word(file, *, today: date, known: frozenset[str]) -> Iterator[Found]:
    """All findings of a docx file. Raises ``BadZipFile`` or a parser's error for one that cannot be read."""
    looking = Looking(today, known, lambda name: bool(READ.fullmatch(name)))
    with zipfile.ZipFile(file) as package:
        body = part(package, "word/document.xml")
        yield from _in_part(body, {}, looking)
        for name in package.namelist():
            if name != "word/document.xml" and READ.fullmatch(name) and "comments" not in name:
                yield from _in_part(part(package, name), {"part": name.removeprefix("word/")}, looking)
                if name.startswith("word/glossary/"):
                    yield Found("carried_along", {"member": name})
        yield from _comments(package, looking)
        yield from hidden_in(package, looking)


def _in_part(tree: Element, place: dict, looking: Looking) -> Iterator[Found]:
    for one in _written(tree, looking.today, looking.known):
        yield one.within(**place)
    yield from _hidden(tree, place)
    for one in told_beside(tree, looking, but=TEXT):
        yield one.within(**place)


def _written(tree: Element, today: date, known: frozenset[str]) -> Iterator[Found]:
    """Paragraphs outside tables are counted from 1, and so are the tables."""
    inside = {id(one) for table in tree.iter() if local(table.tag) == "tbl" for one in table.iter()}
    paragraphs = (_words(one) for one in tree.iter() if local(one.tag) == "p" and id(one) not in inside)
    yield from in_paragraphs(filter(str.strip, paragraphs), today=today, known=known)
    for number, table in enumerate((one for one in tree.iter() if local(one.tag) == "tbl"), start=1):
        rows = ([_words(cell) for cell in _within(row, "tc")] for row in _within(table, "tr"))
        yield from in_table(rows, today=today, known=known, table=number)


def _within(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, in frames of their own too; not those of a table inside."""
    for one in element:
        if local(one.tag) == name:
            yield one
        elif local(one.tag) in FRAMES:
            yield from _within(one, name)


def _words(element: Element) -> str:
    """The text of a paragraph or cell; the paragraphs of a cell are lines."""
    pieces = []
    for one in element.iter():
        name = local(one.tag)
        if name in TEXT:
            pieces.append(one.text or "")
        elif name in SIGNS:
            pieces.append(SIGNS[name])
        elif name == "sym":
            pieces.append(_sign(attribute(one, "char")))
        elif name == "p" and pieces:
            pieces.append("\n")
    return "".join(pieces)


def _sign(code: str) -> str:
    """The sign of a font of signs, given by its number."""
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _hidden(tree: Element, place: dict) -> Iterator[Found]:
    """Tracked changes, hidden runs, and fields that fetch or start something."""
    number, shaded = 0, _shaded(tree)
    for element in tree.iter():
        name = local(element.tag)
        if name == "p":
            number += 1
        here = {**place, "paragraph": number}
        if name in CHANGES:
            yield Found("tracked_change", here, masked(_words(element)[:40] or attribute(element, "author")))
        elif name == "r" and any(
            local(one.tag) in ("vanish", "webHidden") and _is_on(one) for one in _style(element)
        ):
            if _words(element).strip():
                yield Found("hidden_text", here, masked(_words(element)[:40]))
        elif name == "r" and _words(element).strip() and _is_unseen(element, id(element) in shaded):
            yield Found("hidden_text", here, masked(_words(element)[:40]))
        elif name == "instrText" or name == "fldSimple":
            order = (element.text or attribute(element, "instr")).strip().split(" ")[0].upper()
            if order in PROGRAMS:
                yield Found("program", here, order)


def _shaded(tree: Element) -> set[int]:
    """The runs that stand on a ground of some colour: of their own, their paragraph's or their cell's."""
    found = set()
    for element in tree.iter():
        if local(element.tag) in ("r", "p", "tc") and any(_is_ground(one) for one in _own_style(element)):
            found |= {id(one) for one in element.iter() if local(one.tag) == "r"}
    return found


def _own_style(element: Element) -> Iterator[Element]:
    return (one for child in element if local(child.tag) in ("rPr", "pPr", "tcPr") for one in child)


def _is_ground(style: Element) -> bool:
    if local(style.tag) == "highlight":
        return attribute(style, "val", "none") not in ("none", "white")
    return local(style.tag) == "shd" and not _is_pale(attribute(style, "fill", "auto"), auto=True)


def _is_unseen(run: Element, on_ground: bool) -> bool:
    """Whether a run is written in white on white, or so small that nobody sees it."""
    for style in _style(run):
        name, value = local(style.tag), attribute(style, "val")
        if name == "color" and not on_ground and _is_pale(value, auto=False):
            return True
        if name == "sz" and value.isascii() and value.isdigit() and int(value) < LEAST_HALF_POINTS:
            return True
    return False


def _is_pale(colour: str, *, auto: bool) -> bool:
    """Whether six hexadecimal digits are white or nearly so; ``auto`` says what the automatic colour is."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return auto
    return all(int(colour[place : place + 2], 16) >= PALE for place in (0, 2, 4))


def _style(run: Element) -> Iterator[Element]:
    return (one for child in run if local(child.tag) == "rPr" for one in child)


def _is_on(element: Element) -> bool:
    return attribute(element, "val", "1") not in SAID_FALSE


def _comments(package: zipfile.ZipFile, looking: Looking) -> Iterator[Found]:
    tree = part(package, "word/comments.xml")
    for number, comment in enumerate(tree if tree is not None else (), start=1):
        place = {"part": "comments", "paragraph": number}
        yield Found("comment", place, masked(_words(comment)[:40]))
        for one in looking.lines(_words(comment)):
            yield Found(one.kind, {**one.place, **place}, one.shown, one.further)
    for one in told_beside(tree, looking, but=TEXT) if tree is not None else ():
        yield one.within(part="comments")
