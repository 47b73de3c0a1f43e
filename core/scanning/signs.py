"""Signs that mean a digit, of whatever script and shape, and the letter that ends some identity numbers.

Every sign becomes one sign, so a place in a folded text is the same place in the text itself. Time in proportion to it.
"""

import unicodedata
from collections.abc import Iterator

# Where digits and letters of other shapes stand; between them lie only characters of Chinese, Korean and the like.
LOOKED_AT = (range(0x80, 0x2E80), range(0x3000, 0x3400), range(0xA000, 0xAC00), range(0xF900, 0x20000))
CHINESE = {
    "0": "〇零",  # no ○: with it people mask
    "1": "一壹弌幺",
    "2": "二贰貳弍",
    "3": "三叁叄參弎",
    "4": "四肆",
    "5": "五伍",
    "6": "六陆陸",
    "7": "七柒",
    "8": "八捌",
    "9": "九玖",
}
LETTERS = str.maketrans("ＸｘＡＢ－　", "XxAB- ")  # the full-width letters and signs of numbers
# What people write for the X: the sign of times, crosses, a letter or number of another script that looks like it.
LIKE_X = "×✕✖✗✘╳хХχΧ"
DIGITS, SMALL, RINGED, NUMERALS = range(4)  # kinds of signs: those of one kind stand in one number


def _value(sign: str) -> tuple[str, int] | None:
    """The digit that a sign means, and its kind; Chinese numerals are told apart elsewhere."""
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign)), DIGITS
    number = unicodedata.numeric(sign, -1.0)
    if category == "No" and number in range(10):  # in rings, brackets, raised, lowered
        return str(int(number)), SMALL if unicodedata.digit(sign, -1) >= 0 and _is_small(sign) else RINGED
    if category == "Nl" and "HANGZHOU" in unicodedata.name(sign, ""):
        return str(int(number)), NUMERALS
    return None


def _is_small(sign: str) -> bool:
    return unicodedata.decomposition(sign).startswith(("<super>", "<sub>"))


FOLDED = {code: told for several in LOOKED_AT for code in several if (told := _value(chr(code))) is not None}
# Digits of fonts of signs, which office programs keep in the private area.
FOLDED |= {0xF030 + digit: (str(digit), DIGITS) for digit in range(10)}
PLAIN = {code: digit for code, (digit, _kind) in FOLDED.items()} | LETTERS
SPOKEN = PLAIN | {ord(sign): digit for digit, several in CHINESE.items() for sign in several}
KINDS = (
    {code: kind for code, (_digit, kind) in FOLDED.items()}
    | {ord(sign): NUMERALS for several in CHINESE.values() for sign in several}
    | {ord(digit): DIGITS for digit in "0123456789"}
)
EVERY_X = "Xx" + "".join(
    sorted(
        {
            chr(code)
            for several in LOOKED_AT
            for code in several
            if unicodedata.decomposition(chr(code)).partition("> ")[2] in ("0058", "0078")
        }
        | set(LIKE_X)
    )
)
# What may stand where a digit was taken out: a number with it is masked, and no number any more.
MASKS = "〇"


def plain(text: str) -> str:
    """``text`` with every digit as a plain one; Chinese numerals stay, since they are words too."""
    return text if text.isascii() else text.translate(PLAIN)


def spoken(text: str) -> str:
    """``text`` with every digit and every Chinese numeral of one character as a plain digit."""
    return text if text.isascii() else text.translate(SPOKEN)


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The digits of ``text`` between two places, cut where another kind begins: 编号①13800000000, 第一138…"""
    if text.isascii():
        yield start, end
        return
    begun = start
    for place in range(start + 1, end):
        if KINDS.get(ord(text[place])) != KINDS.get(ord(text[place - 1])):
            yield begun, place
            begun = place
    yield begun, end
