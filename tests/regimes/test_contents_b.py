"""The regimes of documents D to H, J1, J2 and J4 say what their regulations say."""

from pathlib import Path

import jsonschema
import pytest
import yaml
from django.conf import settings
from django.db import transaction

from core.actions import load_regime_version
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
    """D-119: basis, conditions, procedure, limit, result, discipline, supervision, breach, in that order."""
    rules = regime("county-planning")
    guides = [item for item in rules.items.values() if item.elements == "service"]
    assert len(guides) == 4
    assert element_codes(rules, guides[0].code) == [
        "basis",
        "conditions",
        "procedure",
        "time_limit",
        "result",
        "discipline",
        "supervision",
        "breach",
    ]


def test_county_planning_publishes_promises_of_every_section():
    """D-120: each section's promises stand beside how they were kept."""
    rules = regime("county-planning")
    promises = [item for item in rules.items.values() if item.elements == "promise"]
    sections = set(rules.departments) - {"leaders", "first_inquiry"}
    assert {item.department for item in promises} == sections


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


def test_township_leading_group_meets_every_quarter():
    """E-143: the quarterly meeting is owed to the staff."""
    rules = regime("township")
    meeting = rules.items["9.1"]
    assert (rules.cadences[meeting.cadence].kind, meeting.audience) == ("quarterly", "staff")


def test_township_seven_prohibitions_are_not_posted_up():
    """E-138: no board and no newspaper may carry them."""
    rules = regime("township")
    boards = {"board", "notice_board", "wall_newspaper"}
    assert set(rules.items["4.2"].never_on) == {*boards, "newspaper"}


def test_township_delivers_to_the_site_and_a_board():
    """E-144: whatever may be posted up goes both to the government site and on a board."""
    rules = regime("township")
    boards = {channel.code for channel in rules.channels.values() if channel.kind == "board"}
    public = [it for it in rules.items.values() if it.audience == "public" and not it.blocked]
    assert all("website" in item.channels for item in public)
    assert [item.code for item in public if not boards & set(item.channels)] == ["4.2"]


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
def test_water_bureau_every_list_ends_with_other_matters(section):
    """F-151, F-152: leaders, seven sections and the grass-roots units each have a list with an open end."""
    assert items_of(regime("water-bureau"), section)[-1] == "应当公开的未尽事项"


@pytest.mark.parametrize("station", ["9.1", "9.2"])
def test_water_bureau_grass_roots_units_share_eight_items(station):
    """F-157: eight items in every grass-roots unit; titles and accounts are shown to the staff."""
    rules = regime("water-bureau")
    codes = under(rules, station)
    assert len(codes) == 8
    assert {rules.items[code].audience for code in codes[1:-1]} == {"staff"}


def test_water_bureau_discloses_drafts_before_the_decision():
    """F-169: the draft lies before the decision and leaves room for the opinion period; the final text after."""
    rules = regime("water-bureau")
    draft, final = rules.cadences["pre_disclosure"].phases
    assert draft.publish.days < 0 < final.publish.days
    assert rules.clocks["pre_disclosure"].length.days <= -draft.publish.days
    assert rules.items["1.3"].cadence == "pre_disclosure"


@pytest.mark.parametrize(("code", "item"), [("water-bureau", "7.2"), ("shanshan-town", "2.3.1")])
def test_plans_and_budgets_come_before_the_year_is_over(code, item):
    """F-156, G-179: a flood plan or a budget that is published after its year is of no use."""
    rules = regime(code)
    cadence = rules.cadences[rules.items[item].cadence]
    assert cadence.kind == "annual"
    assert cadence.propose.days < cadence.publish.days < -200


def test_water_bureau_units_show_nine_points_and_keep_six_ledgers():
    """F-159: two to have, three plates, four on the wall; F-160: one board, two registers, three rules."""
    rules = regime("water-bureau")
    assert (len(rules.elements["display"]), len(rules.elements["ledgers"])) == (9, 6)
    used = {item.elements for item in rules.items.values()}
    assert {"display", "ledgers"} <= used


def test_shanshan_town_has_six_key_areas_under_four_lead_departments():
    """G-176, G-177: six areas, each led by one of the four offices."""
    rules = regime("shanshan-town")
    areas = [category for category in rules.categories if category.parent == "2"]
    assert {area.name.zh: rules.items[f"{area.code}.1"].department for area in areas} == {
        "工程建设": "construction_office",
        "土地管理": "construction_office",
        "财政管理": "finance_office",
        "国有资产管理": "economic_office",
        "专项资金管理使用": "finance_office",
        "政府采购": "government_office",
    }


