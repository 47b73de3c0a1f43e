"""Obligatory parts mean something: each has a type, and what does not say it is refused beside its field (issue 14 §5).

Typed in the form, sent, approved, published and read back: a permit with its basis (B-057) and the three exemptions
(B-056), an expense with its accounts and sums (B-059, B-066), a package of a power with its file, a power with its
four links (I-218).
"""

import random
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog import parts
from catalog.actions import correcting, disclosures, emergencies
from catalog.models import Disclosure, DisclosureItem
from core.regimes import reading
from core.regimes.elements import Column, Element, Option
from core.regimes.parts import Words
from core.roles import Role
from core.transitions import Refused
from disclosure_portal.demo.parts import said as fitting
from review.actions import give_verdict
from tests.conftest import REGIMES, give_role, make_person
from tests.scanned import scanned

LAW = "中华人民共和国行政许可法"
KNOWN = parts.Known(frozenset({"附件.pdf"}), {"2.1": ("权力清单", "/a/2.1/")}, frozenset({LAW}))
NAME = Words("部分", "Part")
YES = (Option("yes", Words("是", "Yes")), Option("no", Words("否", "No")))
ROWS = (Column(Words("科目", "Account"), amount=False), Column(Words("金额", "Amount"), amount=True))


def part(kind: str = "text", **more) -> Element:
    return Element("part", NAME, kind, **more)


@pytest.mark.parametrize(
    ("asked", "typed", "kept"),
    [
        (part(), "按季公布。", "按季公布。"),
        (part(), "有", "有"),
        (part(none=True), "无", "无"),
        (part(), "详见附件。", "详见附件。"),  # a file is there
        (part("amount"), "1234.5", "1,234.50元"),
        (part("amount"), "１.２万元", "12,000.00元"),
        (part("amount"), "￥1,000", "1,000.00元"),
        (part("amount"), "0", "0.00元"),
        (part("day"), "2026年3月1日", "2026-03-01"),
        (part("basis"), f"《{LAW}》第十二条", f"《{LAW}》第十二条"),
        (part("basis"), "《关于公开的意见》（中办发〔2016〕8号）", "《关于公开的意见》（中办发〔2016〕8号）"),
        (part("file"), "附件.pdf", "附件.pdf"),
        (part("item"), "2.1", '<p><a href="/a/2.1/">2.1 权力清单</a></p>'),
        (part("choice", options=YES), "no", "否"),
        (
            part("rows", columns=ROWS),
            "办公费 | 100\n差旅费｜1.5万元\n",
            '<table><thead><tr><th scope="col">科目</th><th scope="col">金额</th></tr></thead><tbody>'
            "<tr><td>办公费</td><td>100.00元</td></tr><tr><td>差旅费</td><td>15,000.00元</td></tr></tbody></table>",
        ),
    ],
)
def test_what_fits_is_kept_as_everybody_reads_it_and_typed_back_the_same(asked, typed, kept):
    """What the form shows for the kept text is kept as the same text again: a correction changes nothing by itself."""
    assert parts.settled(asked, typed, KNOWN) == kept
    assert parts.settled(asked, parts.shown_to_type(asked, kept), KNOWN) == kept


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        *[
            (part(), word)
            for word in (
                "",
                " \n",
                "无",
                "无。",
                "（无）",
                "暂无",
                "N/A",
                "-",
                "/",
                "……",
                "见附件",
                "详见附件1。",
                "见附件一",
                "附后",
                "不涉及",
                "无此项",
                "按照规定办理。",
            )
        ],
        (part(least=10), "太短了"),
        *[(part("amount"), word) for word in ("很多", "-5", "1e9", "12 34 元 5", "NaN", "9" * 14, "无")],
        *[(part("day"), word) for word in ("2026-02-30", "昨天", "2026")],
        *[(part("basis"), word) for word in ("依法", f"《{LAW}》", "《某法》第三条", "见附件", "《》第三条")],
        *[(part("file"), word) for word in ("别的.pdf", "+", "无")],
        *[(part("item"), word) for word in ("9.9", "2.1.1", "清单")],
        (part("choice", options=YES), "也许"),
        *[
            (part("rows", columns=ROWS), word)
            for word in ("办公费", "办公费 | ", "办公费 | 很多", "a | b | 3", "无")
        ],
        (part("rows", columns=ROWS), "办公费 | 1\n" * 301),
    ],
)
def test_what_says_nothing_or_something_else_is_refused_with_a_sentence(asked, typed):
    without = replace(KNOWN, files=frozenset())
    why = parts.fault(asked, typed, without)
    assert why and parts.kept(asked, typed, without) == typed  # a draft keeps it as it was typed


