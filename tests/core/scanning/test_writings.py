"""However a number is written, parted or spread, a reader reads it: so does the gate. Other numbers ask nothing."""

import csv
import io
import random
import unicodedata
from collections import Counter
from datetime import date

import pytest

from core.scanning import masking, signs
from core.scanning.files import in_file
from core.scanning.numbers import in_text, is_identity_number
from core.scanning.texts import in_html, in_lines
from tests.core.scanning.made import line, pdf, word, workbook

TODAY = date(2026, 11, 30)
NUMBER, PHONE, LANDLINE = "110101190003070010", "13812345678", "051265228888"
WITH_X = next(
    f"1101011990030{n:04d}X" for n in range(7000, 8000) if is_identity_number(f"1101011990030{n:04d}X")
)
KIND = {NUMBER: "identity_number", WITH_X: "identity_number", PHONE: "mobile"}
CHINESE, FORMAL = "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"


def kinds(findings) -> list[str]:
    """The kinds of what was found, in order."""
    return [one.kind for one in findings]


def spelt(number: str, digits: str) -> str:
    """``number`` with the digits of another writing."""
    return "".join(digits[int(sign)] if sign.isdigit() else sign for sign in number)


def every_row_of_digits() -> dict[str, str]:
    """Every ten signs from nought to nine that Unicode has, by the name of the nought."""
    noughts = [chr(code) for code in range(0x20000) if unicodedata.category(chr(code)) == "Nd"]
    rows = {
        unicodedata.name(sign): "".join(chr(ord(sign) + more) for more in range(10))
        for sign in noughts
        if unicodedata.decimal(sign) == 0
    }
    return rows | {
        "rings": "⓪①②③④⑤⑥⑦⑧⑨",
        "dark rings": "⓿❶❷❸❹❺❻❼❽❾",
        "raised": "⁰¹²³⁴⁵⁶⁷⁸⁹",
        "lowered": "₀₁₂₃₄₅₆₇₈₉",
        "Chinese": CHINESE,
        "Chinese of sums": FORMAL,
        "Chinese of sums, unsimplified": "零壹貳參肆伍陸柒捌玖",
        "a font of signs": "".join(chr(0xF030 + digit) for digit in range(10)),
    }


@pytest.mark.parametrize("name", sorted(every_row_of_digits()))
def test_digits_of_every_script_are_digits(name):
    digits = every_row_of_digits()[name]
    for number in (NUMBER, PHONE, WITH_X):
        text = f"号码：{spelt(number, digits)}。"
        assert kinds(in_text(text, today=TODAY)) == [KIND[number]], text
        assert masking.suggestion(text) == "号码：×××。"


# One sign between groups: all that is printed on a keyboard, Chinese and English, and what office programs put there.
PARTING = list(
    "()（）,，、。.·|｜/\\_-–—:：;；+=~～*#@&'\"“”‘’<>《》[]【】{}!！?？^$%…•◦▪→　\t\u00a0\u00ad\u200b\u2060\ufeff"
)


@pytest.mark.parametrize("sign", PARTING)
def test_any_sign_between_the_groups_hides_nothing(sign):
    for number, cuts in (
        (NUMBER, (6, 14)),
        (NUMBER, (6, 10, 12, 14)),
        (NUMBER, (4, 8, 12, 16)),
        (PHONE, (3, 7)),
    ):
        text = sign.join(number[a:b] for a, b in zip((0, *cuts), (*cuts, None), strict=True))
        assert kinds(in_text(text, today=TODAY)) == [KIND[number]], text
    assert kinds(in_text(sign.join(NUMBER), today=TODAY)) == ["identity_number"]
    assert kinds(in_text(sign.join(PHONE), today=TODAY)) == ["mobile"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"（{NUMBER[:6]}）{NUMBER[6:14]}（{NUMBER[14:]}）", "identity_number"),
        (f"[{PHONE[:3]}]{PHONE[3:]}", "mobile"),
        (f"(+86)({PHONE[:3]}){PHONE[3:7]}-{PHONE[7:]}", "mobile"),
        ("".join(f"{sign}\ufe0f\u20e3" for sign in PHONE), "mobile"),
        (" ".join(f"{sign}\ufe0f\u20e3" for sign in NUMBER), "identity_number"),
        ("".join(f"{sign}\u0336" for sign in NUMBER), "identity_number"),
        (f"编号1{NUMBER}", "identity_number"),
        (f"编号1{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", "identity_number"),
        (f"{NUMBER}2026年", "identity_number"),
        (f"编号①{PHONE}", "mobile"),
        (f"{PHONE}² 见注", "mobile"),
        (f"第一{PHONE}", "mobile"),
        (f"电话{PHONE}2人", "mobile"),
        (f"手机：{PHONE}1", "mobile"),
        (f"IDCARDNUMBEROFPERSON{NUMBER}", "identity_number"),
        (f"1３8{PHONE[3:]}", "mobile"),
        ("138" + spelt(PHONE[3:7], CHINESE) + PHONE[7:], "mobile"),
        (spelt(NUMBER[:6], CHINESE) + NUMBER[6:], "identity_number"),
        ("序号 2 3 4 " + " ".join(PHONE), "mobile"),
        ("1 " + " ".join(PHONE), "mobile"),
        ("电话：零五一二—" + spelt(LANDLINE[4:], CHINESE), "landline"),
        ("住八号楼二单元五〇一室", "address"),
    ],
)
def test_other_signs_and_other_words_beside_it_hide_nothing(text, expected):
    assert kinds(in_text(text, today=TODAY)) == [expected]
    assert masking.left_in(text) == [expected]


