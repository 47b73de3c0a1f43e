"""The regimes of documents J1, J2 and J4 say what their regulations say."""

from django.db import transaction

from core.actions import load_regime_version
from tests.regimes.test_contents_b import calendar, element_codes, read, regime, under, working


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
    """J1:006: opinions are heard every half-year; the source asks for no published answer."""
    rules = regime("community")
    meeting = rules.items["3.1"]
    assert (rules.cadences[meeting.cadence].kind, meeting.audience) == ("half_yearly", "public")
    assert element_codes(rules, "3.1") == ["meeting", "opinions"]
    assert meeting.rhythm.quote == "每半年召开一次"


def test_bureau_proactive_has_nine_contents_and_its_lobby_screen():
    """J2:007 to J2:015: contents 1 to 9 of article 5, each once; J2-260: the board is a screen on the ground floor."""
    rules = regime("bureau-proactive")
    contents = {rules.items[code].cited.clause: rules.items[code].name.zh for code in under(rules, "1")}
    assert contents == {
        "第五条1": "职责、内设机构和内设机构的职责",
        "第五条2": "行政所依据的法律、法规、行政规章和政策",
        "第五条3": "办事的条件、程序、过程、时限和结果",
        "第五条4": "为民办实事项目及执行情况",
        "第五条5": "涉及公众利益的行政执行情况",
        "第五条6": "直接影响公民、法人或其他组织权益的行政执行事项",
        "第五条7": "便民措施，服务承诺",
        "第五条8": "监督办法、违法违纪的投诉责任追究",
        "第五条9": "群众关心的其他热点问题",
    }
    assert rules.channels["lobby_screen"].kind == "screen"


def test_bureau_proactive_orders_correction():
    """J2-263: a written order with a term, and a circular after it is missed, whose days the body chose."""
    clocks = regime("bureau-proactive").clocks
    assert clocks["correction_order"].length == working(15)
    circular = clocks["circular_criticism"]
    assert (circular.purpose, circular.length, circular.start) == ("criticism", working(5), "missed")
    assert circular.cited.choice


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
    """J4:021 to J4:028: eight contents in one list; the branch for Party affairs (J4-303) was chosen and says so."""
    rules = regime("district")
    assert [rules.items[code].name.zh for code in under(rules, "1")] == [
        "各部门的规范性文件",
        "各部门行政工作发展战略和发展计划",
        "涉及全区经济发展、城市建设及与群众生活密切相关的新政策、新规划、新举措",
        "列入全区重点建设的项目",
        "涉及其他社会敏感和群众关心的问题",
        "承担分局为民办实事目标及其完成情况",
        "各部门机构的设置、职能以及领导的分工情况",
        "各部门认为应当公开的其他信息",
    ]
    party = [item for item in rules.items.values() if item.domain == "party"]
    assert {item.code for item in party} == set(under(rules, "2"))
    assert all("同一份清单" in item.cited.choice.zh for item in party)
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