class Office:
    """A body with a clerk who types and a reviewer for each step."""

    def __init__(self, agency, client, now) -> None:
        self.agency, self.client, self.now = agency, client, now
        self.clerk = make_person("typing-clerk")
        give_role(self.clerk, Role.PROPOSER, agency)
        self.hands = {}
        client.force_login(self.clerk)

    def item(self, elements: str) -> DisclosureItem:
        return DisclosureItem.objects.filter(
            agency=self.agency, elements=elements, audience="public", blocked=""
        ).first()

    def form(self, item: DisclosureItem, **typed) -> dict:
        return {
            "title": "办事情况", "summary": "要点。", "body": "情况如下。", "channels": item.channels[:1],
            "source": "active", "audience": "public", "formed_on": "2026-03-01", "subject_class": "9",
            "attested": "on", "_propose": "1", **typed,
        }  # fmt: skip

    def send(self, item: DisclosureItem, **typed):
        address = reverse("admin:catalog_disclosure_add") + f"?item={item.pk}"
        return self.client.post(address, self.form(item, **typed))

    def publish(self, made: Disclosure) -> Disclosure:
        scanned(now=self.now)
        steps = made.item.chain_on(self.now.date()).steps
        for step in steps:
            if step.role not in self.hands:
                self.hands[step.role] = make_person(f"hand-{step.role}")
                give_role(self.hands[step.role], Role(step.role), self.agency)
            give_verdict(made, by=self.hands[step.role], now=self.now, says="approve", opinion="同意")
        made.refresh_from_db()
        return made


@pytest.fixture
def office(make_agency, client, now, monkeypatch) -> Office:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return Office(make_agency("quality2", regime="quality-bureau-3"), client, now)


PERMIT = {
    "element_basis": f"《{LAW}》第十二条",
    "element_project": "特种设备使用登记",
    "element_procedure": "申请、受理、审查、决定。",
    "element_state_secret": "none",
    "element_trade_secret": "removed",
    "element_privacy": "none",
}


def test_a_permit_goes_from_the_form_to_everybody_with_its_basis_and_three_exemptions(office):
    """B-056, B-057: typed, sent, approved, read in public, by programs, and after a correction in both versions."""
    item = office.item("permit")
    for name, wrong in {
        "basis": "无",
        "state_secret": "",
        "trade_secret": "不知道",
        "procedure": "见附件",
    }.items():
        page = office.send(item, **{**PERMIT, f"element_{name}": wrong})
        assert page.status_code == 422 and set(page.context["form"].errors) == {f"element_{name}"}
        assert "特种设备使用登记" in page.content.decode()  # everything typed is still there
        assert not wrong or wrong == "不知道" or f"{wrong}" in page.content.decode()
    assert not Disclosure.objects.exists()
    assert office.send(item, **PERMIT).status_code == 302
    made = office.publish(Disclosure.objects.get())
    assert made.status == "published"
    office.client.logout()
    page = office.client.get(reverse("disclosure", args=[made.pk])).content.decode()
    for words in (f"《{LAW}》第十二条", "不涉及国家秘密", "涉及商业秘密的内容已删去", "不涉及个人隐私"):
        assert words in page, words
    told = office.client.get(f"/api/v1/disclosures/{made.pk}/").json()
    assert told["elements"]["trade_secret"] == "涉及商业秘密的内容已删去"
    fix = correcting.begin(made, reason="依据有误", by=office.clerk, now=office.now)
    office.client.force_login(office.clerk)
    address = reverse("admin:catalog_disclosure_change", args=[fix.pk])
    typed = office.client.get(address).context["form"]
    assert typed.fields["element_trade_secret"].initial == "removed"  # what was chosen is chosen again
    changed = {**PERMIT, "element_basis": f"《{LAW}》第十三条", "correction_reason": "依据有误"}
    assert office.client.post(address, office.form(item, **changed)).status_code == 302
    fix.refresh_from_db()
    office.publish(fix)
    versions = [one.elements["basis"] for one in made.versions.order_by("number")]
    assert versions == [f"《{LAW}》第十二条", f"《{LAW}》第十三条"]


