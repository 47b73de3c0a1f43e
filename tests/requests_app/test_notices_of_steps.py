"""Every step that the law wants told gives its notice by itself, under each kind of rules, with all its elements."""

from datetime import timedelta

import pytest

from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import clocks, deciding, disputes, notices, opening, reasoning
from requests_app.models import Application, Notice
from requests_app.notices import templates
from tests.conftest import TODAY
from tests.requests_app.conftest import filled_in, person, redacted_copy, refusal, searched

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OF_REPLY = {
    "facts",
    "basis",
    "decision",
    "remedies",
}  # law-2019 §6; title, number, names and day are the frame
THIRD = "清河水务公司"


class Walk:
    """One body's applications, each taken one way."""

    def __init__(self, agency, make, now) -> None:
        self.agency, self.make, self.now = agency, make, now
        self.officer, self.leader = person(agency, Role.INTAKE_OFFICER), person(agency, Role.LEADER_IN_CHARGE)
        self.rules = make(agency).rules

    def registered(self) -> Application:
        return self.make(self.agency, upto="registered")

    def answer(self, application: Application, outcome, **more) -> None:
        """Draft and decide; what is disclosed in part has its copy."""
        decision = filled_in(outcome) | more
        if "searched" in outcome.needs:
            searched(application, self.officer, self.now)
        if outcome.effect == "publish":
            decision["item"] = deciding.items_to_publish(self.agency, on=TODAY).first().code
        actions.draft(application, outcome=outcome.code, decision=decision, by=self.officer, now=self.now)
        if outcome.row == deciding.IN_PART:
            redacted_copy(application, self.officer, self.now)
        actions.decide(application, by=self.leader, now=self.now)


def forms(application: Application) -> list[str]:
    """The forms of the notices of an application, in order."""
    return list(application.notices.order_by("pk").values_list("form", flat=True))