@pytest.mark.parametrize("sign", [sign for sign in signs.EVERY_X if sign not in "Xx"])
def test_whatever_looks_like_the_last_x_is_one(sign):
    for parted in ("", " "):
        assert kinds(in_text(f"{WITH_X[:6]}{parted}{WITH_X[6:17]}{parted}{sign}，", today=TODAY)) == [
            "identity_number"
        ]


@pytest.mark.parametrize(
    "harmless",
    [
        "138〇〇〇〇5678",  # masked
        "138○○○○5678、138****5678、138××××5678",
        f"{NUMBER[:6]}********{NUMBER[14:]}",
        "一、二、三、四、五、六、七、八、九、十、十一",
        "第一百三十八条 二〇二六年一一月三〇日",
        "①组织领导②宣传③督查④总结",
        "1,380,013,800元，13,800,138,000元",
        "收件 1 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",  # the table of the yearly report, in one line
        "2019、2020、2021、2022、2023、2024、2025",
        "分别为138、20134、5678件",
        "(2026)1380、(2025)1381",
        "订单号213800138000",
        "x²+y²=138²",
        "GB 18030-2005、ISO 9001:2015、110101:1990",
        "IP 10.138.1.1, 2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "{13800000-0512-6522-8888-138000000000}",
    ],
)
def test_what_is_no_number_of_a_person_is_left_alone(harmless):
    assert kinds(in_lines([harmless], today=TODAY)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("㐂某反映停车难。", "㐂某"),
        ("𠮷某某，住在清河。", "𠮷某某"),
        ("停车难。䶮某认为应当扩建。", "䶮某"),
        ("买买提·阿卜杜拉反映停车难。", "买买提·阿卜杜拉"),
        ("第一行\n古丽·热合曼，住在清河。", "古丽·热合曼"),
        ("阿依古丽·买买提建议扩建。", "阿依古丽·买买提"),
        ("欧阳某某反映停车难。", "欧阳某某"),
        ("司马某，建议扩建。", "司马某"),
        ("王某某投诉噪声。", "王某某"),
        ("“李某”反映停车难。", "李某"),
        ("建议：张某某来电表示感谢。", "张某某"),
    ],
)
def test_a_name_at_the_beginning_of_a_sentence_is_suggested_to_be_masked(text, name):
    """Only suggested: whoever answers may let it stand, so it is no fault that holds up an answer."""
    masked = masking.suggestion(text)
    assert name not in masked and "×××" in masked
    assert masking.suggestion(text, names=[name]) == masked
    assert "name" not in masking.left_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "周边居民反映停车难。周围要求扩建。",
        "单位要求提供证明。文件要求公开。车主反映停车难。申请人要求公开。",
        "清河市政府表示同意。中国·清河，欢迎你。",
        "欧阳路的停车场何时开放？东方广场建议扩建。",
        "程序要求如此。陈述表示清楚。任何人申请都可以。",
        "高中男生反映食堂。方案建议修改。",
    ],
)
def test_words_that_begin_like_a_name_stay(text):
    assert masking.suggestion(text) == text


