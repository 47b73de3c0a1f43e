"""Numbers and words in running text that point at a person. Every look takes time in proportion to the text.

People part a number as they like: in fours, digit by digit, with blanks, dots, brackets, commas or line breaks between;
and write its digits in rings, raised, or in Chinese. So the digits are looked at, whatever stands between them, and the
check digit decides; numbers that have none must be parted as people part them.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from core.scanning import signs
from core.scanning.findings import Found, masked

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
BETWEEN = r"[\W_]"  # whatever is no letter and no digit
PARTED = re.compile(BETWEEN + "{1,4}")
# Between the parts of a number without a check digit; any other sign must be the same each time.
USUAL = re.compile(
    r"[\s\u00a0\u00ad\u00b7\u200b-\u200f\u2010-\u2015\u2022\u2027\u2060\u2212\u2219\u30fb\ufe0f\u20e3\ufeff\-./_／．()（）+]*"
)
COLUMNS = re.compile(r"[\t|]|\s\s")  # what parts the columns of a table in a text
GROUP = re.compile(r"\d+", re.ASCII)
TOKEN = re.compile(r"[0-9A-Za-z]{24,}")
LAST_X = re.compile(BETWEEN + "{0,3}?[" + signs.EVERY_X + "](?![0-9A-Za-z])")
NOT_LONGER = r"(?![0-9A-Za-z])"
MOST_DIGITS = 19
SHORTEST = 5  # characters of a text that says something of a person: 张三，男，
MOST_GROUPS = 4 * MOST_DIGITS  # of a run that are looked at together
BEFORE = 3  # single digits that may stand beside a number written in single digits: that of its row
OF_IDENTITY = re.compile(
    rf"(?=((?:{'|'.join(sorted(PROVINCES))})\d{{4}}(?:189|19\d|20\d|210)\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}))",
    re.ASCII,
)
CUTS = ({6, 14}, {6, 10, 14}, {6, 10, 12, 14, 17}, {4, 8, 12, 16}, {3, 6, 9, 12, 15}, {6, 12})
IDENTITY = 18
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
# More digits follow a telephone number without a sign between: only its word tells it from another number.
TOLD_MOBILE = re.compile(
    r"(?:电话|手机|号码|联系方式|微信号?|[Tt][Ee][Ll]|[Mm]obile)\W{0,4}(?P<number>1[3-9]\d{9})(?=\d{1,6}(?!\d))",
    re.ASCII,
)
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
    return has_its_check_character(number)


def has_its_check_character(number: str) -> bool:
    """Whether the last of eighteen characters is the check character of the digits before it (GB 11643)."""
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

    @property
    def is_checked(self) -> bool:
        """Whether the check digit tells that it is an identity number, however it is parted."""
        return self.kind == "identity_number" and len(self.number) == IDENTITY


def hits(text: str, *, known: frozenset[str] = frozenset()) -> Iterator[Hit]:
    """Numbers, plates and homes in ``text``, none inside another.

    ``known`` holds telephone numbers, digits only, that are meant to be public: the hotlines of the body itself.
    """
    if len(text) < SHORTEST:
        return
    plain = signs.spoken(text)
    taken = bytearray(len(plain))

    def is_fresh(start: int, end: int) -> bool:
        if any(taken[start:end]):
            return False
        taken[start:end] = b"x" * (end - start)
        return True

    for kind, start, end, number in sorted(_numbers(text, plain), key=lambda one: (RANKS[one[0]], one[1])):
        if number not in known and is_fresh(start, end):
            yield Hit(kind.removeprefix("old_"), start, end, plain[start:end], number)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span("number" if "number" in pattern.groupindex else 0)
            number = re.sub(r"[^0-9A-Za-z]", "", plain[start:end])
            if number not in known and is_fresh(start, end):
                yield Hit(kind, start, end, plain[start:end], number)


Run = list[tuple[int, int]]  # places of groups of digits that little stands between


def _numbers(text: str, plain: str) -> Iterator[tuple[str, int, int, str]]:
    """Every row of groups of digits that is a number of a person: kind, start, end, digits."""
    tokens = [match.span() for match in TOKEN.finditer(plain) if sum(map(str.isalpha, match[0])) > 3]
    for run in _runs(plain, GROUP.finditer(plain)):
        while tokens and tokens[0][1] <= run[0][0]:
            tokens.pop(0)
        in_token = bool(tokens) and tokens[0][0] <= run[0][0]
        cut = [[*signs.pieces(text, *group)] for group in run]
        if all(len(one) == 1 for one in cut):
            yield from _in_run(plain, run, in_token)
            continue
        # Signs of several kinds stand together: as the kinds part them, and all as one number.
        for same in _one_kind_after_another(cut):
            yield from _in_run(plain, same, in_token)
        if not any(set(text[start:end]) <= set(signs.MASKS) for group in cut for start, end in group):
            yield from _in_run(plain, run, in_token)


def _runs(plain: str, groups: Iterator[re.Match[str]]) -> Iterator[Run]:
    """Groups of digits with little between them; of a long list as many as may belong together, some of them twice."""
    run: Run = []
    for group in groups:
        start, end = group.span()
        if run and not (start - run[-1][1] <= 4 and PARTED.fullmatch(plain, run[-1][1], start)):
            yield run
            run = []
        run.append((start, end))
        if len(run) > MOST_GROUPS:
            yield run
            run = run[-MOST_DIGITS - BEFORE - 1 :]
    if run:
        yield run


def _one_kind_after_another(cut: list[Run]) -> Iterator[Run]:
    run: Run = []
    for group in cut:
        for place, piece in enumerate(group):
            if place:
                yield run
                run = []
            run.append(piece)
    yield run


def _in_run(plain: str, run: Run, in_token: bool) -> Iterator[tuple[str, int, int, str]]:
    """Identity numbers wherever they begin, and numbers without a check digit from the beginning of a group on."""
    sizes = [end - start for start, end in run]
    if sum(sizes) < LEAST_DIGITS:
        return
    yield from _identities(plain, run)
    for first in range(0 if in_token else len(run)):
        many = 0
        for last in range(first, len(run)):
            many += sizes[last]
            if many > MOST_DIGITS:
                break
            if many < LEAST_DIGITS:
                continue
            shape = tuple(sizes[first : last + 1])
            if shape in SHAPES and (shape[0] > 1 or _stands_apart(sizes, first, last)):
                beside = len(run) - (last + 1 - first)
                yield from _in_window(plain, run[first : last + 1], shape, beside)


def _identities(plain: str, run: Run) -> Iterator[tuple[str, int, int, str]]:
    digits = "".join(plain[start:end] for start, end in run)
    found = [match.start() for match in OF_IDENTITY.finditer(digits)]
    if not found:
        return
    places = [place for start, end in run for place in range(start, end)]
    begins, many = set(), 0
    for start, end in run:
        begins.add(many)
        many += end - start
    for first in found:
        for number, end in _endings(plain, digits, places, first):
            if is_identity_number(number) and _is_well_cut(begins, first, first + len(number), len(digits)):
                yield "identity_number", places[first], end, number


def _endings(plain: str, digits: str, places: list[int], first: int) -> Iterator[tuple[str, int]]:
    """The eighteen characters from ``first`` on, which may end in an X of any shape, and where they end."""
    many = first + IDENTITY
    if many <= len(digits):
        yield digits[first:many], places[many - 1] + 1
    before = places[many - 2] + 1
    if last := LAST_X.match(plain, before):
        yield digits[first : many - 1] + "X", last.end()


def _is_well_cut(begins: set[int], first: int, end: int, many: int) -> bool:
    """Whether a number among digits is written in one, fills its groups, or is cut where people cut such numbers.

    ``begins`` are the places where a group of digits begins, ``many`` the number of all digits.
    """
    cuts = {place - first for place in range(first + 1, end) if place in begins}
    if not cuts or (first in begins and (end in begins or end >= many)):
        return True
    return len(cuts) >= IDENTITY - 2 or any(cuts <= usual for usual in CUTS)


def _stands_apart(sizes: list[int], first: int, last: int) -> bool:
    """Whether a number in single digits is no part of a list of them: a few may stand on one side, as in a table."""
    before = after = 0
    while before <= BEFORE and first - before > 0 and sizes[first - before - 1] == 1:
        before += 1
    while after <= BEFORE and last + after + 1 < len(sizes) and sizes[last + after + 1] == 1:
        after += 1
    return not (before and after) and before + after <= BEFORE


def _in_window(
    plain: str, window: Run, shape: tuple[int, ...], beside: int
) -> Iterator[tuple[str, int, int, str]]:
    """A number without a check digit of its own kind; ``beside`` says how many groups stand beside it."""
    start, end = window[0][0], window[-1][1]
    between = {
        plain[one[1] : other[0]] for one, other in zip(window, window[1:], strict=False) if one[1] < other[0]
    }
    if between and not (all(map(USUAL.fullmatch, between)) and not all(map(COLUMNS.search, between))):
        if len(between) > 1 or beside > 1:  # a list, or a row of a table
            return
    if _is_fraction(plain, start):
        return
    digits = "".join(GROUP.findall(plain, start, end))
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
    if len(text) < SHORTEST:
        return
    has_numbers = False
    for hit in hits(text, known=known):
        has_numbers = True
        yield Found(hit.kind, {"offset": hit.start}, masked(hit.text))
        if hit.is_checked and age_on(today, born_on(hit.number)) < 18:
            yield Found("minor", {"offset": hit.start}, masked(hit.text))
    yield from _of_somebody(signs.plain(text), has_numbers)


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
PATTERNS = (("mobile", TOLD_MOBILE), ("landline", LANDLINE), ("plate", PLATE), ("address", HOME))
