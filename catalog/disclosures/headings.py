"""What the pasted heading of an official document says: its number, its day, its title, the body that made it (H-191).

The layout is that of GB/T 9704: a red head (“…文件”), the number, the title over one or several lines, whom it is for,
and at the end the body with the day, often in Chinese numerals. Nothing is decided here: a person looks at it.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from core.exports import spreadsheets
from core.text import numbering

LONGEST = 5000  # characters that are looked at
MOST_LINES = 5  # of a title
LONGEST_TITLE, LONGEST_NAME = 200, 120
WIDTHS = str.maketrans("０１２３４５６７８９", "0123456789")
LABEL = re.compile(
    r"^(发文字号|文件编号|文号|字号|成文日期|发文日期|印发日期|发布日期|标题|名称|发文机关|制发机关)[:：]\s*"
)
OTHER_LABEL = re.compile(
    r"^(签发人|会签人|密级|紧急程度|索引号|主题词|主题分类|份号|抄送|联系人|有效性|时效性)[:：]?"
)
NUMBERED = re.compile(r"[一-鿿A-Za-z]{1,24}\s*[\[［〔【〖(（]\s*\d{4}\s*[\]］〕】〗)）]\s*第?\s*\d{1,5}\s*号")
NAMED = re.compile(r"根据|按照|依据|执行|贯彻|关于")  # then it is somebody else's number
ORDER_OF = re.compile(r"(?:令|公告|通告)$")
ORDERED = re.compile(
    r"(?:[一-鿿]{2,30}(?:令|公告|通告))?(?:[(（]?\d{4}年)?第[\d一二三四五六七八九十百〇零]{1,6}号[)）]?"
)
NUMERAL = "〇零○一二三四五六七八九十0-9"
DAY = re.compile(
    rf"[{NUMERAL}]{{4}}年[{NUMERAL}]{{1,3}}月[{NUMERAL}]{{1,3}}日|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
)
KINDS = (
    "通知|决定|决议|意见|公告|通告|通报|报告|请示|批复|函|纪要|命令|令"
    "|办法|规定|细则|方案|规划|计划|条例|目录|清单|指南|规则|制度"
)
ENDS = re.compile(rf"(?:{KINDS})(?:[(（][^()（）]{{1,20}}[)）])?$")
BODY_OF_STATE = re.compile(r"(?:政府|办公室|办公厅|局|委员会|委|厅|部|院|处|会|中心|办)$")
RED_HEAD = re.compile(r"^(.{2,40}?)文件$")
BETWEEN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|(?<!\s)\s+(?=[^\x00-\x7f])")


@dataclass(frozen=True)
class Heading:
    """What was found; empty where it was not."""

    number: str = ""
    day: date | None = None
    title: str = ""
    issuer: str = ""


def read(text: str) -> Heading:
    """What the heading ``text`` says."""
    lines = [BETWEEN_CHINESE.sub("", line.translate(WIDTHS)).strip() for line in text[:LONGEST].splitlines()]
    lines = [line for line in lines if line]
    number, head, rest = _number(lines)
    title, issuer = _title(rest)
    return Heading(number, _day(lines), title, issuer or head)


def _number(lines: list[str]) -> tuple[str, str, list[str]]:
    """The number, the body of the red head, and the lines among which the title stands."""
    number, head, rest = "", "", []
    for line in lines:
        said = LABEL.sub("", line)
        found = NUMBERED.match(said)
        after = said[found.end() :].strip() if found else ""
        is_own = found and not NAMED.search(found[0]) and (not after or OTHER_LABEL.match(after))
        if is_own and not number:
            number = numbering.document_number(found[0])
        elif (found := ORDERED.fullmatch(said)) and not number:
            of = rest.pop() if rest and said.startswith("第") and ORDER_OF.search(rest[-1]) else ""
            number = numbering.document_number(of + said.strip("()（）"))
        elif (red := RED_HEAD.fullmatch(line)) and not head:
            head = red[1][:LONGEST_NAME]
        else:
            rest.append(line)
    return number, head, [line for line in rest if line]


def _day(lines: list[str]) -> date | None:
    """The day that stands on a line of its own or at the end of one, the last of them; that of printing counts last."""
    found: list[tuple[bool, date]] = []
    for line in lines:
        is_printing = "印发" in line and not line.startswith("成文")
        said = LABEL.sub("", line).removesuffix("印发")
        match = list(DAY.finditer(said))
        if not match or match[-1].end() != len(said):
            continue
        try:
            day = spreadsheets.day(match[-1][0])
        except ValueError:
            continue
        found.append((not is_printing, day))
    best = [day for is_signed, day in found if is_signed] or [day for _is_signed, day in found]
    return best[-1] if best else None


def _title(lines: list[str]) -> tuple[str, str]:
    """The title in one line, and the body that its first words name."""
    kept = [
        LABEL.sub("", line)
        for line in lines
        if not OTHER_LABEL.match(line) and not DAY.fullmatch(LABEL.sub("", line).strip("()（）"))
    ]
    first = next((place for place, line in enumerate(kept) if "关于" in line or ENDS.search(line)), None)
    if first is None:
        plain = [
            line for line in kept if len(line) <= LONGEST_TITLE and not line.endswith(("。", "：", ":", "；"))
        ]
        return (plain[0] if plain else ""), ""
    above = list(takewhile(BODY_OF_STATE.search, reversed(kept[:first])))[::-1]
    parts = above if kept[first].startswith("关于") else []
    for line in kept[first : first + MOST_LINES]:
        if line.endswith(("：", ":", "。")):
            break
        parts = [*parts, line]
        is_open = "".join(parts).count("《") > "".join(parts).count("》")
        if ENDS.search(line) and not is_open:
            break
    title = "".join(parts)[:LONGEST_TITLE]
    issuer = title.partition("关于")[0] if "关于" in title else ""
    return title, issuer if BODY_OF_STATE.search(issuer) else ""
