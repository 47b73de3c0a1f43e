"""Word files: paragraphs and tables, and what does not show on the page."""

import zipfile
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from core.scanning.findings import Found, masked
from core.scanning.packages import attribute, hidden_in, local, part
from core.scanning.texts import in_lines, in_table

CHANGES = {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "sectPrChange"}
OTHER_PARTS = ("header", "footer", "footnotes", "endnotes")
TEXT = {"t", "delText", "instrText"}
PROGRAMS = ("DDE", "DDEAUTO", "INCLUDETEXT", "IMPORT", "LINK", "MACROBUTTON")
SAID_FALSE = {"0", "false", "off"}


def in_word(file, *, today: date, known: frozenset[str]) -> Iterator[Found]:
    """All findings of a docx file. Raises ``BadZipFile`` or a parser's error for one that cannot be read."""
    with zipfile.ZipFile(file) as package:
        body = part(package, "word/document.xml")
        yield from _written(body, today, known)
        yield from _hidden(body, {})
        for name in package.namelist():
            base = name.removeprefix("word/")
            if base.startswith(OTHER_PARTS) and base.endswith(".xml"):
                tree = part(package, name)
                for one in _written(tree, today, known):
                    yield one.within(part=base)
                yield from _hidden(tree, {"part": base})
        yield from _comments(package, today, known)
        yield from hidden_in(package)


def _written(tree: Element, today: date, known: frozenset[str]) -> Iterator[Found]:
    """Paragraphs outside tables are counted from 1, and so are the tables."""
    inside = {id(one) for table in tree.iter() if local(table.tag) == "tbl" for one in table.iter()}
    paragraphs = [one for one in tree.iter() if local(one.tag) == "p" and id(one) not in inside]
    for number, paragraph in enumerate((one for one in paragraphs if _words(one).strip()), start=1):
        for one in in_lines([_words(paragraph)], today=today, known=known):
            yield Found(one.kind, {**one.place, "paragraph": number}, one.shown, one.further)
    for number, table in enumerate((one for one in tree.iter() if local(one.tag) == "tbl"), start=1):
        rows = ([_words(cell) for cell in row if local(cell.tag) == "tc"] for row in _rows(table))
        yield from in_table(rows, today=today, known=known, table=number)


def _rows(table: Element) -> Iterator[Element]:
    return (one for one in table if local(one.tag) == "tr")


def _words(element: Element) -> str:
    pieces = []
    for one in element.iter():
        if local(one.tag) in TEXT:
            pieces.append(one.text or "")
        elif local(one.tag) == "tab":
            pieces.append("\t")
    return "".join(pieces)


def _hidden(tree: Element, place: dict) -> Iterator[Found]:
    """Tracked changes, hidden runs, and fields that fetch or start something."""
    number = 0
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
        elif name == "instrText" or name == "fldSimple":
            order = (element.text or attribute(element, "instr")).strip().split(" ")[0].upper()
            if order in PROGRAMS:
                yield Found("program", here, order)


def _style(run: Element) -> Iterator[Element]:
    return (one for child in run if local(child.tag) == "rPr" for one in child)


def _is_on(element: Element) -> bool:
    return attribute(element, "val", "1") not in SAID_FALSE


def _comments(package: zipfile.ZipFile, today: date, known: frozenset[str]) -> Iterator[Found]:
    tree = part(package, "word/comments.xml")
    for number, comment in enumerate(tree if tree is not None else (), start=1):
        place = {"part": "comments", "paragraph": number}
        yield Found("comment", place, masked(_words(comment)[:40]))
        for one in in_lines([_words(comment)], today=today, known=known):
            yield Found(one.kind, {**one.place, **place}, one.shown, one.further)
