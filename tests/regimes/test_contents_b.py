"""The regimes of documents D to H say what their regulations say; what holds for J1, J2 and J4 too stands here."""

from pathlib import Path

import jsonschema
import pytest
import yaml
from django.conf import settings

from core.regimes.parsed import Regime, Span, parse
from core.roles import Role

REGIMES = Path(settings.BASE_DIR) / "regimes"
DOCUMENTS = {
    "county-planning": "D",
    "township": "E",
    "water-bureau": "F",
    "shanshan-town": "G",
    "hr-bureau": "H",
    "community": "J1",
    "bureau-proactive": "J2",
    "district": "J4",
}
UNNUMBERED = ("原文", "未定")  # how a note owns up to a number that the source does not give


def read(code: str) -> dict:
    """The regime file as plain data."""
    return yaml.safe_load((REGIMES / f"{code}.yaml").read_text(encoding="utf-8"))


def regime(code: str) -> Regime:
    """The regime, parsed."""
    return parse(read(code))


def working(days: int) -> Span:
    """A span of working days."""
    return Span(days, working=True)


def calendar(days: int) -> Span:
    """A span of calendar days."""
    return Span(days, working=False)


def element_codes(rules: Regime, item: str) -> list[str]:
    """The obligatory parts of a disclosure under ``item``, in order."""
    return [element.code for element in rules.elements[rules.items[item].elements]]


def items_of(rules: Regime, department: str) -> list[str]:
    """The Chinese titles of what ``department`` must disclose."""
    return [item.name.zh for item in rules.items.values() if item.department == department]


def under(rules: Regime, category: str) -> list[str]:
    """The codes of the items right under ``category``."""
    return [item.code for item in rules.items.values() if item.category == category]