@pytest.mark.parametrize("kind", ["J3", "J4", "national"])
def test_each_step_gives_its_notice_under_each_kind_of_rules(bodies, make_application, now, kind):
    """A step without its notice, or a notice without an element that its form demands, fails here."""
    walk = Walk(bodies(kind), make_application, now)
    officer = walk.officer
    told: dict[str, list[str]] = {}

    one = walk.registered()
    told["receive"] = forms(one)
    if actions.may_ask_correction(one):
        actions.ask_correction(one, missing="请写明年度。", days=5, by=officer, now=now)
        told["ask_correction"] = forms(one)[1:]
        actions.lapse(one, by=officer, now=now + timedelta(days=40))
        told["lapse"] = forms(one)[2:]
    one = walk.registered()
    extender = person(walk.agency, Role(one.rules.extension.approver))
    actions.extend(one, days=3, reason="材料需要汇总", by=extender, now=now)
    told["extend"] = forms(one)[1:]
    actions.withdraw(one, now=now)
    told["withdraw"] = forms(one)[2:]
    if actions.may_consult(one, clocks.AGENCIES):
        one = walk.registered()
        made = {"materials": "联合印发的通知", "opinion": "拟公开"}
        actions.consult_agency(one, party="清河市水务局", by=officer, now=now, **made)
        told["consult_agency"] = forms(one)[1:]
    if clocks.FEE in walk.rules.clocks:
        one = walk.registered()
        actions.quote_fee(
            one, basis="pages", number=40, reason="篇幅很大", how_to_pay="银行", by=officer, now=now
        )
        told["quote_fee"] = forms(one)[1:]
        actions.fee_told(one, on=now.date(), by=officer, now=now)
        actions.lapse_fee(one, by=officer, now=now + timedelta(days=60))
        told["lapse_fee"] = forms(one)[2:]

    disclosing = next(it for it in walk.rules.outcomes.values() if it.effect == "disclose")
    one = walk.registered()
    asked = actions.may_consult(one)
    if asked:
        actions.consult_third_party(one, party=THIRD, by=officer, now=now)
        told["consult_third_party"] = forms(one)[1:]
        actions.third_party_answered(one, on=now.date(), opinion="不同意", by=officer, now=now)
        untold = filled_in(disclosing) | {"reasons": ""}
        with pytest.raises(Refused):  # art. 32: the third party is told why
            actions.draft(one, outcome=disclosing.code, decision=untold, by=officer, now=now)
    before = len(forms(one))
    walk.answer(one, disclosing, reasons="公开符合公共利益。")
    told["decide after a third party" if asked else "decide"] = forms(one)[before:]
    opening.note_opened(one, now=now)
    actions.deliver(one, on=now.date(), way="web", by=officer, now=now)
    told["deliver"] = forms(one)[before + (2 if asked else 1) :]
    for outcome in walk.rules.outcomes.values():
        if outcome.effect in ("point", "correct") or "disclosure" in outcome.needs:
            continue
        one = walk.registered()
        if outcome.row == reasoning.TOO_MANY and reasoning.may_ask(one):
            actions.ask_reasons(one, why="一个月内三十件", days=15, by=officer, now=now)
            told["ask_reasons"] = forms(one)[1:]
            continue
        walk.answer(one, outcome)
        told[f"decide {outcome.code}"] = forms(one)[1:]
        assert told[f"decide {outcome.code}"][-1] == templates.of_outcome(outcome).code
        assert (outcome.effect == "transfer") == ("transfer" in told[f"decide {outcome.code}"])
    one = make_application(walk.agency, upto="decided")
    assert refusal(one)
    dispute = disputes.open_dispute(
        one, route="review", body="清河市人民政府", number="清政复〔2026〕3号", filed_on=now.date(),
        notified_on=now.date(), by=officer, now=now,
    )  # fmt: skip
    disputes.end(dispute, result="corrected", on=now.date(), decision="撤销", anew=True, by=officer, now=now)
    actions.reopen(one, dispute=dispute, on=now.date(), by=officer, now=now)
    told["reopen"] = forms(one)[-1:]

    expected = {
        "receive": ["receipt"],
        "ask_correction": ["correction"],
        "lapse": ["lapse_correction"],
        "extend": ["extension"],
        "withdraw": ["withdrawn"],
        "consult_agency": ["agencies", "third_party_told"],
        "quote_fee": ["fee"],
        "lapse_fee": ["lapse_fee"],
        "consult_third_party": ["third_party_told", "third_party"],
        "deliver": ["delivery"],
        "reopen": ["reopened"],
        "ask_reasons": ["reasons"],
    }
    for step, wanted in expected.items():
        if step in told:
            assert sorted(told[step]) == sorted(wanted), (kind, step)
    if asked:
        assert told["decide after a third party"][1:] == ["third_party_result"]
    assert {"receive", "extend", "withdraw", "deliver", "reopen"} <= set(told)
    assert kind != "national" or {"quote_fee", "consult_agency", "consult_third_party", "ask_reasons"} <= set(
        told
    )
    for notice in Notice.objects.select_related("application"):
        text, form = notices.text_of(notice), templates.form(notice.form)
        there = {part.element for part in text.parts if part.paragraphs or part.facts}
        assert set(form.needs) <= there and notice.number and text.title and text.to and text.signed_on
        assert notice.kind != Notice.Kind.DECISION or OF_REPLY <= there, notice.form
        said = notice.content
        assert not any(hole in said for hole in ("{{", "None", "原文", "国家条例")), notice.form
        if not notice.to_applicant and notice.form != "transfer":  # who takes over must know who applied
            assert notice.application.applicant_name not in notice.content, notice.form
    left = set(templates.forms()) - set(Notice.objects.values_list("form", flat=True))
    by_hand = {form.code for form in templates.by_hand()}
    assert by_hand <= {"reasons", "delay", "rectified", "agencies", "transfer"}, (
        "all else is owed by its step"
    )
    assert kind != "national" or left - by_hand <= NOT_WALKED, left - by_hand


# Given by outcomes of other rules, by outcomes that point to something public, or by requests to correct records.
NOT_WALKED = {
    "objection",  # tests/requests_app/test_objecting.py: at any time, as often as somebody objects
    "objection_third",
    "announcement",  # tests/requests_app/test_announcing.py: the last way of delivery
    "revived_fee",  # tests/requests_app/test_charging.py: the same after a payment
    "revived",  # tests/requests_app/test_arriving.py: after the clock closed the case
    "decision_already_public",
    "decision_to_publish",
    "decision_transferred",
    "decision_withheld",
    "decision_other",
    "delay",
    "rectified",
    "transfer_rectification",
}
