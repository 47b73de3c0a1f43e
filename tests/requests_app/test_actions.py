"""What can be done with an application, when, by whom, and what follows."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import Obligation
from core.guests import query_codes
from core.mail import letters
from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import clocks, deciding, notices, reasoning
from requests_app.models import Application, Notice, Way
from tests.requests_app.conftest import filled_in, person, redacted_copy, refusal, searched

pytestmark = pytest.mark.django_db


def said(refused) -> str:
    """The sentences of a refusal."""
    return " ".join(refused.value.reasons)


def later(now, days):
    """``days`` after ``now``."""
    return now + timedelta(days=days)


def test_a_receipt_follows_at_once(body, now, form):
    """Number, query code, day of receipt, day of answer, a numbered receipt and a letter (J3-273)."""
    application, code = actions.receive(agency=body, now=now, **form)
    assert application.number == f"{body.code}-依申请〔2026〕0001"
    assert application.received_on == now.date()
    assert application.answer_by == date(2026, 3, 31)
    receipt = application.notices.get()
    assert receipt.kind == Notice.Kind.RECEIPT
    assert "2026年3月31日" in receipt.content
    assert Letter.objects.get().to == form["email"]
    assert query_codes.is_code(application.number, code.lower().replace("-", " "), application.code_hash)
    assert actions.receive(agency=body, now=now, **form)[0].number.endswith("0002")


def test_the_query_code_is_kept_nowhere_and_told_once(body, now, form, mailoutbox):
    """Only its keyed hash is stored; page, PDF and mail name it once, with the days, their reason and the remedies."""
    application, code = actions.receive(agency=body, now=now, **form)
    kept = [str(value) for value in Application.objects.values().get().values()]
    kept += [letter.body + letter.subject for letter in Letter.objects.all()]
    kept += [notice.content for notice in application.notices.all()]
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT * FROM core_letter")
        kept += map(str, cursor.fetchone())
    assert not [text for text in kept if code in text or code.replace("-", "") in text]
    assert letters.send_owed(now) == 1
    said = mailoutbox[0].body
    for element in (
        code,
        application.number,
        "2026年3月10日",
        "2026年3月31日",
        "15个工作日",
        "行政复议",
        "登记",
    ):
        assert element in said, element
    assert code not in mailoutbox[0].subject and form["applicant_name"] not in mailoutbox[0].subject
    letter = Letter.objects.get()
    assert not letter.secret and code not in letter.body


def test_personal_data_lies_encrypted_and_names_appear_in_no_subject(body, now, form):
    """A reader of the database or of a mailbox listing learns no name, no phone, no identity number."""
    application, _code = actions.receive(agency=body, now=now, **form)
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            "SELECT applicant_name, identity_number, phone, email, address FROM requests_app_application"
        )
        row = cursor.fetchone()
        cursor.execute("SELECT content FROM requests_app_notice")
        row += cursor.fetchone()
    assert not [
        cell for cell in row if any(form[name] in cell for name in ("applicant_name", "phone", "email"))
    ]
    assert form["identity_number"] not in " ".join(row)
    assert form["applicant_name"] not in Letter.objects.get().subject
    assert application.masked_identity == "*" * 14 + "002X"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"phone": "", "email": "", "address": ""}, "at least one of phone"),
        ({"subject": "  "}, "what the application is about"),
        ({"way": Way.TELEGRAM}, "does not take applications this way"),
        ({"arrived_on": date(2026, 3, 11), "way": Way.LETTER}, "cannot lie ahead"),
        ({"arrived_on": date(2026, 3, 9)}, "on the day it is filed"),
        ({"way": Way.ORAL}, "the officer who wrote it down"),
    ],
)
def test_what_cannot_be_received_leaves_nothing_behind(body, now, form, fields, sentence, in_english):
    """A refusal names every reason and saves neither application nor number."""
    with pytest.raises(Refused) as refused:
        actions.receive(agency=body, now=now, **{**form, **fields})
    assert sentence in said(refused)
    assert not Application.objects.exists() and not Letter.objects.exists()
    assert actions.receive(agency=body, now=now, **form)[0].number.endswith("0001")


def test_a_letter_is_received_on_the_day_it_was_signed_for(body, now, form):
    """Art. 31: the clock of a letter starts on the day of the signature, not when it is entered."""
    application, _code = actions.receive(
        agency=body, now=now, **{**form, "way": Way.LETTER, "arrived_on": date(2026, 3, 6)}
    )
    assert application.answer_by == date(2026, 3, 27)


def test_a_correction_is_asked_once_and_starts_the_clock_again(make_application, officer, now, in_english):
    """Art. 30: one notice, the clock stands still, then the whole period runs anew."""
    application = make_application(upto="registered")
    actions.ask_correction(application, missing="请补充工程的名称。", days=10, by=officer, now=later(now, 1))
    assert application.status == Application.Status.CORRECTING
    assert application.answer_by is None
    assert clocks.correct_by(application) == date(2026, 3, 25)
    actions.correct(application, text="河东段二期。", now=later(now, 6))
    assert application.status == Application.Status.REGISTERED
    assert application.answer_by == date(2026, 4, 7)
    with pytest.raises(Refused) as refused:
        actions.ask_correction(application, missing="还有。", by=officer, now=later(now, 6))
    assert "only once" in said(refused)


def test_a_correction_is_asked_for_within_its_days(make_application, officer, now, in_english):
    """After seven working days the body decides on what is there."""
    application = make_application(upto="registered")
    with pytest.raises(Refused) as refused:
        actions.ask_correction(application, missing="请补充。", by=officer, now=later(now, 10))
    assert "ended on 2026-03-19" in said(refused)
    actions.ask_correction(application, missing="请补充。", by=officer, now=later(now, 9))


def test_an_application_lapses_only_after_the_days_of_its_correction(make_application, officer, now):
    """Given up is who does not correct in the time that was named."""
    application = make_application(upto="registered")
    actions.ask_correction(application, missing="请补充。", days=5, by=officer, now=now)
    with pytest.raises(Refused):
        actions.lapse(application, by=officer, now=later(now, 7))
    actions.lapse(application, by=officer, now=later(now, 8))
    assert application.status == Application.Status.LAPSED


def test_only_the_role_of_the_regime_extends_and_only_up_to_its_cap(
    make_application, body, officer, leader, now
):
    """J4-298: a leader of the district approves at most 15 working days, before the day of answer."""
    application = make_application(upto="registered")
    approver = person(body, Role.SUPERIOR_LEADER)
    for wrong in (officer, leader):
        with pytest.raises(Refused):
            actions.extend(application, days=5, reason="需要汇总", by=wrong, now=now)
    for days in (0, 16):
        with pytest.raises(Refused):
            actions.extend(application, days=days, reason="需要汇总", by=approver, now=now)
    with pytest.raises(Refused):
        actions.extend(application, days=5, reason=" ", by=approver, now=now)
    with pytest.raises(Refused):
        actions.extend(application, days=5, reason="需要汇总", by=approver, now=later(now, 22))
    actions.extend(application, days=10, reason="需要汇总", by=approver, now=later(now, 21))
    assert application.answer_by == date(2026, 4, 15)
    assert deciding.days_left_to_extend(application) == 5
    with pytest.raises(Refused):
        actions.extend(application, days=6, reason="需要汇总", by=approver, now=later(now, 21))
    assert application.notices.filter(kind=Notice.Kind.EXTENSION).count() == 1


def test_nobody_decides_what_they_drafted(make_application, body, leader, now):
    """The gate refuses it, and so does the database."""
    application = make_application(upto="registered")
    both = person(body, Role.HEAD)
    both.roles.create(role=Role.INTAKE_OFFICER, agency=body, since=date(2020, 1, 1))
    actions.draft(application, by=both, now=now, **refusal(application))
    for action in (
        lambda: actions.decide(application, by=both, now=now),
        lambda: actions.send_back(application, opinion="重写", by=both, now=now),
    ):
        with pytest.raises(Refused):
            action()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(decided_by=both)
    actions.decide(application, by=leader, now=now)
    assert application.status == Application.Status.DECIDED


def test_a_returned_draft_is_written_again(make_application, officer, leader, now):
    """A return needs an opinion and brings the application back to the officer."""
    application = make_application(upto="drafted")
    with pytest.raises(Refused):
        actions.send_back(application, opinion="  ", by=leader, now=now)
    actions.send_back(application, opinion="理由不充分。", by=leader, now=now)
    assert application.status == Application.Status.REGISTERED
    actions.draft(application, by=officer, now=now, **refusal(application))


def test_the_decision_is_a_numbered_notice_with_all_its_elements(make_application, now):
    """law-2019 §6: 标题、文号、申请人、申请事实、法律依据、处理决定、救济权利和期限、答复主体、日期."""
    application = make_application(upto="decided")
    notice = application.notices.get(kind=Notice.Kind.DECISION)
    text = notices.content_of(notice)
    assert notice.number == f"{application.agency.code}-依答〔2026〕0001"
    assert text["title"] == application.chosen_outcome.notice.zh
    assert (text["to"], text["sender"]) == (application.applicant_name, application.agency.name)
    assert text["signed_on"] == "2026年3月10日"
    assert [part["heading"] for part in text["parts"]] == [
        "申请事实",
        "法律依据",
        "处理决定",
        "理由",
        "救济权利和期限",
    ]
    assert application.chosen_outcome.remedies.zh in text["parts"][-1]["paragraphs"]
    assert application.clock_entries.filter(clock="answer", act="stop").exists()
    assert Letter.objects.filter(name="application_decided").exists()


def test_delivery_lies_between_the_decision_and_today(make_application, officer, now):
    """A day before the decision or ahead is refused."""
    application = make_application(upto="decided")
    for wrong in (now.date() - timedelta(days=1), now.date() + timedelta(days=1)):
        with pytest.raises(Refused):
            actions.deliver(application, on=wrong, way="web", by=officer, now=now)
    for way in ("post", "counter"):
        with pytest.raises(Refused):  # the number of the consignment, or who signed
            actions.deliver(application, on=now.date(), way=way, by=officer, now=now)
    posted = {"way": "post", "proof": "EMS-7788"}
    actions.deliver(application, on=now.date(), by=officer, now=now, **posted)
    assert Application.objects.get(pk=application.pk).delivery_proof == "EMS-7788"
    assert application.status == Application.Status.CLOSED


def test_an_applicant_withdraws_until_the_decision(make_application, now):
    """After the decision there is nothing to take back."""
    application = make_application(upto="drafted")
    actions.withdraw(application, now=now)
    assert application.status == Application.Status.WITHDRAWN
    with pytest.raises(Refused):
        actions.withdraw(make_application(upto="decided"), now=now)


def test_every_look_at_an_identity_number_is_written_down(make_application, officer, leader, now):
    """Only the application officer sees it, and the look is an event."""
    application = make_application()
    assert actions.see_identity(application, reason="核对身份", by=officer, now=now) == "11010519491231002X"
    assert application.events.last().action == "see_identity"
    with pytest.raises(Refused):
        actions.see_identity(application, reason="核对身份", by=leader, now=now)


@pytest.mark.parametrize("kind", ["J3", "J4", "national"])
def test_every_outcome_of_a_regime_can_be_decided_with_its_obligatory_fields(
    bodies, make_application, item, make_disclosure, kind, now
):
    """J3-275 to J3-281, art. 36: without its fields an outcome is refused, with them its effect follows."""
    agency = bodies(kind)
    officer, leader = person(agency, Role.INTAKE_OFFICER), person(agency, Role.LEADER_IN_CHARGE)
    published = make_disclosure(item, upto="published")
    outcomes = make_application(agency).rules.outcomes
    assert kind != "J3" or len(outcomes) == 7
    for outcome in outcomes.values():
        application = make_application(agency, upto="registered")
        with pytest.raises(Refused):
            actions.draft(application, outcome=outcome.code, decision={}, by=officer, now=now)
        assert Application.objects.get(pk=application.pk).outcome == ""
        decision = filled_in(outcome)
        if "searched" in outcome.needs:
            with pytest.raises(Refused):
                actions.draft(application, outcome=outcome.code, decision=decision, by=officer, now=now)
            searched(application, officer, now)
        if outcome.row == reasoning.TOO_MANY:
            with pytest.raises(Refused):
                actions.draft(application, outcome=outcome.code, decision=decision, by=officer, now=now)
            actions.ask_reasons(application, why="一个月内三十件。", by=officer, now=now)
            actions.give_reasons(application, text="想知道。", now=now)
            actions.judge_reasons(application, verdict="unreasonable", words="无关。", by=officer, now=now)
        if outcome.effect == "publish":
            decision["item"] = deciding.items_to_publish(agency, on=timezone.localdate(now)).first().code
        points_to = published if outcome.effect == "point" or "disclosure" in outcome.needs else None
        actions.draft(
            application, outcome=outcome.code, decision=decision, points_to=points_to, by=officer, now=now
        )
        if outcome.effect == "correct":
            assert application.status == Application.Status.CORRECTING
            assert application.notices.last().title == outcome.notice.zh
            continue
        owed = Obligation.objects.filter(item__agency=agency).count()
        if outcome.row == deciding.IN_PART:
            with pytest.raises(Refused):  # art. 37: the original and the redacted copy are both kept
                actions.decide(application, by=leader, now=now)
            kept = redacted_copy(application, officer, now)
            actions.hand_over(kept, by=officer, now=now, is_for_applicant=False)
            with pytest.raises(Refused):  # made, but not for the applicant
                actions.decide(application, by=leader, now=now)
            actions.hand_over(kept, by=officer, now=now)
        actions.decide(application, by=leader, now=now)
        assert application.report_row in range(3, 24)
        assert application.notices.last().title == outcome.notice.zh
        opened = Obligation.objects.filter(item__agency=agency).count() - owed
        assert opened >= 1 if outcome.effect == "publish" else opened == 0


def test_an_answer_points_only_to_what_everybody_can_read(
    make_application, item, make_disclosure, officer, now
):
    """J3-277: "already public" links a published disclosure; a draft is none."""
    application = make_application(upto="registered")
    outcome = next(it for it in application.rules.outcomes.values() if it.effect == "point")
    decision = {need: "说明" for need in outcome.needs}
    with pytest.raises(Refused):
        actions.draft(application, outcome=outcome.code, decision=decision, by=officer, now=now)
    with pytest.raises(Refused):
        actions.draft(
            application,
            outcome=outcome.code,
            decision=decision,
            by=officer,
            now=now,
            points_to=make_disclosure(item),
        )


@pytest.mark.parametrize(
    ("kind", "received", "answer", "extended", "deliver"),
    [
        # J3: 5 days from registration on the spot, at most 30 more, 15 to deliver from the decision (decided on day 1).
        ("J3", date(2026, 3, 10), date(2026, 3, 17), date(2026, 4, 29), date(2026, 3, 31)),
        ("J3", date(2026, 2, 12), date(2026, 2, 26), date(2026, 4, 9), date(2026, 3, 11)),
        # J4: 15 and 15; the answer is delivered by the day of answer.
        ("J4", date(2026, 3, 10), date(2026, 3, 31), date(2026, 4, 22), date(2026, 3, 31)),
        ("J4", date(2026, 2, 12), date(2026, 3, 11), date(2026, 4, 1), date(2026, 3, 11)),
        # The national Regulation: 20 and 20.
        ("national", date(2026, 3, 10), date(2026, 4, 8), date(2026, 5, 9), date(2026, 4, 8)),
        ("national", date(2026, 2, 12), date(2026, 3, 18), date(2026, 4, 16), date(2026, 3, 18)),
    ],
)
def test_the_days_of_each_regime_over_real_holidays(
    bodies, make_application, now, kind, received, answer, extended, deliver
):
    """Day of answer, longest extension and delivery under J3, J4 and the national Regulation (X4)."""
    agency = bodies(kind)
    when = now.replace(month=received.month, day=received.day)
    assert make_application(agency, upto="decided", when=when).deliver_by == deliver
    application = make_application(agency, upto="registered", when=when)
    assert application.answer_by == answer
    rule = application.rules.extension
    approver = person(agency, Role(rule.approver))
    actions.extend(application, days=rule.at_most.days, reason="信息量大", by=approver, now=when)
    assert application.answer_by == extended
