"""Complaints: taken in, put under a tier, explained, answered by somebody else, passed on, closed (J1-250 to 255)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext

from core.models import Letter, RegimeVersion
from core.permissions import may, reach
from core.regimes.parts import clocks_for
from core.roles import Role
from core.transitions import Refused
from supervision import complaint_clock, rules
from supervision.actions import complaints as actions
from supervision.actions import reminders
from supervision.models import Complaint, ComplaintClockEntry
from tests.conftest import TODAY, give_role, load_regime, make_person

pytestmark = pytest.mark.django_db
AT_ONCE, THREE_DAYS, ONE_WEEK = "complaint_at_once", "complaint_three_days", "complaint_one_week"


@pytest.fixture
def community(make_agency):
    """A community with the three tiers of document J1."""
    return make_agency("community", regime="community")


@pytest.fixture
def supervisor(community):
    """A member of its supervision group."""
    person = make_person("watcher")
    give_role(person, Role.SUPERVISOR, community)
    return person


@pytest.fixture
def make_complaint(community, supervisor, now):
    """A complaint of Tuesday, 2026-03-10; ``tier`` takes it up under that tier."""

    def make(*, tier: str = "", **fields):
        content = {"agency": community, "text": "低保名单没有公开。", "email": "c@example.org", "now": now}
        complaint, _code = actions.receive(**{**content, **fields})
        if tier:
            actions.take_up(complaint, tier=tier, department=None, by=supervisor, now=now)
        return complaint

    return make


def letters(name: str) -> list[str]:
    """Who is owed the letter ``name``."""
    return list(Letter.objects.filter(name=name).values_list("to", flat=True))


def test_a_complaint_is_numbered_and_told_to_those_who_look_into_it(make_complaint, supervisor, community):
    """The longest tier holds first; letters quote nothing of it."""
    complaint = make_complaint()
    assert complaint.number == f"{community.code}-投诉〔2026〕0001"
    assert complaint.tier == ONE_WEEK
    assert complaint.answer_by == date(2026, 3, 17)
    assert letters("complaint_received") == ["c@example.org"]
    assert letters("complaint_arrived") == [supervisor.email]
    assert not [letter for letter in Letter.objects.all() if "低保名单" in letter.body]


def test_nothing_readable_lies_in_the_database(make_complaint):
    """Text, name, contact and answer are encrypted (F-172)."""
    complaint = make_complaint(name="柳青禾", phone="0000-12345")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, name, phone, email FROM supervision_complaint WHERE id = %s", [complaint.pk]
        )
        row = " ".join(cursor.fetchone())
    assert not any(word in row for word in ("低保", "柳", "12345", "@"))
    assert Complaint.objects.get(pk=complaint.pk).text == "低保名单没有公开。"


@pytest.mark.parametrize(
    ("tier", "due"),
    [(AT_ONCE, date(2026, 3, 10)), (THREE_DAYS, date(2026, 3, 13)), (ONE_WEEK, date(2026, 3, 17))],
)
def test_the_tier_that_is_chosen_counts_from_the_receipt(make_complaint, supervisor, now, tier, due):
    """J1-250 to J1-252, in calendar days, also when it is taken up a day later."""
    complaint = make_complaint()
    actions.take_up(complaint, tier=tier, department=None, by=supervisor, now=now + timedelta(days=1))
    complaint.refresh_from_db()
    assert complaint.answer_by == due == complaint_clock.due(complaint).day


def test_every_regime_has_tiers_that_give_a_day(regime_code, now):
    """All bodies take complaints, and each tier gives a day of answer."""
    version = load_regime(regime_code)
    tiers = clocks_for(version.rules.clocks, "complaint")
    assert tiers
    assert all(tier.start == "received" and tier.length.days >= 0 for tier in tiers)
    assert [tier.length.days for tier in tiers] == sorted(tier.length.days for tier in tiers)


def test_another_tier_begins_anew_for_a_reason_that_is_told(make_complaint, supervisor, now):
    """What was granted under the tier before is gone."""
    complaint = make_complaint(tier=THREE_DAYS)
    actions.explain(complaint, words="需要核实。", days=2, by=supervisor, now=now)
    assert complaint.answer_by == date(2026, 3, 16)  # the 15th is a Sunday
    later = now + timedelta(days=2)
    actions.change_tier(complaint, tier=ONE_WEEK, reason="须协调区民政局。", by=supervisor, now=later)
    assert complaint.answer_by == date(2026, 3, 19)
    assert letters("complaint_explained") == ["c@example.org"] * 2
    assert [entry.act for entry in complaint.clock_entries.all()] == ["start", "restart", "extend", "restart"]


def test_a_delay_must_be_explained_in_time_and_within_measure(make_complaint, supervisor, now):
    """J1-253: what cannot be settled at once is explained; silence and endless delay are refused."""
    complaint = make_complaint(tier=THREE_DAYS)
    for words, days in ((" ", 2), ("慢", 0), ("慢", 8)):
        with pytest.raises(Refused):
            actions.explain(complaint, words=words, days=days, by=supervisor, now=now)
    with pytest.raises(Refused):
        actions.explain(complaint, words="慢", days=2, by=supervisor, now=now + timedelta(days=4))
    assert complaint.clock_entries.filter(act="extend").count() == 0
    actions.explain(complaint, words="需要核实。", days=7, by=supervisor, now=now)
    assert complaint.answer_by == date(2026, 3, 20)


def test_an_answer_ends_the_clock_and_is_told(make_complaint, supervisor, now):
    """And only what has an answer, or was passed on, can be closed."""
    complaint = make_complaint(tier=ONE_WEEK)
    with pytest.raises(Refused):
        actions.close(complaint, by=supervisor, now=now)
    with pytest.raises(Refused):
        actions.answer(complaint, text="  ", by=supervisor, now=now)
    actions.answer(complaint, text="名单已补充公开。", by=supervisor, now=now)
    actions.close(complaint, by=supervisor, now=now)
    assert complaint.status == "closed"
    assert complaint.clock_entries.last().act == "stop"
    assert "名单已补充公开" in Letter.objects.get(name="complaint_answered").body
    with pytest.raises(Refused):
        actions.answer(complaint, text="又一次。", by=supervisor, now=now)


def test_a_breach_of_discipline_is_passed_on_with_a_reason(make_complaint, supervisor, now):
    """J1-255; who complained is told where and why."""
    complaint = make_complaint()
    for to, reason in (("", "违纪"), ("区纪检组", " ")):
        with pytest.raises(Refused):
            actions.pass_on(complaint, to=to, reason=reason, by=supervisor, now=now)
    actions.pass_on(complaint, to="区纪检组", reason="涉及违纪问题。", by=supervisor, now=now)
    assert "区纪检组" in Letter.objects.get(name="complaint_passed_on").body


def test_impossible_choices_are_refused_and_leave_nothing(make_complaint, supervisor, make_agency, now):
    """A tier of another body, a department of another body, the same tier again, a change when it is late."""
    complaint = make_complaint()
    elsewhere = make_agency("elsewhere", regime="hr-bureau").departments.first()
    for choice in ({"tier": "answer"}, {"tier": ""}, {"tier": ONE_WEEK, "department": elsewhere}):
        with pytest.raises(Refused):
            actions.take_up(complaint, **{"department": None, **choice}, by=supervisor, now=now)
    actions.take_up(complaint, tier=ONE_WEEK, department=None, by=supervisor, now=now)
    change = {"reason": "更改", "by": supervisor}
    with pytest.raises(Refused):
        actions.change_tier(complaint, tier=ONE_WEEK, now=now, **change)
    with pytest.raises(Refused):
        actions.change_tier(complaint, tier=THREE_DAYS, now=now + timedelta(days=30), **change)
    assert complaint.clock_entries.count() == 1


def test_nobody_answers_a_complaint_about_their_own_work(cast, item, obligation, make_disclosure, now):
    """Neither by the disclosure nor by the obligation that it fulfils; others may."""
    made = make_disclosure(item, obligation=obligation, upto="published")
    give_role(cast.clerk, Role.DISCLOSURE_OFFICE, cast.agency)
    own = gettext("The complaint is about your own work; somebody else looks into it.")
    for about in (made, obligation):
        complaint, _code = actions.receive(agency=cast.agency, text="内容有误。", about=about, now=now)
        tier = complaint.tier
        with pytest.raises(Refused, match=own):
            actions.take_up(complaint, tier=tier, department=None, by=cast.clerk, now=now)
        actions.take_up(complaint, tier=tier, department=None, by=cast.supervisor, now=now)
        with pytest.raises(Refused, match=own):
            actions.answer(complaint, text="没有问题。", by=cast.clerk, now=now)
        actions.answer(complaint, text="已经更正。", by=cast.supervisor, now=now)
    assert cast.clerk.email not in letters("complaint_arrived")


def test_a_complaint_belongs_to_the_body_that_it_is_about(community, item, now):
    """What belongs to another agency cannot be complained about here; an empty text is none."""
    with pytest.raises(Refused):
        actions.receive(agency=community, text="内容有误。", about=item, now=now)
    with pytest.raises(Refused):
        actions.receive(agency=community, text=" \n", now=now)
    assert not Complaint.objects.exists()


def test_only_supervision_and_the_disclosure_office_see_complaints(cast, now):
    """The whole cast: one and many agree, and nobody elsewhere sees anything."""
    complaint, _code = actions.receive(agency=cast.agency, text="逾期未公开。", now=now)
    allowed = {"supervisor", "disclosure_office"}
    looked_at = list(cast.people.items())
    assert looked_at
    for name, person in looked_at:
        alone = may(person, rules.HANDLE_COMPLAINTS, complaint, on=TODAY)
        together = Complaint.objects.filter(reach(person, rules.HANDLE_COMPLAINTS, on=TODAY).q()).exists()
        assert alone == together == (name in allowed), name


@pytest.mark.parametrize("model", [ComplaintClockEntry, "events"])
def test_clock_and_steps_only_grow(make_complaint, model):
    """The database itself refuses to change or to delete an entry."""
    complaint = make_complaint(tier=THREE_DAYS)
    rows = complaint.events if model == "events" else complaint.clock_entries
    for wrong in (lambda: rows.update(at=complaint.received_at), lambda: rows.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()


def test_those_who_look_into_it_are_reminded_up_the_ladder_each_rung_once(make_complaint, supervisor, now):
    """Due on 17 March; rungs: 3 working days before (the 12th), on the day, 1 and 5 after; none when answered."""
    load_regime("national-2019")
    complaint = make_complaint(tier=ONE_WEEK)
    assert reminders.remind_of_complaints(now=now) == 0
    told = []
    for days in (2, 2, 3, 7, 8, 8, 9, 14, 30):
        told.append(reminders.remind_of_complaints(now=now + timedelta(days=days)))
    assert told == [1, 0, 0, 1, 1, 0, 0, 1, 0]
    assert letters("complaint_near") == [supervisor.email] * 4
    actions.answer(complaint, text="已公开。", by=supervisor, now=now)
    other = make_complaint(tier=ONE_WEEK)
    assert reminders.remind_of_complaints(now=now + timedelta(days=60)) == 1
    assert other.events.filter(action="remind").count() == 1


def test_a_body_without_tiers_takes_complaints_without_a_term(community, supervisor, now):
    """Then there is no clock, nothing is late, and the answer is given all the same."""
    version = community.regime.versions.get()
    without = {
        **RegimeVersion.objects.values_list("content", flat=True).get(pk=version.pk),
        "clocks": {},
    }
    RegimeVersion.objects.filter(pk=version.pk).update(content=without, digest="0" * 64)
    complaint, _code = actions.receive(agency=community, text="没有公开。", now=now)
    assert complaint.answer_by is None
    actions.take_up(complaint, tier="", department=None, by=supervisor, now=now)
    with pytest.raises(Refused):
        actions.explain(complaint, words="慢", days=1, by=supervisor, now=now)
    actions.answer(complaint, text="已公开。", by=supervisor, now=now)
    assert not complaint.clock_entries.exists()
