"""A fee on a case: quoted with its working, told, paid or given up (art. 42, 国办函〔2020〕109号)."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from core.workdays import Span
from requests_app import actions
from requests_app.actions import charging, clocks, deadline_audit, lapsing, notices
from requests_app.models import Application, Fee, Notice
from tests.requests_app.conftest import person, refusal

pytestmark = pytest.mark.django_db
ASKED = {"reason": "一个月内申请四十件，明显超过合理范围", "how_to_pay": "凭缴款码到任一银行缴纳"}


def later(now, days):
    return now + timedelta(days=days)


@pytest.fixture
def body(bodies):
    """A body that follows the Regulation; the district's own rules know no fee."""
    return bodies("national")


@pytest.fixture
def officer(body):
    return person(body, Role.INTAKE_OFFICER)


@pytest.fixture
def application(make_application):
    """Registered on Tuesday, 10 March 2026; to be answered by 8 April."""
    return make_application(upto="registered")


@pytest.fixture
def quote(application, officer, now):
    """Ask for the fee for 41 items, or as a test says."""

    def ask(**said):
        asked = {"basis": "items", "number": 41, **ASKED, **said}
        return actions.quote_fee(application, by=officer, now=later(now, 2), **asked)

    return ask


@pytest.fixture
def told(quote, officer, now):
    """Asked for on the 12th of March, and the notice came on Monday the 16th."""
    return actions.fee_told(quote(), on=date(2026, 3, 16), by=officer, now=later(now, 8))


def test_a_fee_is_quoted_with_its_working_and_the_answer_waits(quote):
    """The notice says basis, tariff, amount, way and term; the applicant is written to."""
    application = quote()
    assert application.answer_by is None and application.owes_fee
    assert application.fee.amount == 4300 == sum(line["amount"] for line in application.fee.working)
    paper = application.notices.get(kind=Notice.Kind.FEE)
    assert "依费" in paper.number
    text = str(notices.content_of(paper))
    for said in ("4300", "20", "109", ASKED["how_to_pay"], ASKED["reason"]):
        assert said in text
    assert Letter.objects.filter(name="application_fee").count() == 1


def test_the_applications_of_the_month_count(make_application, application, officer, now):
    """Those of the same applicant and month before it, one item each, or as many as a fee was counted for."""
    make_application(applicant_name="别人", identity_number="")
    withdrawn = make_application()
    actions.withdraw(withdrawn, now=now)
    make_application(when=now - timedelta(days=20))
    second = make_application(upto="registered")
    assert charging.items_already(application) == 0
    assert charging.items_already(second) == 1
    actions.quote_fee(application, basis="items", number=28, by=officer, now=now, **ASKED)
    assert charging.items_already(second) == 28
    actions.quote_fee(second, basis="items", number=3, by=officer, now=now, **ASKED)
    assert (second.fee.already, second.fee.amount) == (28, 2 * 100 + 1 * 200)


def test_by_pages_the_month_does_not_count(make_application, application, officer, now):
    """Each application stands alone."""
    second = make_application(upto="registered")
    actions.quote_fee(second, basis="pages", number=31, by=officer, now=now, **ASKED)
    assert (second.fee.already, second.fee.amount) == (0, 10)


def test_with_the_payment_the_days_are_counted_anew(told, officer, now):
    """Paid on Wednesday the 18th: twenty working days from the 19th, even after a correction used its one restart."""
    actions.pay_fee(told, on=date(2026, 3, 18), voucher="103049950-7", by=officer, now=later(now, 8))
    assert told.answer_by == date(2026, 4, 16)
    assert not clocks.runs(told, clocks.FEE) and not told.owes_fee
    days = clocks.answer_due(told).days
    assert days[0].day == date(2026, 3, 19) and days[-1].number == 20


def test_a_correction_before_does_not_use_up_the_payment(application, officer, now):
    """The Regulation lets the days begin again once for a correction; the payment is another reason."""
    actions.ask_correction(application, missing="期间", days=10, by=officer, now=now)
    actions.correct(application, text="二〇二五年", now=later(now, 1))
    actions.quote_fee(application, basis="items", number=11, by=officer, now=later(now, 2), **ASKED)
    actions.pay_fee(application, on=date(2026, 3, 13), voucher="7", by=officer, now=later(now, 3))
    assert application.answer_by == date(2026, 4, 13)


