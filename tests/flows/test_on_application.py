"""The bureau of J3 to the letter: registered on the spot, forwarded to a body here, a longer time with its reason."""

from datetime import date

import pytest
from django.urls import reverse

from catalog.models import Disclosure
from core.exports.pdf import FONTS
from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.models import Application, ClockEntry
from tests.conftest import load_regime
from tests.flows.test_application_life import TYPED, file_with, follow, notice, take
from tests.flows.world import Body, people_for

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason="The fonts of the notices are missing."),
]
DECIDED = {"time": "六月底前", "place": "受理窗口", "way": "复制件"}


@pytest.fixture
def bureau(make_agency, clock) -> Body:
    """The bureau of J3."""
    return people_for(make_agency("bureau", regime="bureau-on-application"))


@pytest.fixture
def planning(make_agency, clock) -> Body:
    """Another body of the portal, under the national rules."""
    load_regime("national-2019")
    return people_for(make_agency("planning", regime="county-planning"))


def signed(body: Body, application: Application) -> None:
    leader = body.sign_in(Role.LEADER_IN_CHARGE)
    leader.open(f"/review/applications/{application.pk}/")
    leader.send("opinion", press=("says", "approve"))
    application.refresh_from_db()


@pytest.mark.parametrize("day", [10, 14, 15], ids=["Tuesday", "Saturday", "Sunday"])
def test_what_comes_in_is_registered_on_the_spot_on_a_day_off_too(bureau, clock, day):
    """J3:013 当场登记: by the portal itself, that very day; the five working days count from it."""
    clock.wait(hours=24 * (day - 10))
    application, code, _citizen = file_with(bureau)
    assert (application.status, application.registered_on) == ("registered", date(2026, 3, day))
    assert application.received_on == application.registered_on
    last = {10: 17, 14: 20, 15: 20}[day]
    assert application.answer_by == date(2026, 3, last)
    assert "当场登记" in follow(application, code).page.text
    event = application.events.get(action="register_at_once")
    assert event.actor is None


def test_other_bodies_register_by_an_officer_as_before(planning, clock):
    application, _code, _citizen = file_with(planning)
    assert (application.status, application.registered_on) == ("received", None)


def test_a_longer_time_of_disclosure_is_asked_with_its_reason_approved_and_read(bureau, clock):
    """J3:014: in the draft, by the signature of the leader; day, decision and page of the applicant follow."""
    application, code, _citizen = file_with(bureau)
    officer = bureau.sign_in(Role.INTAKE_OFFICER)
    officer.open(f"{application.get_absolute_url()}?outcome=disclosed")
    for wrong in (
        {"longer_days": "5", "longer_reason": ""},
        {"longer_days": "", "longer_reason": "卷宗在外地。"},
        {"longer_days": "31", "longer_reason": "卷宗在外地。"},
        {"longer_days": "0", "longer_reason": "卷宗在外地。"},
    ):
        take(officer, application, "draft", status=422, **DECIDED, **wrong)
        assert "六月底前" in officer.page.html
    take(officer, application, "draft", **DECIDED, longer_days="5", longer_reason="卷宗在外地。")
    assert application.deliver_by is None
    signed(bureau, application)
    # 15 working days from 10 March: 31 March; five more, over Qingming: 8 April.
    assert application.deliver_by == date(2026, 4, 8)
    entry = ClockEntry.objects.get(application=application, clock="deliver", act="extend")
    assert (entry.days, entry.reason, entry.by) == (5, "卷宗在外地。", bureau.people[Role.LEADER_IN_CHARGE])
    applicant = follow(application, code)
    assert "公开期限延长5个工作日" in applicant.page.text and "卷宗在外地。" in applicant.page.text
    assert "卷宗在外地。" in notice(applicant, application.chosen_outcome.notice.zh)


def test_without_a_wish_disclosure_has_its_fifteen_days(bureau, clock):
    application, _code, _citizen = file_with(bureau)
    officer = bureau.sign_in(Role.INTAKE_OFFICER)
    officer.open(f"{application.get_absolute_url()}?outcome=disclosed")
    take(officer, application, "draft", **DECIDED)
    signed(bureau, application)
    assert application.deliver_by == date(2026, 3, 31)