def test_shanshan_town_decisions_carry_five_procedural_steps():
    """G-173: participation, experts, hearing, risk, legality."""
    steps = element_codes(regime("shanshan-town"), "1.1")
    assert steps == ["participation", "experts", "hearing", "risk", "legality"]


def test_shanshan_town_budgets_come_with_an_explanation():
    """G-179: no budget without a plain explanation; G-181: five particulars of a fund."""
    rules = regime("shanshan-town")
    assert "explanation" in element_codes(rules, "2.3.1")
    funds = [item for item in rules.items.values() if item.elements == "fund"]
    assert {item.department for item in funds} == {"finance_office", "economic_office", "construction_office"}
    assert element_codes(rules, funds[0].code) == ["rules", "source", "standard", "result", "disbursement"]


def test_shanshan_town_service_centre_has_eight_areas():
    """G-183: eight areas of service are brought into the centre."""
    rules = regime("shanshan-town")
    assert len(under(rules, "3.1")) == 8
    assert {rules.items[code].department for code in under(rules, "3.1")} == {"service_centre"}


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
    """H-191 number and day; H-194 nine elements; H-195 integrity is public; H-196 five areas."""
    rules = regime("hr-bureau")
    assert rules.source.number == "阿市人劳社字〔2011〕28号"
    assert rules.source.issued_on.isoformat() == "2011-03-28"
    assert len(rules.elements["service"]) == 9
    integrity = next(item for item in rules.items.values() if "廉洁自律" in item.name.zh)
    assert integrity.audience == "public"
    assert len([category for category in rules.categories if category.parent == "4"]) == 5


def test_community_complaints_run_in_three_tiers_of_calendar_days():
    """J1-250 to J1-252: at once, three days, a week."""
    clocks = regime("community").clocks
    tiers = {code: clock.length for code, clock in clocks.items() if code.startswith("complaint")}
    assert tiers == {
        "complaint_at_once": calendar(0),
        "complaint_three_days": calendar(3),
        "complaint_one_week": calendar(7),
    }


def test_community_residents_meet_every_half_year():
    """J1-245: the meeting's opinions and answers are public."""
    rules = regime("community")
    meeting = rules.items["3.1"]
    assert (rules.cadences[meeting.cadence].kind, meeting.audience) == ("half_yearly", "public")
    assert "opinions" in element_codes(rules, "3.1")


def test_bureau_proactive_has_nine_contents_and_its_lobby_screen():
    """J2-258: nine contents; J2-260: the disclosure board is a screen on the ground floor."""
    rules = regime("bureau-proactive")
    assert len(under(rules, "1")) == 9
    assert rules.channels["lobby_screen"].kind == "screen"


def test_bureau_proactive_orders_correction_before_it_criticises():
    """J2-263: a written order with a term, then a circular; no circular before the order has run out."""
    clocks = regime("bureau-proactive").clocks
    assert clocks["correction_order"].length == working(15)
    assert clocks["circular_criticism"].start == "decided"
    assert "通报批评" in clocks["circular_criticism"].name.zh


def test_district_answers_in_15_and_extends_by_15():
    """J4-298: 15 working days from receipt, 15 more if a leader of the district approves."""
    applications = regime("district").applications
    answer, extension = applications.clocks["answer"], applications.extension
    assert (answer.length, answer.start) == (working(15), "received")
    assert (extension.at_most, extension.approver) == (working(15), "superior_leader")


def test_district_asks_the_departments_inside_the_limit():
    """J4-297: the departments' own term ends before the answer is due."""
    rules = regime("district")
    inside = rules.clocks["department_answer"].length.days
    assert inside < rules.applications.clocks["answer"].length.days


def test_district_has_eight_contents_and_a_party_domain():
    """J4-301: eight contents; J4-303: Party affairs are their own domain and go to the Party body."""
    rules = regime("district")
    assert len(under(rules, "1")) == 8
    party = [item for item in rules.items.values() if item.domain == "party"]
    assert {item.code for item in party} == set(under(rules, "2"))
    assert {item.chain for item in party} == {"party"}
    assert [step.role for step in rules.chains["party"].steps][-1] == "party_group"


def test_district_refusals_go_to_reconsideration_first():
    """A refusal names reasons and grounds, and reconsideration comes before the court."""
    refused = regime("district").applications.outcomes["refused"]
    assert set(refused.needs) == {"reasons", "grounds"}
    assert "先申请行政复议" in refused.remedies.zh


def test_load_that_was_rolled_back_leaves_no_rules_behind(db, now):
    """A database may give the number of a version that never came to be to the next one."""
    with transaction.atomic():
        abandoned = load_regime_version(read("community"), at=now)
        assert abandoned.rules.code == "community"
        transaction.set_rollback(True)
    assert load_regime_version(read("district"), at=now).rules.code == "district"