def test_a_permit_without_its_basis_is_not_published_however_urgent(office):
    """B-057, by whoever has the right to hurry."""
    item = office.item("permit")
    said = {"title": "许可", "body": "许可。", "channels": item.channels[:1], "formed_on": office.now.date()}
    made = disclosures.draft(item=item, by=office.clerk, now=office.now, elements={"basis": "无"}, **said)
    leader = make_person("leader-here")
    give_role(leader, Role.LEADER_IN_CHARGE, office.agency)
    with pytest.raises(Refused):
        emergencies.publish(made, reason="快", secrecy=True, by=leader, now=office.now)
    disclosures.revise(made, by=office.clerk, now=office.now, elements={"basis": PERMIT["element_basis"]})
    emergencies.publish(made, reason="快", secrecy=True, by=leader, now=office.now)
    made.refresh_from_db()
    assert made.status == "published"


def test_an_expense_is_read_as_a_table_of_its_accounts(office):
    """B-059, B-066: sums are sums, and a line that is none is named by its number."""
    item = office.item("expense")
    typed = {"element_amount": "2.5万元", "element_explanation": "比上年减少一成。"}
    page = office.send(item, **typed, element_details="办公费 | 10000\n差旅费 | 若干")
    assert "第2行" in str(page.context["form"].errors["element_details"])
    assert "差旅费 | 若干" in page.content.decode()
    assert office.send(item, **typed, element_details="办公费 | 10000\n差旅费 | 15000").status_code == 302
    made = office.publish(Disclosure.objects.get())
    office.client.logout()
    page = office.client.get(reverse("disclosure", args=[made.pk])).content.decode()
    assert "25,000.00元" in page and "<td>差旅费</td><td>15,000.00元</td>" in page.replace("\n", "")


def test_a_package_of_a_power_holds_its_file_and_a_power_its_four_links(
    make_agency, client, now, monkeypatch
):
    """I-222 一盘 and I-218 四个对应: the file is added with the form, the links lead to items."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    office = Office(make_agency("city", regime="city-office"), client, now)
    item = office.item("power_package")
    words = {f"element_{code}": f"{code}的内容如下" for code in ("table", "chart", "marks", "form")}
    page = office.send(item, **words, element_file="+")
    assert set(page.context["form"].errors) == {"element_file"}
    upload = SimpleUploadedFile("权力清单.txt", "一、权力。".encode(), content_type="text/plain")
    assert office.send(item, **words, element_file="+", uploads=[upload]).status_code == 302
    assert Disclosure.objects.get().elements["file"] == "权力清单.txt"
    item = DisclosureItem.objects.filter(agency=office.agency, elements="four_matches").first()
    chance = random.Random(1)
    assert set(fitting(item, chance, now)) == {"laws", "division", "body", "government"}
    made = disclosures.draft(
        item=item, by=office.clerk, now=now, title="四个对应", body="", formed_on=now.date(), channels=item.channels,
        audience=item.audience, attested=True, elements={**fitting(item, chance, now), "division": "99"},
    )  # fmt: skip
    with pytest.raises(Refused):
        disclosures.propose(made, by=office.clerk, now=now)
    disclosures.revise(made, by=office.clerk, now=now, elements=fitting(item, chance, now))
    assert disclosures.propose(made, by=office.clerk, now=now).status == "in_review"


def test_a_regime_file_with_a_part_that_means_nothing_is_named_by_its_place(tmp_path):
    """A choice without answers, rows without columns, a least length of a day."""
    text = (REGIMES / "community.yaml").read_text(encoding="utf-8")
    added = "    - {code: odd, name: {zh: 奇怪, en: Odd}, type: choice}\n"
    added += "    - {code: odder, name: {zh: 更怪, en: Odder}, type: day, least: 5}\n"
    text = text.replace("elements:\n  meeting_record:\n", f"elements:\n  meeting_record:\n{added}")
    file = tmp_path / "community.yaml"
    file.write_text(text, encoding="utf-8")
    found = [str(one) for one in reading.read(file).problems]
    assert len(found) == 2 and "options" in found[0]
