"""The regimes of documents A, B, C, I and J3 and of the national law say what their regulations say."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from core.regimes import reading
from core.regimes.parsed import Regime, Span, parse

REGIMES = Path(settings.BASE_DIR) / "regimes"


def regime(code: str) -> Regime:
    """The regime, parsed."""
    return parse(reading.read(REGIMES / f"{code}.yaml").data)


def working(days: int) -> Span:
    """A span of working days."""
    return Span(days, working=True)


def groups(rules: Regime, category: str) -> set[str]:
    """The numbered groups right under a category: its items and the categories that break an item up."""
    items = {item.code for item in rules.items.values() if item.category == category}
    return items | {it.code for it in rules.categories if it.parent == category}


def cadences_of(rules: Regime, *items: str) -> set[str]:
    """The kinds of cadence of some items."""
    return {rules.cadences[rules.items[item].cadence].kind for item in items}


def steps(rules: Regime, chain: str) -> list[tuple[str, str]]:
    """Who approves in a chain, and how."""
    return [(step.role, step.kind) for step in rules.chains[chain].steps]


def test_economic_zone_has_17_and_7_and_6_groups():
    """A-003 to A-031: main matters, services, internal matters, each numbered as in the document."""
    rules = regime("economic-zone")
    assert [groups(rules, part) for part in "123"] == [
        {f"{part}.{number}" for number in range(1, last + 1)}
        for part, last in (("1", 17), ("2", 7), ("3", 7))  # two of the six of class 3 are broken up: 3 and 4
    ]
    assert len(groups(rules, "1.13")) == 7


@pytest.mark.parametrize(
    ("line", "kind", "items"),
    [
        ("A-037", "immediate", {"1.1", "1.16", "1.17", "3.3.1", "3.4", "4.1", "4.9"}),
        ("A-039", "monthly", {"3.2.1", "3.3.2"}),
        ("A-040", "quarterly", {"1.7.2", "1.11.2", "2.3.2"}),
        ("A-041", "annual", {"1.3.4", "1.7.1", "1.9.1", "3.1", "3.3.3"}),
        ("A-042", "per_batch", {"1.3.2", "1.3.3", "1.6.2", "1.6.3", "1.11.1"}),
        ("A-036", "decision_phases", {"1.6.1"}),
    ],
)
def test_economic_zone_keeps_each_group_to_its_rhythm(line, kind, items):
    """A-036 to A-042: what the document puts under a rhythm has it."""
    rules = regime("economic-zone")
    assert {item.code for item in rules.items.values() if line in item.requirements} == items
    assert cadences_of(rules, *items) == {kind}


def test_economic_zone_always_displays_six_groups():
    """A-043: names, functions, permits, penalties, promises, and finance rules (the last inside)."""
    rules = regime("economic-zone")
    shown = [item for item in rules.items.values() if "A-043" in item.requirements]
    assert {rules.cadences[item.cadence].kind for item in shown} == {"permanent"}
    assert {"2.1", "2.2", "2.3.1", "2.5", "2.4.2", "3.2.2"} <= {item.code for item in shown}


def test_economic_zone_emergencies_wait_for_no_batch():
    """A-015: warning, event, response and inquiry go out at once."""
    rules = regime("economic-zone")
    at_once = groups(rules, "1.12") - {"1.12.6"}  # the state of public order is no emergency
    assert at_once == {f"1.12.{number}" for number in range(1, 6)}
    assert {rules.items[item].cadence for item in at_once} == {"emergency"}
    assert rules.cadences["emergency"].kind == "emergency"


def test_economic_zone_guides_have_ten_elements():
    """A-023: basis, conditions, demands, procedure, limit, result, fees, discipline, responsibility, complaints."""
    rules = regime("economic-zone")
    assert len(rules.elements["service_guide"]) == 10
    assert rules.items["2.3.1"].elements == "service_guide"


def test_papers_of_the_archive_are_no_items_of_the_zone():
    """A-050: what 四第4段 lists the archive holds; only superior documents are matters of disclosure as well."""
    rules = regime("economic-zone")
    assert {item.files_under for item in rules.items.values()} - {None} == {"superior_documents"}
    assert rules.archive.holder == "department"


def test_internal_matters_of_the_zone_stay_inside():
    """A-032: board, intranet, documents, meetings, and nothing that everybody sees."""
    rules = regime("economic-zone")
    inside = [item for item in rules.items.values() if item.code.startswith("3.")]
    assert {item.audience for item in inside} == {"staff"}
    used = {channel for item in inside for channel in item.channels}
    assert used == {"internal_board", "intranet", "document", "meeting"}


def test_quality_bureau_2_limits_only_the_proposal():
    """B-076, B-077, X1, X2: 7 working days and two days of the year to put forward; no limit, no window."""
    rules = regime("quality-bureau-2")
    timely = rules.cadences["timely"]
    assert (timely.propose, timely.publish) == (working(7), None)
    windows = rules.cadences["half_year"].windows
    assert [(it.propose_by, it.opens, it.closes) for it in windows] == [
        ((6, 30), None, None),
        ((12, 31), None, None),
    ]


def test_quality_bureau_3_has_both_limits_and_windows():
    """C-095 to C-097: 7 and 20 working days; July and, for December's proposals, January."""
    rules = regime("quality-bureau-3")
    timely = rules.cadences["timely"]
    assert (timely.propose, timely.publish) == (working(7), working(20))
    windows = rules.cadences["half_year"].windows
    assert [(it.propose_by, it.opens, it.closes) for it in windows] == [
        ((6, 30), (7, 1), (7, 15)),
        ((12, 31), (1, 1), (1, 15)),
    ]