def test_a_fee_is_paid_once(told, officer, now):
    """The second payment is refused with the first one's day and voucher."""
    pay = {"on": date(2026, 3, 18), "by": officer, "now": later(now, 8)}
    actions.pay_fee(told, voucher="7", **pay)
    with pytest.raises(Refused) as refused:
        actions.pay_fee(told, voucher="8", **pay)
    assert "2026-03-18" in str(refused.value) and "7" in str(refused.value)
    assert Fee.objects.get().voucher == "7"
    assert told.clock_entries.filter(act="renew").count() == 1


def test_who_does_not_pay_in_time_gives_the_application_up(told, officer, now):
    """Twenty working days after the notice came; on the last day it still can be paid, afterwards no more."""
    last = charging.pay_by(told)
    assert last == date(2026, 4, 14)
    with pytest.raises(Refused):
        actions.lapse_fee(told, by=officer, now=now + (last - now.date()))
    after = now + (last - now.date()) + timedelta(days=1)
    with pytest.raises(Refused):
        actions.pay_fee(told, on=after.date(), voucher="7", by=officer, now=after)
    actions.lapse_fee(told, by=officer, now=after)
    assert told.status == Application.Status.LAPSED and told.fee.lapsed_on == after.date()
    with pytest.raises(Refused):
        actions.pay_fee(told, on=last, voucher="7", by=officer, now=after)


def test_before_the_notice_came_nobody_is_late(quote, officer, now):
    """The term runs from the day on which the applicant got the notice."""
    application = quote()
    with pytest.raises(Refused):
        actions.lapse_fee(application, by=officer, now=later(now, 200))


@pytest.mark.parametrize(
    "said",
    [
        {"number": 10},
        {"number": 0},
        {"number": -1},
        {"already": 5},
        {"reason": " "},
        {"how_to_pay": ""},
        {"basis": "pages", "number": 30},
    ],
)
def test_what_cannot_be_charged_is_refused(quote, application, said):
    """Nothing to pay, more items than the register shows, no reason, no way to pay: nothing is kept."""
    with pytest.raises(Refused):
        quote(**said)
    assert not Fee.objects.exists()
    assert application.notices.count() == 1


def test_one_fee_for_one_application(quote):
    """Never by items and by pages."""
    quote()
    with pytest.raises(Refused):
        quote(basis="pages", number=100)


def test_nothing_is_decided_extended_or_asked_back_while_the_fee_is_waited_for(quote, officer, now):
    """And a withdrawal ends the waiting."""
    application, when = quote(), {"by": officer, "now": later(now, 3)}
    for step, said in (
        ("draft", refusal(application)),
        ("extend", {"days": 5, "reason": "量大"}),
        ("ask_correction", {"missing": "期间"}),
    ):
        by = person(application.agency, Role.DISCLOSURE_OFFICE) if step == "extend" else officer
        with pytest.raises(Refused):
            getattr(actions, step)(application, **{**when, "by": by}, **said)
    actions.withdraw(application, now=later(now, 3))
    assert application.status == Application.Status.WITHDRAWN


def test_rules_without_a_fee_charge_nothing(bodies, make_application, now):
    """Document J3 forbids paid provision (J3-285)."""
    agency = bodies("J3")
    application = make_application(agency, upto="registered")
    with pytest.raises(Refused):
        actions.quote_fee(
            application, basis="items", number=41, by=person(agency, Role.INTAKE_OFFICER), now=now, **ASKED
        )


def test_the_desk_leads_through_the_fee(client, make_application, officer):
    """Quoted, told, paid: each step has its form on the page of the case, and the next one follows."""
    application = make_application(upto="registered", when=timezone.now())
    today = timezone.localdate().isoformat()
    client.force_login(officer)
    page = application.get_absolute_url()

    def take(step, **typed):
        return client.post(reverse("requests_app:take", args=[application.pk, step]), typed)

    wrong = take("quote_fee", basis="items", number="3", already="0", **ASKED)
    assert wrong.status_code == 422
    assert take("quote_fee", basis="items", number="41", already="0", **ASKED).status_code == 302
    assert "4300" in client.get(page).content.decode()
    assert take("fee_told", on=today).status_code == 302
    assert set(client.get(page).context["steps"]) == {"fee_told", "pay_fee", "lapse_fee"}
    assert take("pay_fee", on=today, voucher="A-7").status_code == 302
    assert "A-7" in client.get(page).content.decode()
    assert take("pay_fee", on=today, voucher="A-8").status_code == 302
    assert Fee.objects.get().voucher == "A-7"