SPREAD = {
    "one digit below the other": [[sign] for sign in NUMBER],
    "one digit below the other, with numbers of the rows": [[str(n), s] for n, s in enumerate(NUMBER, 1)],
    "one digit below the other, under a heading": [
        ["项目", "证件"],
        *([f"第{n}位", s] for n, s in enumerate(NUMBER, 1)),
    ],
    "parts below each other": [[NUMBER[:6]], [NUMBER[6:14]], [NUMBER[14:]]],
    "behind the number of the row": [["1", *NUMBER]],
    "behind the number of the row, ending in X": [["12", *WITH_X]],
    "mobile behind the number of the row": [["1", *PHONE]],
    "mobile behind a number of two digits": [["12", *PHONE]],
    "mobile below": [[sign] for sign in PHONE],
    "mobile below, Chinese": [[sign] for sign in spelt(PHONE, CHINESE)],
    "in a row of words that are no headings": [["姓名", "某甲", "身份证号", WITH_X]],
    "in a heading": [["序号", f"身份证{NUMBER}"], ["1", "无"]],
}


@pytest.mark.parametrize("name", sorted(SPREAD))
def test_a_number_spread_over_cells_is_found_in_every_kind_of_table(name):
    rows = SPREAD[name]
    expected = "mobile" if "mobile" in name else "identity_number"
    width = max(map(len, rows))
    full = [[*cells, *[""] * (width - len(cells))] for cells in rows]
    out = io.StringIO()
    csv.writer(out).writerows(full)
    html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in full)
    tables = {
        "xlsx": workbook(
            lambda book: [book.create_sheet("表").append(row) for row in ()] or fill(book, full)
        ),
        "docx": word(table=full),
        "csv": out.getvalue().encode(),
    }
    assert expected in kinds(in_html(f"<table>{html}</table>", today=TODAY))
    for suffix, content in tables.items():
        assert expected in kinds(in_file(io.BytesIO(content), suffix, today=TODAY)), suffix


def fill(book, rows) -> None:
    """A sheet with these rows and nothing else."""
    sheet = book.create_sheet("表")
    for row in rows:
        sheet.append(row)


@pytest.mark.parametrize(
    "pieces",
    [
        [NUMBER[:6], NUMBER[6:14], NUMBER[14:]],
        ["证件号：" + NUMBER[:4], *[NUMBER[n : n + 2] for n in range(4, 16, 2)], NUMBER[16:] + "。"],
        list(NUMBER),
        list(WITH_X),
        ["电话", PHONE[:3], PHONE[3:7], PHONE[7:], "联系"],
        ["电话", *PHONE, "联系"],
        list(spelt(NUMBER, FORMAL)),
    ],
)
def test_a_number_over_many_lines_or_paragraphs_is_found(pieces):
    expected = "mobile" if "电话" in pieces else "identity_number"
    assert kinds(in_lines(pieces, today=TODAY)) == [expected]
    assert kinds(in_lines("\n\n".join(pieces).splitlines(), today=TODAY)) == [expected]
    assert kinds(in_html("".join(f"<p>{one}</p>" for one in pieces), today=TODAY)) == [expected]
    assert kinds(in_file(io.BytesIO(word(*pieces)), "docx", today=TODAY)) == [expected]
    assert kinds(in_file(io.BytesIO("\n".join(pieces).encode()), "txt", today=TODAY)) == [expected]
    if all(piece.isascii() for piece in pieces):
        drawn = b"".join(line(piece, y=800 - 20 * place) for place, piece in enumerate(pieces))
        assert kinds(in_file(io.BytesIO(pdf(drawn)), "pdf", today=TODAY)) == [expected]


def test_tables_of_counts_ask_next_to_nothing():
    """Three hundred made tables of a yearbook: numbers of one to six digits, with names of places and headings.

    Of their 54 000 numbers hardly one is asked about: as cells where a check digit is right by chance, as lines with
    tabs where a row has but four or five numbers.
    """
    dice = random.Random(20261130)
    in_cells, in_tabs = Counter(), Counter()
    for _table in range(300):
        columns, most = dice.randint(3, 16), 10 ** dice.randint(1, 6)
        heads = ["地区", *(f"指标{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"[: columns - 1])]
        rows = [
            [f"某区{'东南西北'[n % 4]}", *(str(dice.randrange(most)) for _c in heads[1:])] for n in range(20)
        ]
        html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [heads, *rows])
        in_cells.update(kinds(in_html(f"<table>{html}</table>", today=TODAY)))
        in_tabs.update(kinds(in_lines(["\t".join(row) for row in [heads, *rows]], today=TODAY)))
    assert set(in_cells) <= {"identity_number"}
    assert in_cells.total() <= 2
    assert in_tabs.total() <= 40  # of 6 000 rows
