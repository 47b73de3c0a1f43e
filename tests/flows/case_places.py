"""The forms on the page of a case that have records of their own; all forms of the portal together."""

from django.urls import reverse

from core.roles import Role
from requests_app import actions
from requests_app.actions import disputes, logging_answers, notices, objecting, posting, proposing
from requests_app.models import Application, Posting
from tests.flows.places import PLACES, Place, case, followed
from tests.flows.stage import Stage


def sent(stage: Stage) -> str:
    """The page of a notice that an officer has sent by hand."""
    officer = stage.people[Role.INTAKE_OFFICER]
    said = {"reasons": "一个月内三十件。", "until": stage.now.date()}
    made = notices.issue_by_hand(
        "reasons", stage.application("registered"), by=officer, now=stage.now, said=said
    )
    return reverse("requests_app:notice_page", args=[made.pk])


def suggested(stage: Stage) -> str:
    """The page of a proposal that an applicant made."""
    return proposing.suggest(
        stage.application("decided"), text="与群众有关。", now=stage.now
    ).get_absolute_url()


def masked(stage: Stage) -> str:
    """The page of an answer that waits for a second pair of eyes."""
    made = logging_answers.propose(
        stage.application("decided"), title="资金安排", question="资金安排。", answer="不予公开。", confirmed=True,
        by=stage.people[Role.INTAKE_OFFICER], now=stage.now,
    )  # fmt: skip
    return reverse("requests_app:release_answer", args=[made.pk])


def disputed(stage: Stage) -> str:
    """The page of an application with a reconsideration."""
    day = stage.now.date()
    made = disputes.open_dispute(
        stage.application("decided"), route="review", body="市政府", number="3号", filed_on=day, notified_on=day,
        by=stage.people[Role.INTAKE_OFFICER], now=stage.now,
    )  # fmt: skip
    return reverse("requests_app:afterwards", args=[made.application_id])


def ordered(stage: Stage) -> str:
    """The page of an application that a reconsideration wants answered anew."""
    day, officer = stage.now.date(), stage.people[Role.INTAKE_OFFICER]
    made = disputes.open_dispute(
        stage.application("decided"), route="review", body="市政府", number="3号", filed_on=day, notified_on=day,
        by=officer, now=stage.now,
    )  # fmt: skip
    disputes.end(
        made, result="corrected", on=day, decision="责令重新答复。", anew=True, by=officer, now=stage.now
    )
    return reverse("requests_app:afterwards", args=[made.application_id])


def questioned(stage: Stage) -> str:
    """The page of an applicant who is asked for reasons."""
    address = followed(stage, "registered")
    actions.ask_reasons(
        Application.objects.latest("pk"),
        why="一个月内三十件。",
        by=stage.people[Role.INTAKE_OFFICER],
        now=stage.now,
    )
    return address


def after(stage: Stage) -> str:
    """The page of what comes after a decision."""
    return reverse("requests_app:afterwards", args=[stage.application("decided").pk])


def unreached(stage: Stage) -> str:
    """The page on which a notice is announced whose addressee nobody finds."""
    return reverse("requests_app:announce", args=[on_paper(stage).pk])


def on_paper(stage: Stage) -> Posting:
    """A notice to somebody without a mail address, which waits to be posted."""
    made, officer = stage.application("registered", email=""), stage.people[Role.INTAKE_OFFICER]
    actions.ask_correction(made, missing="请写明年度。", days=10, by=officer, now=stage.now)
    return Posting.objects.filter(notice__application=made).latest("pk")


def to_post(stage: Stage) -> str:
    """The list of the post, on which a notice waits."""
    on_paper(stage)
    return reverse("requests_app:to_post")


def under_way(stage: Stage) -> str:
    """The list of the post, on which the delivery of a notice is waited for."""
    one, officer = on_paper(stage), stage.people[Role.INTAKE_OFFICER]
    posting.post(one, way="post", on=stage.now.date(), proof="EMS001", by=officer, now=stage.now)
    return reverse("requests_app:to_post")


def asked_by_letter(stage: Stage) -> str:
    """The page on which a third party that was asked by letter objects."""
    stage.asked_third_party()
    return reverse("requests_app:party_object")


def objected(stage: Stage) -> str:
    """The page of an objection that waits for its answer."""
    return objecting.object_to(
        stage.application("registered"), text="太慢。", now=stage.now
    ).get_absolute_url()