@pytest.mark.parametrize("code", DOCUMENTS)
def test_file_is_valid_and_names_its_document(code):
    """A file keeps the schema, is called as its regime, and cites no other document's lines."""
    data = read(code)
    schema = yaml.safe_load((REGIMES / "regime.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    document = DOCUMENTS[code]
    assert (data["regime"], data["source"]["document"]) == (code, document)
    cited = {line for item in parse(data).items.values() for line in item.requirements}
    assert {line.split("-")[0] for line in cited} <= {document, "law"}


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_reference_leads_somewhere(code):
    """Items, channels and departments point only at what the file defines; roles are roles of the portal."""
    rules = regime(code)
    assert {step.role for chain in rules.chains.values() for step in chain.steps} <= set(Role.values)
    assert {unit.under for unit in rules.departments.values() if unit.under} <= set(rules.departments)
    assert {it.keeper for it in rules.channels.values() if it.keeper} <= set(rules.departments)
    for item in rules.items.values():
        assert item.cadence in rules.cadences
        assert item.department in rules.departments
        assert item.chain in rules.chains
        assert item.elements is None or item.elements in rules.elements
        assert {*item.channels, *item.never_on} <= set(rules.channels)
        assert item.blocked or item.channels


@pytest.mark.parametrize("code", DOCUMENTS)
def test_one_disclosure_office_and_a_web_channel(code):
    """Each body has exactly one disclosure office and a web channel; staff matters never go on the web."""
    rules = regime(code)
    assert sum(unit.disclosure_office for unit in rules.departments.values()) == 1
    web = {channel.code for channel in rules.channels.values() if channel.kind == "web"}
    assert web
    inside = [item for item in rules.items.values() if item.audience in ("staff", "leadership")]
    assert not [item.code for item in inside if web & set(item.channels)]


@pytest.mark.parametrize("code", DOCUMENTS)
def test_invented_numbers_are_owned_up_to(code):
    """None of these sources gives days for publishing: each cadence says in its note what was chosen."""
    looked_at = list(regime(code).cadences.values())
    assert looked_at
    for cadence in looked_at:
        assert cadence.note, cadence.code
        assert any(word in cadence.note.zh for word in UNNUMBERED), cadence.code


SECTIONS = {
    "general_development",
    "tendering",
    "key_projects",
    "work_relief",
    "personnel_secretariat",
    "other_sections",
}


def test_county_planning_promises_100_and_80_percent():
    """D-114, D-115: whatever must be disclosed is, and four in five of the public are satisfied."""
    targets = regime("county-planning").targets
    assert (targets.coverage_percent, targets.satisfaction_percent) == (100, 80)


def test_county_planning_has_four_key_posts_and_a_first_inquiry_window():
    """D-117, D-118: four key posts; the first-inquiry window lies in the general development section."""
    departments = regime("county-planning").departments
    key_posts = {unit.code for unit in departments.values() if unit.key_post}
    assert key_posts == {"general_development", "tendering", "key_projects", "work_relief"}
    assert departments["first_inquiry"].under == "general_development"
    assert departments["first_inquiry"].kind == "service_window"


def test_county_planning_services_carry_eight_elements():
    """D:021: every service of every section has the eight parts that the sentence names, in its order."""
    rules = regime("county-planning")
    services = [item for item in rules.items.values() if item.elements == "service"]
    assert {item.department for item in services} == SECTIONS
    assert [part.name.zh for part in rules.elements["service"]] == [
        "办事依据",
        "办事条件",
        "办事程序",
        "办事时限",
        "办事结果",
        "办事纪律",
        "监督措施",
        "违诺责任追究办法",
    ]


def test_county_planning_leading_group_publishes_promises_of_every_section():
    """D:023: 领导小组将对各股室承诺,践诺公示: not each section by itself; duties are each section's own (D:015)."""
    rules = regime("county-planning")
    promises = [item for item in rules.items.values() if item.elements == "promise"]
    assert {item.department for item in promises} == {"leaders"}
    assert [item.name.zh.removesuffix("承诺、践诺公示") for item in promises] == [
        "综合发展股",
        "招投标管理股",
        "重点办",
        "以工代赈办",
        "人秘股",
        "其他各股室",
    ]
    duties = [item for item in rules.items.values() if item.name.zh.endswith("的职责、权限")]
    assert {item.department for item in duties} == SECTIONS


def test_county_planning_plates_show_duty_and_post_and_no_name():
    """D:024: 示明工作职责和职务."""
    rules = regime("county-planning")
    assert [part.name.zh for part in rules.elements["plate"]] == ["工作职责", "职务"]
    assert rules.items["1.7"].elements == "plate"


def test_township_blocks_its_legacy_name_lists():
    """E-133, E-136, E-137: lists of couples, of fined persons and of children's diagnoses stay unpublished."""
    rules = regime("township")
    blocked = {item.code for item in rules.items.values() if item.blocked}
    assert blocked == {"3.3", "4.3", "8.1.2", "8.2.2", "8.3.2"}
    assert "隐私" in rules.items["3.3"].blocked.zh


def test_township_villages_publish_sums_once_a_year():
    """E-130, E-136: every administrative village owes its own yearly sums."""
    rules = regime("township")
    villages = {unit.code for unit in rules.departments.values() if unit.kind == "village"}
    yearly = {item.department for item in rules.items.values() if item.cadence == "village_yearly"}
    assert len(villages) == 3
    assert yearly == villages
    assert rules.cadences["village_yearly"].kind == "annual"


def test_township_disclosure_office_stands_under_the_leading_group():
    """E:043: the office is not the family planning office; the quarterly meeting is held, not published."""
    rules = regime("township")
    (office,) = (unit for unit in rules.departments.values() if unit.disclosure_office)
    assert (office.code, office.under) == ("disclosure_office", "leading_group")
    assert "纪检组长" in office.name.zh
    assert not [item.code for item in rules.items.values() if "例会" in item.name.zh]


def test_township_charges_and_base_figures_are_public():
    """E:025: the sentence begins with standards and ends with base figures; neither holds personal data."""
    rules = regime("township")
    assert (rules.items["4.4"].name.zh, rules.items["4.4"].cited.quote) == (
        "计划生育收费、罚款标准",
        "公开计划生育收费、罚款标准",
    )
    assert rules.items["4.5"].cited.quote == "乡级计划生育费征收底数要公开"
    assert {rules.items[code].blocked for code in ("4.4", "4.5")} == {None}


def test_township_seven_prohibitions_are_not_posted_up():
    """E-138: no board and no newspaper may carry them."""
    rules = regime("township")
    boards = {"board", "display_board", "notice_board", "wall_newspaper"}
    assert set(rules.items["4.2"].never_on) == {*boards, "newspaper"}


def test_township_delivers_to_the_site_and_a_plate():
    """E:050: all goes to the government site, and onto the plates but for the seven prohibitions (E:027)."""
    rules = regime("township")
    public = [it for it in rules.items.values() if it.audience == "public" and not it.blocked]
    assert all("website" in item.channels for item in public)
    assert [item.code for item in public if "notice_board" not in item.channels] == ["4.2"]
    assert rules.channels["notice_board"].name.zh == "公示牌"


def test_township_enforcement_is_a_flow_of_seven_steps():
    """E-135: from showing identification to the lawsuit."""
    steps = element_codes(regime("township"), "4.1")
    assert len(steps) == 7
    assert (steps[0], steps[-1]) == ("identity", "litigation")


WATER_SECTIONS = [
    "party_office",
    "finance",
    "water_works",
    "water_administration",
    "design_team",
    "flood_control",
    "diversified_business",
]


@pytest.mark.parametrize("section", ["leaders", *WATER_SECTIONS, "reservoir_station", "irrigation_station"])
def test_water_bureau_every_list_has_an_open_end(section):
    """F-151, F-152: leaders, seven sections and the grass-roots units each have a list with an open end.

    It ends the source's sentence; its number stayed where it was when the contents before it were added.
    """
    assert items_of(regime("water-bureau"), section).count("应当公开的未尽事项") == 1


@pytest.mark.parametrize("station", ["9.1", "9.2"])
def test_water_bureau_grass_roots_units_disclose_to_everybody(station):
    """F:019: what each unit discloses; the source keeps none of it for the staff (F:008)."""
    rules = regime("water-bureau")
    its = [rules.items[code] for code in under(rules, station)]
    assert {item.audience for item in its} == {"public"}
    assert {item.name.zh for item in its if item.cited.clause == "三(二)第1段"} == {
        "本单位全体领导的岗位和职责",
        "各级职称的评定条件",
        "各级职称的分配名额",
        "各级职称的评定结果",
        "干部职工考核的内容、程序及结果",
        "评优选模的级别、数量、条件和评选结果",
        "财务的收支账目",
        "伙食标准的收支账目",
        "本单位待遇及工作奖励情况",
        "工、青、妇有关情况",
        "应当公开的未尽事项",
    }


def test_water_bureau_discloses_drafts_before_the_decision():
    """F-169: the draft lies before the decision and leaves room for the opinion period; the final text after."""
    rules = regime("water-bureau")
    draft, final = rules.cadences["pre_disclosure"].phases
    assert draft.publish.days < 0 < final.publish.days
    assert rules.clocks["pre_disclosure"].length.days <= -draft.publish.days
    assert rules.items["1.3"].cadence == "pre_disclosure"


@pytest.mark.parametrize(
    ("code", "item"),
    [("water-bureau", "6.3"), ("water-bureau", "6.4"), ("water-bureau", "7.2"), ("shanshan-town", "2.3.1")],
)
def test_plans_and_budgets_come_before_the_year_is_over(code, item):
    """F-156, G-179: a flood plan or a budget that is published after its year is of no use."""
    rules = regime(code)
    cadence = rules.cadences[rules.items[item].cadence]
    assert cadence.kind == "annual"
    assert cadence.propose.days < cadence.publish.days < -200


def test_water_bureau_units_have_four_things_on_the_wall():
    """F:021: 四上墙, in each unit; box and telephone are told by the discipline committee (F:039)."""
    rules = regime("water-bureau")
    assert [part.name.zh for part in rules.elements["walls"]] == [
        "办事机构示意图上墙",
        "办事程序上墙",
        "办事依据上墙",
        "办事条件和办事结果上墙",
    ]
    walls = [item for item in rules.items.values() if item.elements == "walls"]
    assert {item.department for item in walls} == {"reservoir_station", "irrigation_station"}
    assert set(items_of(rules, "discipline_committee")) == {
        "明查暗访的查访结果通报",
        "群众举报、投诉问题的调查处理结果",
        "举报箱、举报电话",
    }


def test_shanshan_town_discloses_seven_matters_under_four_lead_departments():
    """G:011: how big decisions are carried out, and six areas; four lead together, who handles each was chosen."""
    rules = regime("shanshan-town")
    areas = [category.name.zh for category in rules.categories if category.parent == "2"]
    assert areas == [
        "工程建设",
        "土地管理",
        "财政管理",
        "国有资产管理",
        "专项资金管理使用",
        "政府采购",
        "重大决策落实执行情况",
    ]
    led = [item for item in rules.items.values() if item.cited.clause == "二(二)1"]
    assert len(led) == len(areas) + 2
    assert {item.department for item in led} == {
        "government_office",
        "economic_office",
        "finance_office",
        "construction_office",
    }
    assert all("共同牵头" in item.cited.choice.zh for item in led)


def test_shanshan_town_is_ordered_to_improve_its_procedures_not_to_publish_them():
    """G:008: five steps and four rules are improved and carried out; nothing is owed to the public."""
    rules = regime("shanshan-town")
    assert not [item.code for item in rules.items.values() if item.cited.clause == "二(一)1"]
    assert rules.clocks["participation"].length == working(10)


def test_shanshan_town_budgets_come_with_an_explanation_and_villages_disclose_funds():
    """G:012: a budget comes with its explanation; villages publish five particulars of a fund, scope and limit."""
    rules = regime("shanshan-town")
    assert {item.code for item in rules.items.values() if item.elements == "budget"} == {"2.3.1"}
    assert "explanation" in element_codes(rules, "2.3.1")
    funds = [item for item in rules.items.values() if item.elements == "fund"]
    assert {rules.departments[item.department].kind for item in funds} == {"village"}
    assert [part.name.zh for part in rules.elements["fund"]] == [
        "管理办法",
        "资金来源",
        "分配标准",
        "分配结果",
        "拨付情况",
        "公开范围",
        "公开时限（最迟公开日）",
    ]
    spending = [item for item in rules.items.values() if item.elements == "expenditure"]
    assert {item.department for item in spending} == {"allocating_departments"}
    assert [part.name.zh for part in rules.elements["expenditure"]] == ["管理办法", "分配因素"]


def test_shanshan_town_service_centre_has_eight_areas():
    """G:014: eight areas, all named by the source, led by five offices together."""
    rules = regime("shanshan-town")
    its = [rules.items[code] for code in under(rules, "3.1")]
    assert [item.name.zh for item in its] == [
        "劳动就业",
        "社会保险",
        "综治信访",
        "社会救助",
        "社会福利",
        "计划生育",
        "农用地审批",
        "新型农村合作医疗",
    ]
    assert {item.department for item in its} == {
        "government_office",
        "economic_office",
        "stability_office",
        "civil_affairs",
        "family_planning_station",
    }


def test_hr_bureau_approves_in_three_steps():
    """H-198: the section puts forward, the leader in charge reviews, the leading group approves."""
    steps = regime("hr-bureau").chains["ordinary"].steps
    assert [(step.role, step.kind) for step in steps] == [
        ("department_head", "single"),
        ("leader_in_charge", "single"),
        ("leading_group", "collective"),
    ]


def test_hr_bureau_archives_in_order_of_publication():
    """H-200: filed with the disclosure office, numbered as published."""
    archive = regime("hr-bureau").archive
    assert (archive.holder, archive.order) == ("disclosure_office", "by_publication")


def test_hr_bureau_contents():
    """H-191 number, day, name; H-194 nine elements; H:018 eleven matters, public; H:020 to H:024 five points."""
    rules = regime("hr-bureau")
    assert rules.source.number == "阿市人劳社字〔2011〕28号"
    assert rules.source.issued_on.isoformat() == "2011-03-28"
    assert (
        "阿克苏市人事劳动和社会保障局" in rules.title.zh
        and "阿克苏市人事劳动和社会保障局" in rules.source.title
    )
    assert len(rules.elements["service"]) == 9
    assert [rules.items[code].name.zh for code in under(rules, "3")] == [
        "毕业生就业",
        "机关事业单位招聘人员岗位信息",
        "职称评聘",
        "任免奖惩",
        "民主评议干部情况",
        "领导干部廉洁自律情况",
        "工人技术等级考核",
        "工资福利",
        "专业技术人员管理",
        "人才交流",
        "军转干部安置",
    ]
    assert {rules.items[code].audience for code in under(rules, "3")} == {"public"}
    points = {item.cited.clause for item in rules.items.values() if item.category.startswith("4.")}
    assert points == {f"二(二){number}" for number in range(1, 6)}


@pytest.mark.parametrize("code", DOCUMENTS)
def test_only_two_other_bodies_publish_the_handling_again(code):
    """B:022 and C:036 do; none of these sources asks for it."""
    assert regime(code).feedback.republish is False


@pytest.mark.parametrize("code", DOCUMENTS)
def test_what_is_ordered_to_be_done_is_no_item(code):
    """Meetings, trainings, assessments of disclosure, liability and statistics are done, not owed to anybody."""
    ordered = ("例会", "培训情况", "政务公开考核", "责任追究情况", "自查清理", "满意率", "办结率", "年度总结")
    names = [item.name.zh for item in regime(code).items.values()]
    assert not [name for name in names if any(word in name for word in ordered)]
