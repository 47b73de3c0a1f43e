"""A third party is asked: the answer waits, and goes on with the opinion or when the time is over (art. 32, 33)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import clocks, consulting
from requests_app.desk import status_words
from requests_app.models import Application, ClockEntry
from tests.requests_app.conftest import handed_over, person, refusal

pytestmark = pytest.mark.django_db


def later(now, days):
    return now + timedelta(days=days)


@pytest.fixture
def asked(make_application, officer, now):
    """Registered on 10 March 2026, and a third party asked on the 12th."""
    application = make_application(upto="registered")
    actions.consult_third_party(application, party="清河水务公司", by=officer, now=later(now, 2))
    handed_over(application, officer, later(now, 2))
    return application


def test_the_answer_waits_and_the_third_party_has_its_own_days(asked):
    """Fifteen working days of its own; the applicant is told."""
    assert asked.answer_by is None
    assert clocks.due_of(asked, "third_party").day == date(2026, 4, 2)
    assert Letter.objects.filter(name="application_consulting").count() == 1


def test_the_opinion_lets_the_clock_go_on(asked, officer, now):
    """Two days were counted, the 13th to the 19th stood still."""
    actions.third_party_answered(
        asked, on=date(2026, 3, 19), opinion="同意公开", by=officer, now=later(now, 10)
    )
    assert asked.answer_by == date(2026, 4, 8)
    rows = {row.day: row for row in clocks.answer_due(asked).days}
    assert rows[date(2026, 3, 12)].number == 2
    assert rows[date(2026, 3, 19)].stopped
    assert rows[date(2026, 3, 20)].number == 3


def test_silence_lets_the_clock_go_on_from_the_last_day(asked, now):
    """However late the scheduler comes, and only once."""
    assert consulting.go_on_without(now=later(now, 23)) == 0
    assert consulting.count_waiting(now=later(now, 40)) == 1
    assert consulting.go_on_without(now=later(now, 40)) == 1
    assert consulting.go_on_without(now=later(now, 40)) == 0
    asked.refresh_from_db()
    assert asked.clock_entries.get(clock="third_party", act="lapse").on == date(2026, 4, 2)
    assert asked.answer_by == date(2026, 4, 22)


def test_nothing_is_late_while_a_third_party_is_waited_for(asked, client, now, officer):
    """Neither the light nor a list of late answers speaks of it."""
    far = date(2026, 12, 1)
    assert not status_words.is_late(asked, far)
    assert status_words.light(asked, today=far, calendar=clocks.calendars.calendar()).tone == "quiet"
    assert not Application.objects.filter(answer_by__lt=far).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda it, by, now: actions.consult_third_party(it, party="清河水务公司", by=by, now=now),
        lambda it, by, now: actions.ask_correction(it, missing="请补充", by=by, now=now),
        lambda it, by, now: actions.draft(it, by=by, now=now, **refusal(it)),
        lambda it, by, now: actions.extend(
            it, days=3, reason="汇总", by=person(it.agency, Role.SUPERIOR_LEADER), now=now
        ),
        lambda it, by, now: actions.third_party_answered(
            it, on=date(2026, 3, 11), opinion="同意", by=by, now=now
        ),
        lambda it, by, now: actions.third_party_answered(
            it, on=date(2026, 4, 30), opinion="同意", by=by, now=now
        ),
    ],
)
def test_what_cannot_happen_meanwhile_leaves_nothing_behind(asked, officer, now, wrong):
    """Overlapping pauses, an opinion before it was asked for, a decision without it: refused, nothing recorded."""
    before = (ClockEntry.objects.count(), asked.events.count(), Letter.objects.count())
    with pytest.raises(Refused):
        wrong(asked, officer, later(now, 3))
    assert (ClockEntry.objects.count(), asked.events.count(), Letter.objects.count()) == before


def test_who_withdraws_ends_both_clocks(asked, now):
    """Nobody waits for an opinion on what nobody wants to know any more."""
    actions.withdraw(asked, now=later(now, 3))
    assert not clocks.runs(asked, "answer") and not clocks.runs(asked, "third_party")
    assert consulting.go_on_without(now=later(now, 60)) == 0


def test_the_source_of_a_refused_entry_is_named(make_application, now):
    """The rule stands in the refusal: 15 working days at most, J4-298."""
    application = make_application(upto="registered")
    count = ClockEntry.objects.count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        clocks.add(application, "answer", "extend", on=now.date(), now=now, days=16)
    assert "J4-298" in refused.value.reasons[0]
    assert ClockEntry.objects.count() == count


@pytest.mark.parametrize(
    "change", ["UPDATE requests_app_clockentry SET days = 99", "DELETE FROM requests_app_clockentry"]
)
def test_the_database_itself_keeps_every_entry(make_application, change):
    """Entries are only ever added, whoever asks."""
    make_application()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table=ClockEntry._meta.db_table))


def test_lateness_is_no_column():
    """It is derived from the day, the status and today, never kept."""
    names = {field.name for field in Application._meta.get_fields()}
    assert not {name for name in names if "late" in name}


def test_the_desk_asks_and_enters(asked, make_application, client, officer, now):
    """The two steps stand on the page of the case, each when it can be taken."""
    client.force_login(officer)
    waiting = client.get(asked.get_absolute_url()).content.decode()
    assert "third_party_answered" in waiting and "consult_third_party" in waiting
    fresh = make_application(upto="registered", when=timezone.now())  # of an old one the time to ask is over
    assert "consult_third_party" in client.get(fresh.get_absolute_url()).content.decode()


def test_several_third_parties_are_waited_for_and_the_last_one_lets_the_clock_go_on(asked, officer, now):
    """Asked on the 12th and 13th; answered on the 19th and the 17th: it stood still from the 13th to the 19th."""
    actions.consult_third_party(asked, party="清河电力公司", by=officer, now=later(now, 3))
    assert clocks.open_third_parties(asked) == {
        "third_party": "清河水务公司",
        "third_party:2": "清河电力公司",
    }
    assert clocks.due_of(asked, "third_party:2").day == date(2026, 4, 3)
    said = {"opinion": "同意公开", "by": officer, "now": later(now, 10)}
    actions.third_party_answered(asked, party="third_party", on=date(2026, 3, 19), **said)
    assert asked.answer_by is None
    with pytest.raises(Refused):
        actions.draft(asked, by=officer, now=later(now, 10), **refusal(asked))
    actions.third_party_answered(asked, party="third_party:2", on=date(2026, 3, 17), **said)
    assert asked.answer_by == date(2026, 4, 8)
    assert asked.clock_entries.filter(clock="answer", act="pause").count() == 1
    assert asked.clock_entries.get(clock="answer", act="resume").on == date(2026, 3, 19)


def test_silence_of_one_does_not_end_the_time_of_another(asked, officer, now):
    """The first had time until 2 April, the second until 3 April: from there the answer goes on."""
    actions.consult_third_party(asked, party="清河电力公司", by=officer, now=later(now, 3))
    handed_over(asked, officer, later(now, 3))
    assert consulting.go_on_without(now=later(now, 24)) == 0
    assert clocks.open_third_parties(asked) == {"third_party:2": "清河电力公司"}
    asked.refresh_from_db()
    assert asked.answer_by is None
    assert consulting.go_on_without(now=later(now, 40)) == 1
    asked.refresh_from_db()
    assert asked.clock_entries.get(clock="answer", act="resume").on == date(2026, 4, 3)


def test_who_is_asked_after_another_kept_silent_stops_a_clock_that_had_gone_on(asked, officer, now):
    """Also when the scheduler had slept: the days between the two are counted."""
    actions.consult_third_party(asked, party="清河电力公司", by=officer, now=later(now, 28))
    handed_over(asked, officer, later(now, 28))
    acts = asked.clock_entries.filter(clock="answer").values_list("act", "on")
    assert list(acts)[1:] == [
        ("pause", date(2026, 3, 12)),
        ("resume", date(2026, 4, 2)),
        ("pause", date(2026, 4, 7)),
    ]


def test_the_desk_asks_which_of_several_answered(asked, client, officer, now):
    """With one there is nothing to choose."""
    client.force_login(officer)
    assert b'name="party"' not in _answer_form(client, asked)
    actions.consult_third_party(asked, party="清河电力公司", by=officer, now=later(now, 3))
    assert "清河电力公司".encode() in _answer_form(client, asked)
    sent = {"party": "third_party:2", "on": "2026-03-17", "opinion": "不同意"}
    address = reverse("requests_app:take", args=[asked.pk, "third_party_answered"])
    assert client.post(address, sent).status_code == 302
    assert clocks.open_third_parties(asked) == {"third_party": "清河水务公司"}


def _answer_form(client, application) -> bytes:
    page = client.get(application.get_absolute_url()).content
    return page[page.index(b"third_party_answered") :].split(b"</form>")[0]
