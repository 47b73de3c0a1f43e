"""Personal data in texts and tables: found by what the numbers are and by what the headings say."""

from datetime import date

import pytest

from core.scanning.findings import gathered, masked
from core.scanning.numbers import in_text, is_identity_number, passes_luhn
from core.scanning.texts import in_html, in_lines
from core.text import richtext

TODAY = date(2026, 3, 10)


def kinds(findings):
    return [one.kind for one in findings]


def identity(first_17):
    """An invented identity number with the right check digit."""
    return next(first_17 + last for last in "0123456789X" if is_identity_number(first_17 + last))


ADULT, CHILD = identity("11010119900307013"), identity("11010120180307011")


def test_an_identity_number_is_known_by_its_check_digit():
    """GB 11643: one wrong digit and it is only a number."""
    assert kinds(in_text(f"身份证号{ADULT}。", today=TODAY)) == ["identity_number"]
    wrong = ADULT[:-1] + ("0" if ADULT[-1] != "0" else "1")
    assert kinds(in_text(f"编号{wrong}。", today=TODAY)) == []


@pytest.mark.parametrize(
    "written",
    [
        ADULT[:6] + " " + ADULT[6:14] + " " + ADULT[14:],
        ADULT[:6] + "-" + ADULT[6:14] + "-" + ADULT[14:],
        ADULT.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        identity("11010119900307" + "100").lower(),
    ],
)
def test_other_ways_to_write_it_hide_nothing(written):
    assert kinds(in_text(written, today=TODAY)) == ["identity_number"]


def test_the_identity_number_of_a_child_is_that_of_a_minor_too():
    assert kinds(in_text(CHILD, today=TODAY)) == ["identity_number", "minor"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("110101900307013", ["identity_number"]),  # fifteen digits, as until 1999
        ("110101901307013", []),  # no such month
        ("手机13800138000", ["mobile"]),
        ("手机+86 138-0013-8000", ["mobile"]),
        ("订单号213800138000", []),
        ("电话0512-65228888", ["landline"]),
        ("电话（010）65228888", ["landline"]),
        ("热线0000-12345、12345、400-810-8888", []),
        ("卡号6222 0212 3456 7890 128", ["bank_card"]),
        ("卡号4111111111111111", ["bank_card"]),
        ("卡号4111111111111112", []),
        ("车牌苏A·D12345、京B12345", ["plate", "plate"]),
        ("住清河路8号楼2单元501室", ["address"]),
        ("地址：清河市政和路6号", []),
        ("统一社会信用代码91110000MA01234567", []),
        ("金额1234567.89元，同比增长3.14159265358979323%", []),
        ("某甲某，男，8岁，患有先天性疾病", ["health", "minor"]),
        ("病残儿鉴定的办理程序和诊断标准", []),
    ],
)
def test_what_points_at_a_person(text, expected):
    if "6222" in text:
        assert passes_luhn("6222021234567890128") == ("bank_card" in expected)
    assert kinds(in_text(text, today=TODAY)) == expected


def test_the_hotline_of_the_body_is_meant_to_be_public():
    assert kinds(in_text("电话0512-65228888", today=TODAY, known=frozenset({"051265228888"}))) == []


def test_the_glimpse_never_gives_the_number_away():
    shown = next(iter(in_text(ADULT, today=TODAY))).shown
    assert shown == masked(ADULT) == ADULT[:3] + "*" * 13 + ADULT[-2:]
    assert masked("张三") == "张*"


def test_the_place_is_said():
    found = list(in_lines(["第一行", f"第二行 {ADULT}"], today=TODAY))
    assert found[0].place == {"line": 2, "offset": 4}
    html = f"<p>一</p><h2>二</h2><p>三 {ADULT}</p>"
    assert next(iter(in_html(html, today=TODAY))).place["paragraph"] == 3


FAMILY_PLANNING = """<table>
<tr><th>序号</th><th>女方姓名</th><th>男方姓名</th><th>家庭地址</th><th>出生日期</th><th>孕情</th><th>子女数</th></tr>
<tr><td>1</td><td>赵一</td><td>钱二</td><td>清河村三组</td><td>1990-03-07</td><td>孕12周</td><td>1</td></tr>
<tr><td>2</td><td>孙三</td><td>李四</td><td>清河村四组</td><td>2015-03-07</td><td>无</td><td>0</td></tr>
</table>"""


def test_lists_of_family_planning_are_known_by_their_headings():
    """E-133: who holds a certificate, where they live and what they suffer from is nobody else's business."""
    found = list(in_html(FAMILY_PLANNING, today=TODAY))
    assert kinds(found) == [
        "name_column",
        "name_column",
        "address_column",
        "birth_column",
        "minor",
        "health_column",
    ]
    assert found[0].place == {"table": 1, "row": 2, "column": 2, "heading": "女方姓名"}
    assert found[0].shown == "赵*"
    assert found[0].further == 1


def test_a_list_of_masked_names_asks_nothing():
    table = FAMILY_PLANNING.replace("赵一", "赵某").replace("孙三", "孙*").replace("钱二", "钱某某")
    assert kinds(in_html(table.replace("李四", "李×"), today=TODAY)).count("name_column") == 0


@pytest.mark.parametrize("heading", ["单位名称", "企业地址", "产品名称", "儿童人数", "罚款金额", "办公地址"])
def test_headings_of_bodies_and_counts_ask_nothing(heading):
    rows = f"<table><tr><td>序号</td><td>{heading}</td></tr><tr><td>1</td><td>内容</td></tr></table>"
    assert kinds(in_html(rows, today=TODAY)) == []


def test_columns_in_plain_text_are_read_too():
    lines = ["姓名\t诊断\t金额", "赵一\t先天性心脏病\t200"]
    assert kinds(in_lines(lines, today=TODAY)) == ["name_column", "health_column"]


def test_thousands_of_one_kind_become_twenty_and_a_number():
    found = gathered(in_lines([ADULT] * 5000, today=TODAY))
    assert len(found) == 20
    assert found[-1].further == 4980


def test_hostile_text_costs_time_in_proportion():
    """A megabyte of digits and blanks is looked through in seconds: no pattern runs back and forth."""
    for text in (
        "1" * 300_000,
        "1 " * 150_000,
        "1号楼" * 60_000,
        "京A" * 100_000,
        "<td>" * 50_000,
        ADULT * 20_000,
    ):
        list(in_html(text, today=TODAY))


@pytest.mark.parametrize("way", ['style="display:none"', 'style="color:#fff"', "hidden", 'class="vanish"'])
def test_nothing_can_be_hidden_in_the_text_of_a_disclosure(way):
    """What is pasted unseen stands in sight as soon as it is kept, and the scan reads it."""
    kept = richtext.cleaned(
        f"<p>公开</p><p {way}>号码 {ADULT} <span {way}>底价</span></p><script>x</script><!-- y -->"
    )
    assert kept == f"<p>公开</p><p>号码 {ADULT} 底价</p>"
    assert [one.kind for one in in_html(kept, today=TODAY)] == ["identity_number"]
