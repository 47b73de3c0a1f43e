"""What may be said in an obligatory part, by its type, and how it is kept: as the text that everybody reads.

Versions, the digest in the log, the archive, comparisons, programs and search hold parts as texts. So a sum is kept as
“1,200.00元”, a table as a table, and an item as a link; what a person types is brought into that form here, or refused
with a sentence. A draft keeps whatever was typed; only what is put forward must fit.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.html import escape, format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.regimes.elements import Element
from core.text import richtext

# What people write where they have nothing to say; signs and spaces around it do not count.
NOTHING = frozenset(
    "无 没有 暂无 空 略 同上 无内容 无此项 无此内容 不涉及 不适用 未涉及 待补 待补充 待定 待完善 "
    "按规定 按规定办理 按照规定办理 按有关规定办理 按照有关规定办理 依规定办理 依法办理 按相关规定执行 按规定执行 "
    "none no nil n/a na tbd notapplicable".split()
)
ELSEWHERE = re.compile(
    r"^(?:内容|具体|详细)?(?:(?:详?见|参见|请见|另见|如)附[件表录图后]?[\d一二三四五六七八九十]*|附后|另附)$"
    r"|^see (?:the )?(?:annex|attachment|attached)(?: \w{1,3})?$"
)
NOT_SAID = re.compile(r"[\s\W_]+")
SUM = re.compile(r"^([0-9]{1,13}(?:\.[0-9]{1,6})?)(元|万元|亿元)?$")
TIMES = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
DAY = re.compile(r"^(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?$")
TITLE = re.compile(r"《([^《》]{2,120})》")
ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千两\d]{1,9}条")
NUMBER = re.compile(r"[〔\[［（(]\s*\d{4}\s*[〕\]］）)]\s*第?\s*\d+\s*号|令\s*第?\s*\d+\s*号")
BETWEEN = re.compile(r"\s*[\t|｜]\s*")
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.S)
LINE = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
LINK = re.compile(r">\s*([0-9]+(?:\.[0-9]+)*)\s")
NEW_FILE = "+"
MOST_ROWS = 300


class Unfit(ValueError):
    """What is said in a part is not what its type asks for; the message is for who typed it."""


@dataclass(frozen=True)
class Known:
    """What a part can point at: files of the disclosure, public items of the body by number, laws by title."""

    files: frozenset[str] = frozenset()
    items: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # its name and its address
    laws: frozenset[str] = frozenset()


def settled(part: Element, typed: str, known: Known) -> str:
    """``typed`` as it is kept. Raises ``Unfit``, also where nothing is said."""
    said = typed.strip()
    if not said:
        raise Unfit(_("This part is obligatory for the item."))
    _must_say_something(part, said, known)
    return BY_TYPE[part.type](part, said, known)


def fault(part: Element, typed: str, known: Known) -> str:
    """Why ``typed`` does not fit; empty when it does."""
    try:
        settled(part, typed, known)
    except Unfit as unfit:
        return str(unfit)
    return ""


def kept(part: Element, typed: str, known: Known) -> str:
    """``typed`` as it is kept, or as it was typed where it does not fit yet: a draft loses nothing."""
    try:
        return settled(part, typed, known)
    except Unfit:
        return typed


def shown_to_type(part: Element, value: str) -> str:
    """What the field of the form holds for ``value``: lines of a table, the number of an item, the code of a choice."""
    if part.type == "rows" and "<tr" in value:
        lines = [
            [richtext.plain(cell).strip() for cell in CELL.findall(line)] for line in LINE.findall(value)
        ]
        return "\n".join(" | ".join(cells) for cells in lines[1:])
    if part.type == "item" and (found := LINK.search(value)):
        return found[1]
    if part.type == "choice":
        return next((one.code for one in part.options if one.name.zh == value), value)
    if part.type == "amount":
        return value.replace(",", "").removesuffix("元")
    return value


def _must_say_something(part: Element, said: str, known: Known) -> None:
    """“无” is refused where the rule asks for the thing, “见附件” where there is no file."""
    if part.type in ("choice", "file"):
        return
    words = unicodedata.normalize("NFKC", richtext.plain(said)).lower().strip()
    bare = NOT_SAID.sub("", words)
    if not part.none and (not bare or bare in NOTHING or words in NOTHING):
        raise Unfit(_("Say what it is: that there is nothing is no answer here."))
    if (
        ELSEWHERE.match(words.strip("。.！!；; （）()").replace("《", "").replace("》", ""))
        and not known.files
    ):
        raise Unfit(_("It points at an annex, and no file is attached: attach it, or say it here."))


def _text(part: Element, said: str, known: Known) -> str:
    long = len(NOT_SAID.sub("", richtext.plain(said)))
    if long < part.least and not (part.none or known.files and ELSEWHERE.match(said.rstrip("。."))):
        raise Unfit(
            ngettext(
                "Say more: at least %(least)d character.",
                "Say more: at least %(least)d characters.",
                part.least,
            )
            % {"least": part.least}
        )
    return said


def _sum(said: str) -> Decimal:
    found = SUM.match(re.sub(r"[,，\s￥¥]", "", unicodedata.normalize("NFKC", said)))
    if found is None:
        raise Unfit(_("Write a sum of money in yuan, for example 12000.50 or 1.2万元."))
    try:
        return Decimal(found[1]) * TIMES[found[2] or "元"]
    except InvalidOperation as error:
        raise Unfit(_("Write a sum of money in yuan, for example 12000.50 or 1.2万元.")) from error


def _amount(part: Element, said: str, known: Known) -> str:
    return f"{_sum(said):,.2f}元"


def _day(part: Element, said: str, known: Known) -> str:
    found = DAY.match(unicodedata.normalize("NFKC", said).replace(" ", ""))
    try:
        return date(*map(int, found.groups())).isoformat() if found else date.fromisoformat(said).isoformat()
    except ValueError as error:
        raise Unfit(_("Write a day, for example 2026-03-10.")) from error


def _basis(part: Element, said: str, known: Known) -> str:
    title = TITLE.search(said)
    if title is None:
        raise Unfit(_("Name the law or document in 《》, with its article, for example 《law》第十二条."))
    if title[1] in known.laws and not ARTICLE.search(said):
        raise Unfit(_("Name the article too, for example 第十二条."))
    if title[1] not in known.laws and not NUMBER.search(said):
        raise Unfit(
            _(
                "“%(title)s” is not in the list of laws: name its document number too, for example 〔2016〕5号."
            )
            % {"title": title[1]}
        )
    return said


def _file(part: Element, said: str, known: Known) -> str:
    if said not in known.files:
        raise Unfit(_("Attach the file and choose it here."))
    return said


def _item(part: Element, said: str, known: Known) -> str:
    number = shown_to_type(part, said).split()[0]
    if number not in known.items:
        raise Unfit(_("Choose an item of the catalogue of this body."))
    name, address = known.items[number]
    return format_html('<p><a href="{}">{} {}</a></p>', address, number, name)


def _choice(part: Element, said: str, known: Known) -> str:
    for one in part.options:
        if said in (one.code, one.name.zh, one.name.en):
            return one.name.zh
    raise Unfit(_("Choose one of the answers."))


def _rows(part: Element, said: str, known: Known) -> str:
    lines = [line for line in shown_to_type(part, said).splitlines() if line.strip()]
    if len(lines) > MOST_ROWS:
        raise Unfit(_("At most %(most)d lines; attach a file for more.") % {"most": MOST_ROWS})
    rows = [_row(part, number, line) for number, line in enumerate(lines, 1)]
    head = "".join(f'<th scope="col">{escape(one.name.zh)}</th>' for one in part.columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(part: Element, number: int, line: str) -> list[str]:
    cells = [cell.strip() for cell in BETWEEN.split(line.strip())]
    if len(cells) != len(part.columns) or not all(cells):
        columns = " | ".join(str(one.name) for one in part.columns)
        raise Unfit(
            _("Line %(number)d: write “%(columns)s”, with | between.")
            % {"number": number, "columns": columns}
        )
    try:
        return [
            f"{_sum(cell):,.2f}元" if column.amount else cell
            for cell, column in zip(cells, part.columns, strict=True)
        ]
    except Unfit as unfit:
        raise Unfit(_("Line %(number)d: %(why)s") % {"number": number, "why": unfit}) from unfit


BY_TYPE = {
    "text": _text,
    "amount": _amount,
    "day": _day,
    "basis": _basis,
    "file": _file,
    "item": _item,
    "choice": _choice,
    "rows": _rows,
}


def faults(
    demanded: Iterable[Element], said: Mapping[str, str], known: Known, *, only: str = ""
) -> Iterable[tuple[Element, str]]:
    """Each part of ``demanded`` (of the type ``only``, if given) that is missing or does not fit, with the sentence."""
    for part in demanded:
        if (not only or part.type == only) and (why := fault(part, str(said.get(part.code, "")), known)):
            yield part, why