@pytest.mark.parametrize("code", ["quality-bureau-2", "quality-bureau-3"])
def test_quality_bureaus_take_major_matters_to_the_party_group(code):
    """B-078, B-079: one leader, and for major or sensitive matters the Party group together."""
    rules = regime(code)
    assert steps(rules, "ordinary") == [("leader_in_charge", "single")]
    assert steps(rules, "major") == [("leader_in_charge", "single"), ("party_group", "collective")]
    assert rules.feedback.republish


def test_quality_bureaus_differ_in_channels_and_archive():
    """C-098 to C-103: LAN, hearing, WeChat and keepers are only in C, and so is the keeper's archive."""
    second, third = regime("quality-bureau-2"), regime("quality-bureau-3")
    assert {"lan_site", "hearing", "wechat"} <= set(third.channels) - set(second.channels)
    assert any(it.keeper for it in third.channels.values())
    assert not any(it.keeper for it in second.channels.values())
    assert (second.archive.holder, third.archive.holder) == ("department", "channel_keeper")


@pytest.mark.parametrize("code", ["quality-bureau-2", "quality-bureau-3"])
def test_quality_bureaus_show_five_expenses_and_their_internal_affairs_inside(code):
    """B-059: five kinds of expense; B-063: four internal groups for the staff, Party work in its domain."""
    rules = regime(code)
    assert len([it for it in rules.items.values() if it.elements == "expense"]) == 5
    inside = [it for it in rules.items.values() if "B-063" in it.requirements]
    assert {it.audience for it in inside} == {"staff"}
    assert {it.domain for it in inside} == {"government", "party"}


def test_city_office_discloses_ten_groups_of_decisions_and_four_kinds_of_power():
    """I-208 and I-215; each power has its table, chart, form and file (I-222)."""
    rules = regime("city-office")
    assert len(groups(rules, "1")) == 10
    assert all(rules.items[item].key for item in groups(rules, "1"))
    powers = [it for it in rules.items.values() if it.elements == "power_package"]
    assert [it.cited.quote for it in powers] == [
        "所行使的专门职权",
        "法律法规所确定的共有职权",
        "以本单位为主行使的职权",
        "协助、配合其他部门实施执法行为的职权",
    ]
    parts = [part.name.zh for part in rules.elements["power_package"]]
    assert [part[:2] for part in parts] == ["一表", "一图", "流程", "一件", "一盘"]


def test_city_office_discloses_people_money_and_property_to_everybody():
    """I:017, I:022: they are key contents on website, document room, board and brochure, reviewed as those are."""
    rules = regime("city-office")
    for code in ("2.1", "2.2", "2.3", "2.4"):
        item = rules.items[code]
        assert (item.audience, item.chain, item.key) == ("public", "ordinary", True)
        assert set(item.channels) == {"web", "document_room", "board", "brochure"}


def test_city_office_approves_up_to_the_superior():
    """I:020 compiles key contents only; I:027 to I:032: powers go from the leading group to the city government."""
    rules = regime("city-office")
    assert steps(rules, "power") == [
        ("leading_group", "collective"),
        ("party_group", "collective"),
        ("head", "single"),
        ("superior_office", "external"),
        ("superior_office", "external"),
    ]
    assert [step.code for step in rules.chains["power"].steps][-1] == "approved"
    assert steps(rules, "ordinary") == [
        ("compiling_division", "single"),
        ("leading_group", "collective"),
        ("compiling_division", "report"),
    ]


