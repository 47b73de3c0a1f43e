"""Numbers that are written in Chinese: 二〇二六年 is 2026年, 第十二号 is 第12号, for whoever searches.

Only what reads as a number is turned: digits that follow each other (二〇二六), what counts with 十, 百, 千, and a
digit that a counted thing follows or 第 comes before. 统一, 一般 and 万一 are words and stay.
"""

import re

DIGITS = {**dict(zip("〇一二三四五六七八九", range(10), strict=True)), "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
# The signs of contracts (GB/T 15835: 大写), and what people type for the round nothing.
FORMAL = str.maketrans("零壹贰叁肆伍陆柒捌玖拾佰仟○◯⭘", "〇一二三四五六七八九十百千〇〇〇")
ONE = "〇零○◯⭘一二三四五六七八九壹贰叁肆伍陆柒捌玖"
ANY = f"{ONE}两十百千拾佰仟"
# A round nothing between digits is also typed as a letter: 二O二六年.
LETTER_FOR_NOTHING = re.compile(f"(?<=[{ONE}])[Oo](?=[{ONE}])")
WORDS = re.compile(f"[{ANY}]+")
ROUND = re.compile("[○◯⭘]")
COUNTED = frozenset("年月日号號条條款项期次届批章节季版件份个周级类亿万元％%")
WHOLE = re.compile(
    "(?:[一二三四五六七八九两]千)?〇?(?:[一二三四五六七八九两]百)?〇?(?:[一二三四五六七八九]?十)?[一二三四五六七八九]?"
)


def one_nothing(text: str) -> str:
    """``text`` with one sign for the round nothing, however it was typed."""
    return ROUND.sub("〇", LETTER_FOR_NOTHING.sub("〇", text))


def in_digits(text: str) -> str:
    """``text`` with the numbers that are written in Chinese in digits."""
    return WORDS.sub(_number, LETTER_FOR_NOTHING.sub("〇", text))


def _number(found: re.Match) -> str:
    words, before, after = (
        found[0].translate(FORMAL),
        found.string[: found.start()][-1:],
        found.string[found.end() :][:1],
    )
    is_said = before == "第" or after in COUNTED and after != ""
    if all(sign in DIGITS and sign != "两" for sign in words):
        if (
            len(words) > 2
            or "〇" in words
            and len(words) > 1
            or is_said
            and (len(words) == 1 or after == "年")
        ):
            return "".join(str(DIGITS[sign]) for sign in words)
        return found[0]
    if len(words) == 1 and not is_said or not WHOLE.fullmatch(words) or words[0] in "百千〇":
        return found[0]
    return str(_value(words))


def _value(words: str) -> int:
    value, digit = 0, 0
    for sign in words:
        if sign in TENS:
            value += (digit or 1) * TENS[sign]
            digit = 0
        else:
            digit = DIGITS[sign]
    return value + digit


def written(number: str) -> list[str]:
    """The ways in which ``number``, some digits, may be written in Chinese: 2026 as 二〇二六, 12 as 十二."""
    signs = "〇一二三四五六七八九"
    one_by_one = "".join(signs[int(digit)] for digit in number)
    return list(dict.fromkeys([one_by_one, *([_counted(int(number))] if 0 < len(number) < 5 else [])]))


def _counted(number: int) -> str:
    said, digits = "", f"{number:04d}"
    for digit, ten in zip(digits, ["千", "百", "十", ""], strict=True):
        said += f"{'〇一二三四五六七八九'[int(digit)]}{ten}" if digit != "0" else "〇"
    said = re.sub("〇+", "〇", said).strip("〇")
    return said[1:] if said.startswith("一十") else said
