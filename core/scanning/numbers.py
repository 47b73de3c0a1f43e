"""Numbers and words in running text that point at a person. Every look takes time in proportion to the text.

People part a number as they like: in fours, digit by digit, with blanks, dots, hyphens or line breaks between. So the
groups of digits are looked at, whatever stands between them, and the check digit decides; numbers that have none must
be parted as people part them.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from core.scanning.findings import Found, masked

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
# Every sign of one character that means a digit, of any script and width, and the full-width letters of numbers.
FULL_WIDTH = {
    code: str(unicodedata.decimal(chr(code)))
    for code in range(0x660, sys.maxunicode)
    if unicodedata.category(chr(code)) == "Nd"
} | str.maketrans("ＸｘＡＢ－　", "XxAB- ")
BETWEEN = (
    r"[\s\u00a0\u00ad\u00b7\u200b-\u200d\u2010-\u2015\u2022\u2027\u2060\u2212\u2219\u30fb\ufeff\-./_／．]"
)
PARTED = re.compile(BETWEEN + "{1,3}")
GROUP = re.compile(r"\d+", re.ASCII)
TOKEN = re.compile(r"[0-9A-Za-z]{24,}")
LAST_X = re.compile(BETWEEN + "{0,3}[Xx](?![0-9A-Za-z])")
NOT_LONGER = r"(?![0-9A-Za-z])"
MOST_DIGITS = 19
IDENTITY, OLD_IDENTITY = 18, 15
LEAST_DIGITS = 11
MOBILE = re.compile(r"(?:86|0086)?(1[3-9]\d{9})", re.ASCII)
SHAPES_OF_MOBILES = {
    (country + first, *others)
    for country in (0, 2, 4)  # of digits written with the number in one: 86, 0086
    for first, *others in ((11,), (3, 4, 4), (3, 3, 5), (3, 8), (7, 4), (4, 4, 3), (3, 2, 2, 2, 2))
} | {(1,) * 11}
SHAPES_OF_OLD_IDENTITIES = {(15,), (6, 6, 3), (1,) * 15}
SHAPES_OF_CARDS = {(6, 10), (6, 13), (8, 8)} | {
    shape
    for length in range(16, 20)
    for shape in ((length,), (1,) * length, (4, 4, 4, 4, length - 16)[: 4 + (length > 16)])
}
SHAPES = SHAPES_OF_MOBILES | SHAPES_OF_OLD_IDENTITIES | SHAPES_OF_CARDS
LANDLINE = re.compile(
    rf"(?<![0-9])(?<!\d[.\-])[(（]?0[1-9]\d{{1,2}}[)）]?{BETWEEN}{{0,2}}(?:[2-9]\d{{6,7}}|[2-9]\d{{2,3}}{BETWEEN}{{1,2}}\d{{4}})(?![0-9])"
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•・ ]?"
    r"(?=[A-HJ-NP-Z]{0,4}\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]" + NOT_LONGER
)
HOME = re.compile(r"\d{1,4}(?:号楼|号院|栋|幢|单元)[^，。；,;\n]{0,12}?\d{2,5}(?:室|户)")
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
NAME = rf"(?:{HAN}{{1,10}}[·•‧・]{HAN}{{1,10}}|{HAN}{{2,4}})"  # two to four characters, or parted by a middle dot
PERSON = re.compile(rf"({NAME})[，,、（( ]{{1,2}}(?:男|女)[，,、）) ]")
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


class Hit(NamedTuple):
    """A number, plate or home: its kind, where it stands, how it is written there, and its bare digits."""

    kind: str
    start: int
    end: int
    text: str
    number: str


def hits(text: str, *, known: frozenset[str] = frozenset()) -> Iterator[Hit]:
    """Numbers, plates and homes in ``text``, none inside another.

    ``known`` holds telephone numbers, digits only, that are meant to be public: the hotlines of the body itself.
    """
    plain = text.translate(FULL_WIDTH)
    taken = bytearray(len(plain))

    def is_fresh(start: int, end: int) -> bool:
        if any(taken[start:end]):
            return False
        taken[start:end] = b"x" * (end - start)
        return True

    for kind, start, end, number in sorted(_numbers(plain), key=lambda one: (RANKS[one[0]], one[1])):
        if number not in known and is_fresh(start, end):
            yield Hit(kind.removeprefix("old_"), start, end, plain[start:end], number)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(plain):
            number = re.sub(r"[^0-9A-Za-z]", "", match[0])
            if number not in known and is_fresh(match.start(), match.end()):
                yield Hit(kind, match.start(), match.end(), match[0], number)


def _numbers(plain: str) -> Iterator[tuple[str, int, int, str]]:
    """Every row of groups of digits that is a number of a person: kind, start, end, digits."""
    codes = [match.span() for match in TOKEN.finditer(plain) if sum(map(str.isalpha, match[0])) > 3]
    run: list[tuple[int, int]] = []
    for group in GROUP.finditer(plain):
        start, end = group.span()
        while codes and codes[0][1] <= start:
            codes.pop(0)
        if codes and codes[0][0] <= start:
            continue  # inside a digest or the like
        if run and not (start - run[-1][1] <= 3 and PARTED.fullmatch(plain, run[-1][1], start)):
            yield from _in_run(plain, run)
            run = []
        run.append((start, end))
        if (
            len(run) > 4 * MOST_DIGITS
        ):  # a long list: what was looked at already is let go, what may still go on is kept
            yield from _in_run(plain, run)
            run = run[-MOST_DIGITS:]
    yield from _in_run(plain, run)


def _in_run(plain: str, run: list[tuple[int, int]]) -> Iterator[tuple[str, int, int, str]]:
    """Look at the groups from each on, as long as together they have no more digits than a number of a person."""
    sizes = [end - start for start, end in run]
    for first, (start, _end) in enumerate(run):
        many = 0
        for last in range(first, len(run)):
            many += sizes[last]
            if many > MOST_DIGITS:
                break
            if many >= LEAST_DIGITS:
                shape = tuple(sizes[first : last + 1])
                yield from _in_window(
                    plain, start, run[last][1], many, shape, sizes[max(first - 1, 0) : last + 2]
                )


def _in_window(
    plain: str, start: int, end: int, many: int, shape: tuple[int, ...], around: list[int]
) -> Iterator[tuple[str, int, int, str]]:
    is_checked = many in (IDENTITY - 1, IDENTITY) and plain[start] in "12345678"
    is_shaped = shape in SHAPES and not (
        shape[0] == 1 and around != list(shape) and around.count(1) > len(shape)
    )
    if not is_checked and not is_shaped:
        return
    digits = "".join(GROUP.findall(plain, start, end))
    if many == IDENTITY - 1 and (last := LAST_X.match(plain, end)) and is_identity_number(digits + "X"):
        yield "identity_number", start, last.end(), digits + "X"
    elif many == IDENTITY and is_identity_number(digits):
        yield "identity_number", start, end, digits
    if not is_shaped or _is_fraction(plain, start):
        return
    if shape in SHAPES_OF_CARDS and digits[0] in "3456789" and passes_luhn(digits):
        yield "bank_card", start, end, digits
    elif shape in SHAPES_OF_OLD_IDENTITIES and is_old_identity_number(digits):
        yield "old_identity_number", start, end, digits
    elif (mobile := MOBILE.fullmatch(digits)) and shape in SHAPES_OF_MOBILES:
        yield "mobile", start, end, mobile[1]


def _is_fraction(plain: str, start: int) -> bool:
    """Whether the digits from ``start`` on are the decimals of a number."""
    return start > 1 and plain[start - 1] == "." and plain[start - 2].isdigit()


def in_text(text: str, *, today: date, known: frozenset[str] = frozenset()) -> Iterator[Found]:
    """All that points at a person in ``text``, with the offset of each. ``known`` as in ``hits``."""
    has_numbers = False
    for hit in hits(text, known=known):
        has_numbers = True
        yield Found(hit.kind, {"offset": hit.start}, masked(hit.text))
        is_checked = hit.kind == "identity_number" and len(hit.number) == IDENTITY
        if is_checked and age_on(today, born_on(hit.number)) < 18:
            yield Found("minor", {"offset": hit.start}, masked(hit.text))
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


RANKS = {"identity_number": 0, "bank_card": 1, "old_identity_number": 2, "mobile": 3}
PATTERNS = (("landline", LANDLINE), ("plate", PLATE), ("address", HOME))