@pytest.fixture
def closed(told, officer):
    """Closed by the clock on Thursday, 16 April: the time to pay was over on the 14th."""
    assert charging.pay_by(told) == date(2026, 4, 14)
    lapsing.lapse_due(now=at(date(2026, 4, 16)))
    told.refresh_from_db()
    assert told.status == "lapsed"
    return told


def at(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9))


def test_a_case_closed_although_it_was_paid_in_time_is_taken_up_again(closed, officer):
    """Paid at the bank on the last day, found two weeks later: the answer counts from the day after the payment."""
    said = {"voucher": "财票0042", "reason": "他行代收，次日到账清单漏报"}
    actions.revive_fee(closed, on=date(2026, 4, 14), by=officer, now=at(date(2026, 4, 27)), **said)
    closed.refresh_from_db()
    fee = Fee.objects.get(application=closed)
    assert (closed.status, closed.report_row) == ("registered", None)
    assert (fee.paid_on, fee.lapsed_on, fee.voucher) == (date(2026, 4, 14), None, "财票0042")
    assert closed.answer_by == clocks.end_of(closed, Span(20, working=True), start=date(2026, 4, 14))
    assert not clocks.runs(closed, clocks.FEE) and clocks.runs(closed, clocks.ANSWER)
    event = closed.events.get(action="revive_fee")
    assert event.note == said["reason"] and event.actor == officer
    notice = closed.notices.get(form="revived_fee")
    assert "4月14日" in notice.content and "终止办理告知书不再有效" in notice.content
    assert Letter.objects.filter(name="application_notice").exists()
    assert lapsing.lapse_due(now=at(date(2026, 6, 1))) == 0
    assert deadline_audit.count_different(now=at(date(2026, 4, 27))) == 0
    actions.draft(closed, by=officer, now=at(date(2026, 4, 28)), **refusal(closed))


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": date(2026, 4, 15)},  # after the term
        {"on": date(2026, 3, 11)},  # before it was asked for
        {"on": date(2026, 4, 28)},  # tomorrow
        {"voucher": " "},
        {"reason": " "},
    ],
)
def test_what_was_not_paid_in_time_stays_closed(closed, officer, wrong):
    """A payment after the term gives nothing back but the money; without proof and reason nothing is taken up."""
    said = {"on": date(2026, 4, 14), "voucher": "财票1", "reason": "漏报", **wrong}
    with pytest.raises(Refused):
        actions.revive_fee(closed, by=officer, now=at(date(2026, 4, 27)), **said)
    closed.refresh_from_db()
    assert closed.status == "lapsed" and Fee.objects.get(application=closed).paid_on is None


def test_only_officers_revive_and_only_what_lapsed_for_its_fee(
    closed, officer, bodies, make_application, now
):
    """Nobody of another body; no case that was closed for another reason; a case once."""
    said = {"on": date(2026, 4, 14), "voucher": "财票1", "reason": "漏报", "now": at(date(2026, 4, 27))}
    with pytest.raises(Refused):
        actions.revive_fee(closed, by=person(bodies("J4"), Role.INTAKE_OFFICER), **said)
    other = make_application(upto="registered")
    actions.ask_correction(other, missing="年度", days=5, by=officer, now=now)
    lapsing.lapse_due(now=at(date(2026, 4, 16)))
    with pytest.raises(Refused):
        actions.revive_fee(other, by=officer, **said)
    actions.revive_fee(closed, by=officer, **said)
    with pytest.raises(Refused):
        actions.revive_fee(closed, by=officer, **said)


def test_the_officer_takes_it_up_again_on_the_page_of_the_case(closed, officer, client, monkeypatch):
    """The closed case offers it; a day after the term is refused with what the law says, and what was typed stays."""
    monkeypatch.setattr(timezone, "now", lambda: at(date(2026, 4, 27)))
    client.force_login(officer)
    address = reverse("requests_app:take", args=[closed.pk, "revive_fee"])
    assert address in client.get(closed.get_absolute_url()).content.decode()
    said = {"on": "2026-04-15", "voucher": "财票7", "reason": "他行代收"}
    refused = client.post(address, said)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "2026-04-14" in page and "他行代收" in page and "财票7" in page
    client.post(address, {**said, "on": "2026-04-14"})
    closed.refresh_from_db()
    assert closed.status == "registered"
    assert address not in client.get(closed.get_absolute_url()).content.decode()
