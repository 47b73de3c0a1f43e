"""Numbers and words in running text that point at a person. Every pattern takes time in proportion to the text."""

import re
from collections.abc import Iterator
from datetime import date

from core.scanning.findings import Found, masked

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
FULL_WIDTH = str.maketrans("０１２３４５６７８９ＸｘＡＢ－　", "0123456789XxAB- ")
GAP = r"[ \-\u2010-\u2014]?"
NOT_INSIDE = r"(?<![0-9A-Za-z.])"
NOT_LONGER = r"(?![0-9A-Za-z])"

IDENTITY = re.compile(NOT_INSIDE + rf"[1-8]\d{{5}}{GAP}\d{{8}}{GAP}\d{{3}}[0-9Xx]" + NOT_LONGER)
OLD_IDENTITY = re.compile(NOT_INSIDE + rf"[1-8]\d{{5}}{GAP}\d{{6}}{GAP}\d{{3}}" + NOT_LONGER)
CARD = re.compile(NOT_INSIDE + rf"[3-69]\d{{3}}(?:{GAP}\d{{4}}){{3}}(?:{GAP}\d{{1,3}})?" + NOT_LONGER)
MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:\+?86[ \-]?)?1[3-9]\d" + GAP + r"\d{4}" + GAP + r"\d{4}" + NOT_LONGER
)
LANDLINE = re.compile(
    r"(?<![0-9A-Za-z.\-])[(（]?0[1-9]\d{1,2}[)）]?[ \-\u2010-\u2014]?[2-9]\d{6,7}" + NOT_LONGER
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•・ ]?"
    r"(?=[A-HJ-NP-Z]{0,4}\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]" + NOT_LONGER
)
HOME = re.compile(r"\d{1,4}(?:号楼|号院|栋|幢|单元)[^，。；,;\n]{0,12}?\d{2,5}(?:室|户)")
PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}[，,、（( ]{1,2}(?:男|女)[，,、）) ]")
HEALTH = re.compile(
    r"诊断|患有|确诊|病残|残疾|先天性|鉴定(?:结果|结论)|流产|怀孕|妊娠|结扎|节育|艾滋|精神(?:病|障碍)"
)
MINOR = re.compile(r"病残儿|患儿|新生儿|婴儿|幼儿|儿童|未成年|(?<!\d)(?:1[0-7]|[1-9])(?:周?岁)")


def is_identity_number(number: str) -> bool:
    """Whether eighteen characters are an identity number: province, day of birth and check digit (GB 11643)."""
    number = number.upper()
    if len(number) != 18 or number[:2] not in PROVINCES or born_on(number) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECK[total % 11] == number[17]


def is_old_identity_number(number: str) -> bool:
    """Whether fifteen digits are an identity number of the kind given until 1999; it has no check digit."""
    return len(number) == 15 and number[:2] in PROVINCES and born_on(number) is not None


def born_on(number: str) -> date | None:
    """The day of birth that an identity number tells, if it is a day."""
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if 1890 <= day.year <= 2100 else None


def passes_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def age_on(day: date, born: date) -> int:
    """Full years of age on ``day``."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def hits(text: str, *, known: frozenset[str] = frozenset()) -> Iterator[tuple[str, re.Match, str]]:
    """Numbers, plates and homes in ``text``: the kind, the place and the bare number of each, none inside another.

    ``known`` holds telephone numbers, digits only, that are meant to be public: the hotlines of the body itself.
    """
    plain = text.translate(FULL_WIDTH)
    taken = bytearray(len(plain))

    def fresh(pattern: re.Pattern) -> Iterator[tuple[re.Match, str]]:
        for match in pattern.finditer(plain):
            if not any(taken[match.start() : match.end()]):
                yield match, re.sub(r"[^0-9A-Za-z]", "", match[0])

    for kind, pattern, is_it in CHECKED:
        for match, number in fresh(pattern):
            if is_it(number) and number not in known:
                taken[match.start() : match.end()] = b"x" * len(match[0])
                yield kind, match, number


def in_text(text: str, *, today: date, known: frozenset[str] = frozenset()) -> Iterator[Found]:
    """All that points at a person in ``text``, with the offset of each. ``known`` as in ``hits``."""
    has_numbers = False
    for kind, match, number in hits(text, known=known):
        has_numbers = True
        yield Found(kind, {"offset": match.start()}, masked(match[0]))
        if len(number) == 18 and kind == "identity_number" and age_on(today, born_on(number.upper())) < 18:
            yield Found("minor", {"offset": match.start()}, masked(match[0]))
    yield from _of_somebody(text.translate(FULL_WIDTH), has_numbers)


def _of_somebody(text: str, has_numbers: bool) -> Iterator[Found]:
    """Health, and children, said of a particular person: next to a number of theirs or “name, sex, …” (E-137)."""
    person = PERSON.search(text)
    if not person and not has_numbers:
        return
    for kind, pattern in (("health", HEALTH), ("minor", MINOR)):
        said = pattern.search(text)
        if said and (person or kind == "health"):
            yield Found(kind, {"offset": said.start()}, said[0])


def _is_one(_number: str) -> bool:
    """Whatever looks like it, is it."""
    return True


CHECKED = (
    ("identity_number", IDENTITY, is_identity_number),
    ("bank_card", CARD, passes_luhn),
    ("identity_number", OLD_IDENTITY, is_old_identity_number),
    ("mobile", MOBILE, _is_one),
    ("landline", LANDLINE, _is_one),
    ("plate", PLATE, _is_one),
    ("address", HOME, _is_one),
)
