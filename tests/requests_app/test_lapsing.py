"""The clock closes what was not done in time; agencies that keep silent consent; an extension is asked in time."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import clocks, consulting, lapsing
from requests_app.models import Application, Notice
from tests.requests_app.conftest import handed_over, person, refusal

pytestmark = pytest.mark.django_db


def at(day: date, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """A moment of a day in the portal's time zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute, second))


def test_a_correction_comes_until_the_last_second_of_its_day(make_application, officer, now):
    """A second later it is refused. The clock closes the case once, when the desk had a working day for the paper that
    came on the last one, with notice, letter and row 21 (art. 30)."""
    late, last_minute = make_application(upto="registered"), make_application(upto="registered")
    for application in (late, last_minute):
        actions.ask_correction(application, missing="请写明年度。", days=10, by=officer, now=now)
    last = clocks.correct_by(late)
    end = at(last, 23, 59, 59)
    assert lapsing.lapse_due(now=end) == 0
    actions.correct(last_minute, text="2025年度。", now=end)
    second_later = end + timedelta(seconds=1)
    with pytest.raises(Refused):
        actions.correct(late, text="2025年度。", now=second_later)
    desk_day = clocks.calendars.of(late.agency).add(last, 1)
    assert lapsing.count_due(now=second_later) == lapsing.lapse_due(now=at(desk_day, 23, 59, 59)) == 0
    over = at(desk_day + timedelta(days=1), 0)
    assert lapsing.count_due(now=over) == 1
    assert (lapsing.lapse_due(now=over), lapsing.lapse_due(now=over)) == (1, 0)
    late.refresh_from_db()
    assert (late.status, late.report_row) == (Application.Status.LAPSED, 21)
    assert late.notices.filter(kind=Notice.Kind.LAPSE).count() == 1
    assert Letter.objects.filter(name="application_closed").count() == 1
    with pytest.raises(Refused):
        actions.lapse(late, by=officer, now=over)


def test_a_fee_lapses_by_the_clock_from_the_day_its_notice_came(bodies, make_application, now):
    """Nothing lapses before the notice came; paid in time, or asked for a correction without a day, nothing lapses."""
    body = bodies("national")
    officer = person(body, Role.INTAKE_OFFICER)
    quote = {
        "basis": "pages",
        "number": 40,
        "reason": "页数多。",
        "how_to_pay": "转账",
        "by": officer,
        "now": now,
    }
    told, untold, paid = [
        actions.quote_fee(make_application(body, upto="registered"), **quote) for _n in range(3)
    ]
    for application in (told, paid):
        actions.fee_told(application, on=now.date(), by=officer, now=now)
    actions.pay_fee(paid, on=now.date(), voucher="1", by=officer, now=now)
    actions.ask_correction(make_application(body, upto="registered"), missing="补充", by=officer, now=now)
    last = clocks.due_of(told, clocks.FEE).day
    assert lapsing.lapse_due(now=at(last, 23, 59)) == 0
    desk_day = clocks.calendars.of(body).add(last, 1)  # the voucher of the last day may lie on the desk
    assert lapsing.lapse_due(now=at(desk_day, 23, 59)) == 0
    assert lapsing.lapse_due(now=at(desk_day + timedelta(days=1), 0, 0)) == 1
    told.refresh_from_db()
    assert (told.status, told.report_row, told.fee.lapsed_on) == ("lapsed", 22, desk_day + timedelta(days=1))
    assert told.notices.filter(form="lapse_fee").exists()


def test_a_silent_agency_consents_and_an_opinion_after_the_decision_is_refused(bodies, make_application, now):
    """Article 34: a numbered letter, 15 working days of its own, the answer waits; beside a third party both wait."""
    body = bodies("national")
    officer, leader = person(body, Role.INTAKE_OFFICER), person(body, Role.LEADER_IN_CHARGE)
    application = make_application(body, upto="registered")
    asked = {
        "party": "清河市水务局",
        "materials": "联合验收报告",
        "opinion": "拟公开",
        "by": officer,
        "now": now,
    }
    with pytest.raises(Refused):
        actions.consult_agency(application, **{**asked, "by": leader})
    with pytest.raises(Refused):
        actions.consult_agency(application, **{**asked, "materials": " "})
    application.refresh_from_db()
    assert (
        application.answer_by is not None and not application.clock_entries.filter(clock="agencies").exists()
    )
    actions.consult_agency(application, **asked)
    with pytest.raises(Refused):
        actions.consult_agency(application, **asked)
    actions.consult_third_party(application, party="清河水务公司", by=officer, now=now)
    handed_over(application, officer, now)
    letter = application.notices.get(kind=Notice.Kind.AGENCIES)
    assert not letter.to_applicant and "视为同意" in letter.content
    assert application.answer_by is None
    draft = {"by": officer, **refusal(application)}
    with pytest.raises(Refused):
        actions.draft(application, now=now, **draft)
    actions.third_party_answered(
        application, on=now.date(), opinion="同意", party="third_party", by=officer, now=now
    )
    assert application.answer_by is None  # the agency is still waited for
    over = clocks.due_of(application, "agencies").day
    assert consulting.go_on_without(now=at(over)) == 0
    assert consulting.go_on_without(now=at(over + timedelta(days=3))) == 1
    application.refresh_from_db()
    assert application.clock_entries.get(clock="agencies", act="lapse").on == over
    assert application.events.get(action="agency_silent").note == "清河市水务局"
    then = at(over + timedelta(days=3))
    actions.draft(application, now=then, **draft)
    actions.decide(application, by=leader, now=then)
    with pytest.raises(Refused):
        actions.third_party_answered(
            application, on=over, opinion="不同意", party="agencies", by=officer, now=then
        )
    with pytest.raises(Refused):  # a second letter of the third party
        actions.third_party_answered(
            application, on=over, opinion="不同意", party="third_party", by=officer, now=then
        )


@pytest.mark.parametrize(
    ("kind", "approver"), [("J4", Role.SUPERIOR_LEADER), ("national", Role.DISCLOSURE_OFFICE)]
)
def test_an_extension_is_asked_on_the_last_day_and_not_after_it(
    bodies, make_application, now, kind, approver
):
    """At 17:59 of the day of answer it is in time, with its notice on that day; on the next morning it is not."""
    body = bodies(kind)
    by, officer = person(body, approver), person(body, Role.INTAKE_OFFICER)
    in_time, too_late = make_application(body, upto="registered"), make_application(body, upto="registered")
    last = in_time.answer_by
    with pytest.raises(Refused):
        actions.extend(in_time, days=5, reason="查找需时。", by=officer, now=at(last, 17, 59))
    actions.extend(in_time, days=5, reason="查找需时。", by=by, now=at(last, 17, 59))
    notice = in_time.notices.get(kind=Notice.Kind.EXTENSION)
    assert notice.issued_on == last < in_time.answer_by
    with pytest.raises(Refused):
        actions.extend(too_late, days=5, reason="查找需时。", by=by, now=at(last + timedelta(days=1), 8))