CASE_PLACES = {
    "list of the post": Place(
        Role.INTAKE_OFFICER, to_post, {"way": "post", "on": "2026-03-10", "proof_*": "EMS0012345678CN"}, to="post/out",
        days=("on",), choices=("way",), optional=frozenset({"proof_*"}),
    ),
    "list of deliveries": Place(
        Role.INTAKE_OFFICER, under_way, {"day_*": "2026-03-10"}, to="post/arrived", days=("day_*",),
    ),
    "announcement of a notice": Place(
        Role.INTAKE_OFFICER, unreached, {"ground": "unknown", "why": "按登记地址邮寄两次，均查无此人退回。"},
        choices=("ground",),
    ),
    "objection of the applicant": Place(
        None, lambda stage: followed(stage, "decided"), {"text": "答复与申请不符。"}, to="object",
    ),
    "objection of a third party": Place(
        None, asked_by_letter,
        {"number": "QHDIST-依申请〔2026〕0001", "code": "ABCDE-FGHJK", "text": "价格是商业秘密。"},
    ),
    "answer to an objection": Place(
        Role.INTAKE_OFFICER, objected, {"result": "upheld", "text": "已加快办理。"}, to="", choices=("result",),
    ),
    "question for an extension": Place(
        Role.INTAKE_OFFICER, case("ask_extension", "registered"), {"days": "5", "reason": "需要征求意见。"},
        to="ask_extension", numbers=("days",),
    ),
    "what came in": Place(
        Role.INTAKE_OFFICER,
        lambda stage: reverse("requests_app:arrived", args=[stage.application("correcting").pk]),
        {
            "what": "correction", "channel": "letter", "arrived_on": "2026-03-10", "posted_on": "2026-03-10",
            "text": "要2025年度的。",
        },
        days=("arrived_on", "posted_on"), choices=("what", "channel"), optional=frozenset({"posted_on"}),
    ),
    "reconsideration": Place(
        Role.INTAKE_OFFICER, after,
        {"route": "review", "body": "市政府", "number": "3号", "filed_on": "2026-03-10", "notified_on": "2026-03-10"},
        press=("says", "open"), days=("filed_on", "notified_on"), choices=("route",),
    ),
    "report upward": Place(
        Role.INTAKE_OFFICER, after, {"to_body": "区政务公开办", "on": "2026-03-10", "note": ""},
        press=("says", "report"), days=("on",), optional=frozenset({"note"}),
    ),
    "result of a dispute": Place(
        Role.INTAKE_OFFICER, disputed,
        {"result": "corrected", "on": "2026-03-10", "decision": "责令重新答复。", "anew": "on", "anew_days": "15"},
        press=("says", "end"), days=("on",), choices=("result",), numbers=("anew_days",),
        optional=frozenset({"anew", "anew_days"}),
    ),
    "another answer": Place(
        Role.INTAKE_OFFICER, ordered, {"on": "2026-03-10"}, press=("says", "reopen"), days=("on",),
    ),
    "rating of an answer": Place(
        None, lambda stage: followed(stage, "decided"), {"stars": "4", "words": "清楚。"}, to="rate",
        choices=("stars",), optional=frozenset({"words"}),
    ),
    "notice by hand": Place(
        Role.INTAKE_OFFICER, lambda stage: reverse("requests_app:issue", args=[stage.application("registered").pk])
        + "?form=agencies",
        {"to": "清河市水务局", "materials": "联合验收报告", "opinion": "拟公开"}, press=("send", "1"),
    ),
    "replaced notice": Place(
        Role.INTAKE_OFFICER, sent, {"part_1": "一个月内三十一件。", "why": "件数有误。"}, to="again",
    ),
    "suggestion to publish": Place(
        None, lambda stage: followed(stage, "decided"), {"text": "与群众有关。"}, to="suggest",
    ),
    "verdict on a proposal": Place(
        Role.DISCLOSURE_OFFICE, suggested, {"says": "decline", "reason": "涉及商业秘密。"}, choices=("says",),
    ),
    "masked answer": Place(
        Role.INTAKE_OFFICER,
        lambda stage: reverse("requests_app:prepare_answer", args=[stage.application("decided").pk]),
        {"title": "资金安排", "question": "资金安排。", "answer": "不予公开。", "confirmed": "on"},
    ),
    "returned answer": Place(
        Role.DISCLOSURE_OFFICE, masked, {"text": "请删去地名。"}, press=("says", "send_back"),
    ),
    "request to correct a record": Place(
        None, lambda stage: reverse("requests_app:rectify", args=[stage.body.agency.slug]),
        {
            "subject": "婚姻登记记录", "description": "2019年婚姻登记簿。",
            "wrong": "十二月三日", "right": "十二月三十一日", "proof": "户口簿",
            "applicant_kind": "person", "applicant_name": "柳青禾", "identity_number": "",
            "phone": "13800000000",
        },
        choices=("applicant_kind",), optional=frozenset({"identity_number"}),
    ),
    "question for reasons": Place(
        Role.INTAKE_OFFICER, case("ask_reasons", "registered"), {"why": "一个月内三十件。", "days": "15"},
        to="ask_reasons", numbers=("days",),
    ),
    "reasons of the applicant": Place(None, questioned, {"text": "课题研究需要。"}, to="reasons"),
    "record of a search": Place(
        Role.INTAKE_OFFICER, case("search", "registered"),
        {"on": "2026-03-10", "people": "秦守信", "places": "档案室", "words": "验收", "result": "nothing", "note": ""},
        to="search", days=("on",), choices=("result",), optional=frozenset({"note"}),
    ),
    "question to an agency": Place(
        Role.INTAKE_OFFICER, case("consult_agency", "registered"),
        {"party": "清河市水务局", "materials": "联合验收报告", "opinion": "拟公开"}, to="consult_agency",
    ),
    "link between applications": Place(
        Role.INTAKE_OFFICER,
        lambda stage: (stage.application("received"), stage.application("registered"))[1].get_absolute_url(),
        {"number": "QHDIST-依申请〔2026〕0001", "kind": "together"}, to="link", choices=("kind",),
    ),
    "leading case": Place(
        Role.INTAKE_OFFICER,
        lambda stage: (stage.application("registered"), stage.application("registered"))[1].get_absolute_url(),
        {"number": "QHDIST-依申请〔2026〕0001"}, to="follow",
    ),
}  # fmt: skip
ALL_PLACES = PLACES | CASE_PLACES