def test_rules_without_it_let_no_disclosure_take_longer(planning, clock):
    """Whoever sends the fields by hand: they are not kept."""
    application, _code, _citizen = file_with(planning)
    officer, now = planning.people[Role.INTAKE_OFFICER], clock.now
    actions.register(application, by=officer, now=now)
    outcome = next(code for code, one in application.rules.outcomes.items() if one.effect == "disclose")
    said = {need: "见附件" for need in application.rules.outcomes[outcome].needs}
    actions.draft(
        application,
        outcome=outcome,
        decision={**said, "longer_days": "9", "longer_reason": "慢"},
        by=officer,
        now=now,
    )
    assert "longer_days" not in application.decision


def test_forwarded_to_a_body_of_this_portal_it_opens_a_case_there(bureau, planning, clock):
    """J3:018: chosen in the draft, opened with the signature; both bodies and the applicant know who has it."""
    application, code, _citizen = file_with(bureau)
    officer = bureau.sign_in(Role.INTAKE_OFFICER)
    officer.open(f"{application.get_absolute_url()}?outcome=transferred")
    take(officer, application, "draft", status=422, agency="", other_body="", contact="")
    take(officer, application, "draft", agency="planning", other_body="", contact="")
    assert Application.objects.count() == 1
    signed(bureau, application)
    there = Application.objects.exclude(pk=application.pk).get()
    assert (there.agency, there.way, there.received_on) == (planning.agency, "forwarded", clock.today)
    for name in ("subject", "description", "applicant_kind", "applicant_name", "email", "delivery_form"):
        assert getattr(there, name) == TYPED[name]
    assert there.answer_by == date(2026, 4, 8)
    assert application.decision["number_there"] == there.number
    applicant = follow(application, code)
    assert there.number in applicant.page.text and planning.agency.name in applicant.page.text
    words = notice(applicant, application.chosen_outcome.notice.zh)
    assert "".join(there.number.split()) in words and planning.agency.name in words
    receipt = Letter.objects.filter(name="application_received").latest("pk")
    assert receipt.to == TYPED["email"] and there.number in receipt.body
    colleague = planning.sign_in(Role.INTAKE_OFFICER)
    colleague.open(reverse("requests_app:desk"))
    colleague.follow(there.get_absolute_url())
    assert application.number in colleague.page.text
    stranger = bureau.sign_in(Role.INTAKE_OFFICER)
    stranger.open(there.get_absolute_url(), status=404)


def test_nothing_is_opened_where_the_body_is_not_here_or_not_open(bureau, planning, clock):
    """A name typed by hand opens nothing; a body that closed meanwhile is refused at the signature."""
    application, _code, _citizen = file_with(bureau)
    officer, now = bureau.people[Role.INTAKE_OFFICER], clock.now
    for slug in ("bureau", "nowhere"):
        with pytest.raises(Refused):
            actions.draft(
                application, outcome="transferred", by=officer, now=now,
                decision={"agency": slug, "other_body": "某局", "contact": "某处"},
            )  # fmt: skip
    actions.draft(application, outcome="transferred", decision={"agency": "planning"}, by=officer, now=now)
    planning.agency.closed_at, planning.agency.closed_because = now, "撤并"
    planning.agency.closed_by = planning.people[Role.HEAD]
    planning.agency.save()
    with pytest.raises(Refused):
        actions.decide(application, by=bureau.people[Role.LEADER_IN_CHARGE], now=now)
    assert Application.objects.count() == 1 and not Disclosure.objects.exists()
    actions.send_back(application, opinion="改为外部机关", by=bureau.people[Role.LEADER_IN_CHARGE], now=now)
    said = {"other_body": "清河市住房局", "contact": "0000-10001"}
    actions.draft(application, outcome="transferred", decision=said, by=officer, now=now)
    actions.decide(application, by=bureau.people[Role.LEADER_IN_CHARGE], now=now)
    assert Application.objects.count() == 1 and "number_there" not in application.decision
