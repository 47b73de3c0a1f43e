"""Every form of the portal: whose it is, the page it stands on, and what a careful person would type into it.

Each place prepares, by actions, the one thing that its form is about.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.roles import Role
from requests_app.models import KeepingRule
from tests.flows.pages import Page, Visitor
from tests.flows.stage import APPLICATION, Stage
from tests.signing import sign


@dataclass(frozen=True)
class Place:
    """A form: who uses it (None: anybody, without an account), where it stands, how it is found, what is typed."""

    role: Role | None
    address: Callable[[Stage], str]
    good: dict
    press: tuple[str, str] | str = ""
    to: str = ""
    days: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    shown_on: tuple[str, ...] = ()
    optional: frozenset[str] = field(default_factory=frozenset)

    def named_on(self, page: Page) -> "Place":
        """The same with the names of its page: one that ends with ``*`` stands for the first field that begins so."""
        names = sorted(page.form(to=self.to).names)
        real = {
            name: next(one for one in names if one.startswith(name[:-1]))
            for name in self.good
            if name[-1] == "*"
        }
        if not real:
            return self
        kinds = {
            kind: type(named)(real.get(name, name) for name in named)
            for kind, named in (("days", self.days), ("optional", self.optional))
        }
        return replace(self, good={real.get(name, name): said for name, said in self.good.items()}, **kinds)

    @property
    def texts(self) -> list[str]:
        """The fields into which anything can be typed."""
        special = {
            *self.days,
            *self.choices,
            *self.numbers,
            "uploads",
            "table",
            "attested",
            "confirmed",
            "anew",
            "sure",
            "wants_disclosures",
            "all",
        }
        return [name for name in self.good if name not in special]


def _signed(stage):
    """A proposal whose secrecy review is signed: without it nothing is published, however urgent."""
    made = stage.disclosure("proposed")
    sign(made, now=stage.now)
    return made


def followed(stage: Stage, upto: str) -> str:
    """The page of an applicant, reached with number and code."""
    application = stage.application(upto)
    visitor = Visitor()
    visitor.open(reverse("requests_app:track"))
    return visitor.send(number=application.number, code=stage.code).url


def kept_for_years(stage: Stage) -> str:
    """The page of an application that is purged one day, unless somebody holds it."""
    KeepingRule.objects.create(agency=stage.body.agency, years=10, source="本机关决定")
    return stage.application("registered").get_absolute_url()


def case(step: str, upto: str, query: str = "") -> Callable[[Stage], str]:
    """The page of an application on the desk."""
    return lambda stage: stage.application(upto).get_absolute_url() + query


def admin(name: str, find: Callable[[Stage], object] | None = None) -> Callable[[Stage], str]:
    """A page of the admin."""
    return lambda stage: reverse(f"admin:{name}", args=[find(stage).pk] if find else [])


def page(name: str, find: Callable[[Stage], object] | None = None) -> Callable[[Stage], str]:
    """A page of our own."""
    return lambda stage: reverse(name, args=[find(stage).pk] if find else [])


def upload() -> SimpleUploadedFile:
    """A file that can be published."""
    return SimpleUploadedFile("附表.csv", "项目,金额\n甲,1\n".encode(), content_type="text/csv")


PROPOSAL = {
    "title": "便民服务点调整",
    "summary": "调整三处服务点。",
    "body": "河东、河西、城北三处。",
    "document_number": "清区办〔2026〕3号",
    "channels": ["district_website"],
    "audience": "public",
    "subject_class": "",
    "formed_on": "2026-03-10",
    "valid_from": "",
    "valid_to": "",
    "attested": "on",
    "uploads": None,
}
PROPOSAL_FIELDS = {
    "role": Role.PROPOSER,
    "good": PROPOSAL,
    "days": ("formed_on", "valid_from", "valid_to"),
    "choices": ("channels", "audience", "subject_class"),
    "optional": frozenset({"summary", "document_number", "valid_from", "valid_to", "subject_class"}),
}
OWED_LIST = "admin:catalog_obligation_changelist"
PLACES = {
    "opinion": Place(
        None, lambda stage: stage.disclosure("published").get_absolute_url(),
        {"text": "何时开放？", "name": "某人", "contact": "a@example.org", "rating": "4"},
        choices=("rating",), optional=frozenset({"name", "contact", "rating"}),
    ),
    "application": Place(
        None, lambda stage: reverse("requests_app:apply_to", args=[stage.body.agency.slug]),
        {**APPLICATION, "identity_number": "", "address": "河东路1号"},
        choices=("applicant_kind", "delivery_form"),
        optional=frozenset({"identity_number", "phone", "email", "address"}),
    ),
    "track": Place(None, page("requests_app:track"), {"number": "QHDIST-依申请〔2026〕0001", "code": "ABCDE-FGHJK"}),
    "continuing a draft": Place(None, page("requests_app:continue_draft"), {"code": "ABCDE-FGHJK-MNPQR-STUVW"}),
    "those concerned": Place(
        None, page("catalog:concerned"), {"number": "QHDIST/2026-00001-001", "code": "ABCDE-FGHJK"}
    ),
    "letting one concerned in": Place(
        Role.PROPOSER, page("catalog:circle", lambda stage: stage.for_those_concerned()),
        {"name": "清河电梯公司", "contact": "lift@example.org", "expires_on": "2026-04-30"},
        days=("expires_on",), optional=frozenset({"contact"}),
    ),
    "correction": Place(None, lambda stage: followed(stage, "correcting"), {"text": "2025年度。"}),
    "taking back": Place(None, lambda stage: followed(stage, "received"), {"sure": "yes"}, to="withdraw"),
    "one's own data": Place(
        None, lambda stage: followed(stage, "registered"), {"code": "ABCDE-FGHJK"}, to="data"
    ),
    "hold on a purge": Place(
        Role.INTAKE_OFFICER, kept_for_years, {"reason": "（2026）行初12号。"}, to="hold"
    ),
    "sign-in": Place(None, page("login"), {"username": "somebody", "password": "something"}),
    "proposal": Place(
        address=lambda stage: f"{reverse('admin:catalog_disclosure_add')}?obligation={stage.owed().pk}",
        press="_propose", shown_on=(OWED_LIST,), **PROPOSAL_FIELDS,
    ),
    "draft": Place(
        address=admin("catalog_disclosure_change", lambda stage: stage.disclosure("draft")), press="_save",
        shown_on=("admin:catalog_disclosure_changelist",), **PROPOSAL_FIELDS,
    ),
    "table of proposals": Place(Role.PROPOSER, page("catalog:bulk"), {"table": None}, press="send"),
    "several drafts": Place(
        Role.PROPOSER, lambda stage: stage.disclosure("draft") and reverse("catalog:propose_several"),
        {"picked": "", "attested": "on"}, choices=("picked",),
    ),
    "sent table": Place(
        Role.PROPOSER, lambda stage: stage.sent_table().get_absolute_url(), {"attested": "on"}, press="propose"
    ),
    "event": Place(
        Role.PROPOSER, admin("catalog_occurrence_add"),
        {"item": "", "title": "第三批结果", "happened_on": "2026-03-10"},
        days=("happened_on",), choices=("item",), shown_on=(OWED_LIST,),
    ),
    "excuse": Place(
        Role.DISCLOSURE_OFFICE, admin("catalog_obligation_excuse", Stage.owed),
        {"reason": "材料仍在核实。", "until": "2026-06-30"}, days=("until",), optional=frozenset({"until"}),
        shown_on=(OWED_LIST,),
    ),
    "nothing to report": Place(
        Role.PROPOSER, admin("catalog_obligation_nil", Stage.period), {"attested": "on"}
    ),
    "set time": Place(
        Role.PROPOSER, admin("catalog_disclosure_set_time", lambda stage: stage.disclosure("proposed")),
        {"at": "2026-03-12T09:00"}, days=("at",), optional=frozenset({"at"}),
    ),
    "emergency": Place(
        Role.LEADER_IN_CHARGE, admin("catalog_disclosure_emergency", _signed),
        {"reason": "管道破裂。"}, shown_on=("catalog:latest",),
    ),
    "review after an emergency": Place(
        Role.DISCLOSURE_OFFICE, admin("catalog_disclosure_emergency_review", Stage.urgent),
        {"stands": "yes", "opinion": "属实。"}, choices=("stands",),
    ),
    "withdrawal": Place(
        Role.DISCLOSURE_OFFICE, admin("catalog_disclosure_withdraw", lambda stage: stage.disclosure("published")),
        {"reason": "数据有误。"}, shown_on=("log",),
    ),
    "task of a channel": Place(
        Role.DISCLOSURE_OFFICE,
        lambda stage: stage.disclosure("published", channels=["newspaper"]).placements.get().get_absolute_url(),
        {"placed_on": "2026-03-10", "place": "查阅室"}, days=("placed_on",),
    ),
    "placement": Place(
        Role.DISCLOSURE_OFFICE,
        admin(
            "catalog_placement_confirm",
            lambda stage: stage.disclosure("published", channels=["newspaper"]).placements.get(),
        ),
        {"placed_on": "2026-03-10", "place": "查阅室"}, days=("placed_on",),
    ),
    "consent": Place(
        Role.LEADER_IN_CHARGE, page("review:matter", lambda stage: stage.disclosure("proposed")),
        {"opinion": "同意。", "seen": "1:leader"}, press=("says", "approve"), optional=frozenset({"opinion", "seen"}),
    ),
    "consent of a meeting": Place(
        Role.PARTY_GROUP, page("review:matter", Stage.before_party_group),
        {"opinion": "同意。", "minutes_number": "会纪〔2026〕3号", "meeting_on": "2026-03-09",
         "votes_for": "5", "votes_against": "1", "votes_abstained": "0"},
        press=("says", "approve"), days=("meeting_on",), optional=frozenset({"opinion"}),
    ),
    "taking a proposal back": Place(
        Role.PROPOSER, page("review:matter", lambda stage: stage.disclosure("proposed")),
        {"back-reason": "数字有误。"}, press=("says", "take_back"),
    ),
    "return": Place(
        Role.LEADER_IN_CHARGE, page("review:matter", lambda stage: stage.disclosure("proposed")),
        {"return-opinion": "请补充。"}, press=("says", "send_back"),
    ),
    "handing a step on": Place(
        Role.LEADER_IN_CHARGE, page("review:matter", Stage.handable),
        {"refer-to": "", "refer-reason": "由熟悉业务的同志审核。"}, press=("says", "refer"), choices=("refer-to",),
    ),
    "marking as sensitive": Place(
        Role.LEADER_IN_CHARGE, page("review:matter", lambda stage: stage.disclosure("proposed")),
        {"sensitive-reason": "群众高度关注。"}, press=("says", "sensitive"),
    ),
    "verdict on several": Place(
        Role.LEADER_IN_CHARGE, lambda stage: f"{reverse('review:several')}?pick={stage.disclosure('proposed').pk}",
        {"opinion": "同意。"}, press=("says", "approve"), optional=frozenset({"opinion"}),
    ),
    "return of several": Place(
        Role.LEADER_IN_CHARGE, lambda stage: f"{reverse('review:several')}?pick={stage.disclosure('proposed').pk}",
        {"return-opinion": "请补充。"}, press=("says", "send_back"),
    ),
    "deputy": Place(
        Role.LEADER_IN_CHARGE, page("review:delegations"),
        {"agency": "", "deputy": "", "since": "2026-03-11", "until": "2026-03-12"},
        days=("since", "until"), choices=("agency", "deputy"),
    ),
    "secrecy review": Place(
        Role.LEADER_IN_CHARGE, page("catalog:gate", lambda stage: stage.disclosure("proposed")),
        {"secrecy-result": "open", "secrecy-note": "已审查。"}, press=("sign", "1"),
        choices=("secrecy-result",), optional=frozenset({"secrecy-note"}),
    ),
    "signature": Place(
        Role.LEADER_IN_CHARGE, page("review:application", lambda stage: stage.application("drafted")),
        {"opinion": "同意。"}, press=("says", "approve"), optional=frozenset({"opinion"}),
    ),
    "return of an answer": Place(
        Role.LEADER_IN_CHARGE, page("review:application", lambda stage: stage.application("drafted")),
        {"return-opinion": "请写明依据。"}, press=("says", "send_back")),
    "self-check": Place(
        Role.DISCLOSURE_OFFICE, page("catalog:self_checks"),
        {"agency": "qinghe-district", "name": "自查", "published_until": "2026-03-10", "due_on": "2026-03-31"},
        days=("published_until", "due_on"), choices=("agency",),
    ),
    "mark of a self-check": Place(
        Role.PROPOSER, page("catalog:self_check", Stage.self_check), {"mark": "keep", "reason": "有效。", "all": "on"},
        choices=("mark",), press=("mark_them", "1"),
    ),
    "response to an opinion": Place(
        Role.PROPOSER, page("review:answer", Stage.answered_opinion), {"item": ""}, choices=("item",),
        press=("respond", "1"),
    ),
    "what was put right": Place(
        Role.FEEDBACK_COLLECTOR, page("review:answer", Stage.answered_opinion),
        {"put_right": "字号已改。", "put_right_on": "2026-03-10"}, press=("record", "1"), days=("put_right_on",),
    ),
    "opinions held back": Place(
        Role.FEEDBACK_COLLECTOR,
        lambda stage: reverse("review:held_of", args=["disclosure", stage.opinion(doubtful=True).disclosure_id]),
        {"do": "set_aside", "reason": "广告。", "all": "on"}, choices=("do",),
    ),
    "answer to an opinion": Place(
        Role.FEEDBACK_COLLECTOR, page("review:answer", Stage.opinion), {"public_text": "何时？", "answer": "四月。"},
        optional=frozenset({"public_text"}),
    ),
    "opinion entered on a disclosure": Place(
        Role.FEEDBACK_COLLECTOR,
        lambda stage: f"{reverse('review:enter_opinion')}?disclosure={stage.disclosure('published').pk}",
        {"way": "hall", "received_on": "2026-03-10", "text": "太远。", "place": "一号窗口"},
        days=("received_on",), choices=("way",), optional=frozenset({"place"}),
    ),
    "setting aside": Place(
        Role.FEEDBACK_COLLECTOR, page("review:answer", Stage.opinion), {"reason": "广告。"}, press=("set_aside", "1")
    ),
    "request for correction": Place(
        Role.INTAKE_OFFICER, case("ask_correction", "registered"), {"missing": "请写明年度。", "days": "10"},
        to="ask_correction", numbers=("days",), shown_on=("requests_app:desk",),
    ),
    "extension": Place(
        Role.SUPERIOR_LEADER, case("extend", "registered"), {"days": "5", "reason": "需要征求意见。"},
        to="extend", numbers=("days",),
    ),
    "entry of an application": Place(
        Role.INTAKE_OFFICER, page("requests_app:enter"),
        {
            "agency": "district", "way": "counter", "arrived_on": "2026-03-10", "confirmed_on": "2026-03-10",
            **APPLICATION, "identity_number": "", "address": "河东路1号",
        },
        days=("arrived_on", "confirmed_on"), choices=("agency", "way", "applicant_kind", "delivery_form"),
        optional=frozenset({"confirmed_on", "identity_number", "phone", "email", "address"}),
        shown_on=("requests_app:desk",),
    ),
    "asking a third party": Place(
        Role.INTAKE_OFFICER, case("consult_third_party", "registered"), {"party": "清河水务公司"},
        to="consult_third_party",
    ),
    "opinion of a third party": Place(
        Role.INTAKE_OFFICER, lambda stage: stage.asked_third_party().get_absolute_url(),
        {"on": "2026-03-10", "opinion": "同意公开。"}, to="third_party_answered", days=("on",),
    ),
    "fee": Place(
        Role.INTAKE_OFFICER, lambda stage: case("quote_fee", "registered")(stage.under("national-2019")),
        {"basis": "items", "number": "40", "already": "0", "reason": "数量过多。", "how_to_pay": "非税系统。"},
        to="quote_fee", choices=("basis",), numbers=("number",),
    ),
    "part of an answer": Place(
        Role.INTAKE_OFFICER, case("assign", "registered"),
        {"department": "", "task": "核对资金安排。", "due_on": "2026-03-16"},
        to="assign", days=("due_on",), choices=("department",),
    ),
    "note on a case": Place(Role.INTAKE_OFFICER, case("note", "registered"), {"text": "已电话核实。"}, to="note"),
    "message to an applicant": Place(
        Role.INTAKE_OFFICER, case("message", "registered"), {"text": "请问需要哪个年度？"}, to="message"
    ),
    "message of an applicant": Place(
        None, lambda stage: followed(stage, "registered"), {"text": "2025年。"}, to="reply"
    ),
    "delivery": Place(
        Role.INTAKE_OFFICER, case("deliver", "decided"), {"on": "2026-03-10", "way": "web", "proof": ""},
        to="deliver", days=("on",), choices=("way",), optional=frozenset({"proof"}),
    ),
    "correction order": Place(
        Role.SUPERVISOR, page("supervision:new_order"),
        {"department": "", "finding": "超期。", "demand": "补报。", "due_on": ""},
        days=("due_on",), choices=("department",), optional=frozenset({"due_on"}), shown_on=("supervision:orders",),
    ),
    "putting an order off": Place(
        Role.SUPERVISOR, page("supervision:order", lambda stage: stage.under("national-2019").order()),
        {"extend-days": "3", "extend-reason": "材料在外。"},
        to="extend", numbers=("extend-days",),
    ),
    "day of an order": Place(
        Role.SUPERVISOR, page("supervision:order", Stage.order),
        {"set_day-due_on": "2026-03-31", "set_day-reason": "与会议同步。"}, to="day", days=("set_day-due_on",),
    ),
    "report on an order": Place(
        Role.PROPOSER, page("supervision:order", Stage.order), {"report-report": "已补报。"}, to="report"
    ),
    "closing an order": Place(
        Role.SUPERVISOR, page("supervision:order", lambda stage: stage.order("reported")),
        {"close-note": "属实。"}, to="close", optional=frozenset({"close-note"}),
    ),
    "reopening an order": Place(
        Role.SUPERVISOR, page("supervision:order", lambda stage: stage.order("reported")),
        {"reopen-reason": "未补齐。"}, to="reopen",
    ),
    "complaint": Place(
        None, lambda stage: reverse("supervision:complain", args=[stage.body.agency.slug]),
        {"text": "逾期未公开。", "name": "某人", "phone": "010-12345678", "email": "a@example.org"},
        optional=frozenset({"name", "phone", "email"}),
    ),
    "following a complaint": Place(
        None, page("supervision:follow_complaint"), {"number": "QHDIST-投诉〔2026〕0001", "code": "ABCDE-FGHJK"}
    ),
    "taking up a complaint": Place(
        Role.SUPERVISOR, page("supervision:complaint", Stage.complaint),
        {"take_up-tier": "complaint", "take_up-department": ""}, to="take_up",
        choices=("take_up-tier", "take_up-department"), optional=frozenset({"take_up-department"}),
        shown_on=("supervision:complaints",),
    ),
    "explaining a delay": Place(
        Role.SUPERVISOR, page("supervision:complaint", lambda stage: stage.complaint("taken up")),
        {"explain-words": "需要核实。", "explain-days": "3"}, to="explain", numbers=("explain-days",),
    ),
    "another tier": Place(
        Role.SUPERVISOR,
        page("supervision:complaint", lambda stage: stage.under("community").complaint("taken up")),
        {"change_tier-tier": "complaint_one_week", "change_tier-reason": "情况复杂。"}, to="change_tier",
        choices=("change_tier-tier",),
    ),
    "answer to a complaint": Place(
        Role.SUPERVISOR, page("supervision:complaint", lambda stage: stage.complaint("taken up")),
        {"answer-text": "已经补充公开。"}, to="answer",
    ),
    "passing a complaint on": Place(
        Role.DISCLOSURE_OFFICE, page("supervision:complaint", Stage.complaint),
        {"pass_on-to": "区纪检组", "pass_on-reason": "涉及违纪。"}, to="pass_on",
    ),
    "opinion on a draft": Place(
        None, page("catalog:consultation", Stage.consultation),
        {"text": "太远。", "name": "某人", "contact": "a@example.org"}, to="opinion",
        optional=frozenset({"name", "contact"}),
    ),
    "plan of a consultation": Place(
        Role.PROPOSER,
        lambda stage: f"{reverse('admin:catalog_consultation_add')}?disclosure={stage.disclosure('draft').pk}",
        {"about": "是否合理？", "opens_on": "2026-03-11", "closes_on": "2026-04-30"},
        days=("opens_on", "closes_on"), shown_on=("admin:catalog_consultation_changelist",),
    ),
    "changed plan": Place(
        Role.PROPOSER, admin("catalog_consultation_replan", lambda stage: stage.consultation("planned")),
        {"about": "是否合理？", "opens_on": "2026-03-11", "closes_on": "2026-04-30"},
        days=("opens_on", "closes_on"),
    ),
    "entered opinion": Place(
        Role.FEEDBACK_COLLECTOR, admin("catalog_consultation_enter", Stage.consultation),
        {"way": "hall", "place": "一号窗口", "received_on": "2026-03-10", "text": "太远。"},
        days=("received_on",), choices=("way",), optional=frozenset({"place"}),
    ),
    "verdict on an opinion": Place(
        Role.FEEDBACK_COLLECTOR, admin("catalog_consultationopinion_answer", Stage.said),
        {"verdict": "partly", "reason": "增设一处。", "public_text": "太远。"}, choices=("verdict",),
    ),
    "opinion set aside": Place(
        Role.FEEDBACK_COLLECTOR, admin("catalog_consultationopinion_aside", Stage.said), {"reason": "广告。"}
    ),
    "longer consultation": Place(
        Role.DISCLOSURE_OFFICE, admin("catalog_consultation_extend", Stage.consultation),
        {"closes_on": "2026-05-30", "reason": "听证改期。"}, days=("closes_on",),
    ),
    "table of answers": Place(
        Role.DISCLOSURE_OFFICE, admin("catalog_consultation_conclude", lambda stage: stage.consultation("closed")),
        {"conclusion": "增设一处。"},
    ),
    "withdrawn consultation": Place(
        Role.DISCLOSURE_OFFICE, admin("catalog_consultation_withdraw", Stage.consultation), {"reason": "重做。"},
        shown_on=("catalog:consultations", "log"),
    ),
    "subscription": Place(
        None, page("catalog:subscribe"), {"email": "reader@example.org", "agency": "", "wants_disclosures": "on"},
        choices=("agency",),
    ),
    "closing a complaint": Place(
        Role.SUPERVISOR, page("supervision:complaint", lambda stage: stage.complaint("answered")),
        {"close-note": "办结。"}, to="close", optional=frozenset({"close-note"}),
    ),
}  # fmt: skip