def test_city_office_has_seven_milestones_of_the_office_as_a_whole():
    """I-212, I-221: the text bears no day of issue; its number is of 2008 and the first day owed is 25 December."""
    rules = regime("city-office")
    days = [it.on for code in ("key_contents", "open_powers") for it in rules.cadences[code].milestones]
    assert days == [
        date(2008, 12, 25),
        date(2008, 12, 31),
        date(2009, 1, 20),
        date(2009, 2, 15),
        date(2009, 2, 23),
        date(2009, 2, 28),
        date(2009, 3, 25),
    ]
    assert rules.source.issued_on is None and rules.valid_from == days[0]
    owing = [item for item in rules.items.values() if rules.cadences[item.cadence].kind == "campaign"]
    assert [item.code for item in owing] == ["4.1", "4.2"]


def test_city_office_explains_a_change_in_twenty_working_days():
    """I-227: of a list or a flow chart, to the joint-meeting office."""
    rules = regime("city-office")
    assert rules.clocks["explain_change"].length == working(20)
    assert rules.cadences["explain_change"].publish == working(20)


def test_city_office_knows_four_circles():
    """I-230: leadership, the whole office, the counterparties, all of society."""
    assert {it.audience for it in regime("city-office").items.values()} == {
        "leadership",
        "staff",
        "counterparty",
        "public",
    }


def test_bureau_on_application_has_its_three_clocks():
    """J3-273, J3-274, J3-282, J3-283: on the spot, 5 from registration, 15 from the decision, at most 30 more."""
    applications = regime("bureau-on-application").applications
    clocks = {
        code: (it.length, it.start)
        for code, it in applications.clocks.items()
        if code not in ("third_party", "agencies", "rectify")
    }
    assert clocks == {
        "register": (working(0), "received"),
        "answer": (working(5), "registered"),
        "deliver": (working(15), "decided"),
    }
    assert applications.extension.at_most == working(30)


def test_bureau_on_application_gives_seven_answers():
    """J3-275 to J3-281: each with what its letter must say and what it does."""
    outcomes = regime("bureau-on-application").applications.outcomes
    assert [(code, it.effect) for code, it in outcomes.items()] == [
        ("disclosed", "disclose"),
        ("refused", "close"),
        ("already_public", "point"),
        ("published_now", "publish"),
        ("transferred", "transfer"),
        ("nonexistent", "close"),
        ("unclear", "correct"),
    ]
    assert set(outcomes["disclosed"].needs) == {"time", "place", "way"}
    assert set(outcomes["refused"].needs) == {"reasons", "grounds"}


def test_bureau_on_application_takes_telegrams_but_nothing_oral():
    """J3-268, X18: letter, telegram, fax, e-mail, web; at the counter because it registers on the spot."""
    channels = set(regime("bureau-on-application").applications.channels)
    assert channels == {"web", "counter", "letter", "telegram", "fax", "email"}


def test_national_law_lists_articles_20_and_21():
    """Fifteen contents; seven of cities and counties, eight of townships."""
    rules = regime("national-2019")
    assert [len(groups(rules, part)) for part in ("1", "2.1", "2.2")] == [15, 7, 8]


def test_national_law_answers_in_20_and_publishes_in_20():
    """Articles 26, 30, 32, 33: 20 working days, 20 more, correction within 7 with a new clock, third party 15."""
    rules = regime("national-2019")
    applications = rules.applications
    assert rules.cadences["as_made"].publish == working(20)
    assert (applications.clocks["answer"].length, applications.clocks["answer"].start) == (
        working(20),
        "received",
    )
    assert (applications.extension.at_most, applications.extension.approver) == (
        working(20),
        "disclosure_office",
    )
    assert (applications.correction.ask_within, applications.correction.then) == (working(7), "restart")
    assert applications.clocks["third_party"].length == working(15)


def test_national_law_reports_by_the_end_of_january():
    """Article 49: 31 days after the year."""
    report = regime("national-2019").cadences["annual_report"]
    assert (report.kind, report.publish) == ("annual", Span(31, working=False))


def test_refusals_go_to_reconsideration_first_and_other_answers_need_not():
    """Administrative Reconsideration Act, article 23: only refusals, in whole or part, must be reconsidered first."""
    outcomes = regime("national-2019").applications.outcomes.values()
    first = {it.code for it in outcomes if "应当先" in it.remedies.zh}
    refusals = {it.code for it in outcomes if "不予公开" in it.name.zh} | {"partial"}
    assert first == refusals
    disclosed = regime("bureau-on-application").applications.outcomes["disclosed"]
    assert "先申请行政复议" in disclosed.remedies_of("partial").zh  # the part that is withheld
    assert "先申请行政复议" not in disclosed.remedies_of("").zh


def test_items_stand_in_the_order_of_their_numbers():
    """1.9 before 1.10, whatever part of the file they are written in."""
    numbers = [[int(part) for part in code.split(".")] for code in regime("economic-zone").items]
    assert numbers == sorted(numbers)
