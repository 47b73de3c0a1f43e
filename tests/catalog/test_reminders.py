"""Departments are reminded of what they owe: up the ladder of their regime, by letter, each rung once for a day."""

from datetime import date, datetime, timedelta

import pytest

from catalog.actions import disclosures, obligations, reminders
from catalog.models import Obligation, ObligationReminder
from core.actions import load_regime_version
from core.deadlines.calendars import calendar
from core.models import Agency, Heartbeat, Letter, RegimeVersion, RoleAssignment
from core.scheduler import reminding
from core.tasks import run_job
from tests.conftest import SHANGHAI, load_regime

pytestmark = pytest.mark.django_db


def reminded() -> list[str]:
    """The addresses of the reminders that are owed, in the order in which they were written."""
    return list(Letter.objects.filter(name="obligation_near").order_by("pk").values_list("to", flat=True))


def newly_reminded(when: datetime) -> set[str]:
    """Whom a run at ``when`` tells."""
    Letter.objects.all().delete()
    reminders.remind(now=when)
    told = reminded()
    assert len(told) == len(set(told)), "one letter to a person"
    return set(told)


@pytest.fixture
def on(obligation):
    """The morning so many working days from the day by which ``obligation`` must be put forward; no other is owed."""
    Obligation.objects.exclude(pk=obligation.pk).delete()

    def morning(days: int, due: date | None = None) -> datetime:
        day = due or obligation.propose_by
        day = calendar().add(day, days) if days else day
        return datetime(day.year, day.month, day.day, 9, 0, tzinfo=SHANGHAI)

    return morning


def test_a_rung_is_told_on_its_day_and_once(obligation, on, cast):
    """Document C: three working days ahead, not four; and not again, however often the clock strikes."""
    assert reminders.remind(now=on(-4)) == 0
    assert reminders.remind(now=on(-3)) == 1
    assert reminders.remind(now=on(-3) + timedelta(hours=1)) == 0
    assert reminders.remind(now=on(-2)) == 0
    assert reminded() == [cast.clerk.email]
    assert obligation.label in Letter.objects.get(name="obligation_near").body


def test_it_climbs_from_the_person_to_the_department_the_office_and_the_supervisors(obligation, on, cast):
    """Each rung tells those whom the regime names, and nobody else."""
    Obligation.objects.update(publish_by=None, publish_from=None)
    proposer, head = cast.proposer.email, cast.department_head.email
    office, supervisor = cast.disclosure_office.email, cast.supervisor.email
    told = {days: newly_reminded(on(days)) for days in (-3, -2, -1, 0, 1, 4, 5, 10, 11, 40)}
    assert told == {
        -3: {proposer},
        -2: set(),
        -1: {proposer},
        0: {proposer, head},
        1: {proposer, head},
        4: set(),
        5: {head, office},
        10: {office, supervisor},
        11: set(),
        40: set(),
    }


def test_after_a_pause_each_person_hears_once_of_all_that_was_missed(obligation, on, cast):
    """The clock stood from before the first rung until after the last."""
    Obligation.objects.update(publish_by=None, publish_from=None)
    everybody = {cast.proposer, cast.department_head, cast.disclosure_office, cast.supervisor}
    assert newly_reminded(on(12)) == {person.email for person in everybody}
    assert newly_reminded(on(13)) == set()


def test_what_was_to_be_told_too_long_ago_is_told_no_more(obligation, on):
    """The regime says for how long a missed rung is caught up: 62 days."""
    Obligation.objects.update(publish_by=None, publish_from=None)
    assert newly_reminded(on(10) + timedelta(days=63)) == set()


def test_a_day_that_moves_is_reminded_of_anew(obligation, on, cast):
    assert newly_reminded(on(-3)) == {cast.proposer.email}
    Obligation.objects.update(propose_by=calendar().add(obligation.propose_by, 2))
    assert newly_reminded(on(-2)) == set()
    assert newly_reminded(on(-1)) == {cast.proposer.email}


def test_one_letter_tells_a_person_of_everything(obligation, on, cast, item, now):
    """Twelve items due on a day make one letter, not twelve."""
    for number in range(3):
        obligations.record_occurrence(
            item, title=f"第{number}次抽查", happened_on=obligation.base_on, by=cast.clerk, now=now
        )
    assert reminders.remind(now=on(-3)) == 1
    letter = Letter.objects.get(name="obligation_near")
    assert all(one.label in letter.body for one in Obligation.objects.all())
    assert ObligationReminder.objects.count() == 4


def test_a_rung_waits_until_somebody_holds_its_role(obligation, on, cast):
    """Who is appointed on the next day is told then."""
    RoleAssignment.objects.filter(user=cast.proposer).update(since=on(-2).date())
    assert newly_reminded(on(-3)) == set()
    assert newly_reminded(on(-2)) == {cast.proposer.email}


def test_what_is_put_forward_is_reminded_of_only_for_its_publication(
    obligation, on, item, cast, make_disclosure
):
    made = make_disclosure(item, obligation=obligation)
    assert newly_reminded(on(-3)) == {cast.proposer.email}, "a draft alone is no proposal"
    disclosures.propose(made, by=cast.clerk, now=on(-3))
    assert newly_reminded(on(1)) == set()
    assert newly_reminded(on(-3, obligation.publish_by)) == {cast.proposer.email}


def test_what_is_published_needs_no_reminder(obligation, on, item, make_disclosure):
    make_disclosure(item, obligation=obligation, upto="published")
    assert newly_reminded(on(0)) == set()


def test_what_was_withdrawn_is_owed_again_and_reminded_of(obligation, on, item, cast, make_disclosure, now):
    made = make_disclosure(item, obligation=obligation, upto="published")
    disclosures.withdraw(made, reason="统计口径有误", by=cast.disclosure_office, now=now)
    assert newly_reminded(on(-3)) == {cast.clerk.email}


def test_what_is_excused_needs_no_reminder(obligation, on, cast, now):
    obligations.excuse(obligation, reason="停产", until=None, by=cast.disclosure_office, now=now)
    assert newly_reminded(on(0)) == set()


def test_a_body_whose_regime_is_silent_follows_the_national_ladder(cast, now):
    """And hears nothing while that is not loaded."""
    data = dict(RegimeVersion.objects.get(pk=cast.agency.adopted_id).content)
    del data["reminders"]
    silent = load_regime_version(data, at=now)
    Agency.objects.filter(pk=cast.agency.pk).update(adopted=silent)
    agency = Agency.objects.get(pk=cast.agency.pk)
    assert reminding.ladders_of(agency, now.date()) is None
    national = load_regime("national-2019")
    assert reminding.ladders_of(agency, now.date()) == national.rules.reminders


def test_a_month_of_reminders_takes_no_more_queries_than_one(
    obligation, on, item, cast, now, django_assert_max_num_queries
):
    """Ten thousand rows are claimed as one is."""
    copies = [
        Obligation(
            item=item,
            version=obligation.version,
            key=f"copy-{number}",
            label=f"第{number}项",
            base_on=obligation.base_on,
            propose_by=obligation.propose_by,
            publish_by=obligation.publish_by,
            opened_at=now,
        )
        for number in range(300)
    ]
    Obligation.objects.bulk_create(copies)
    with django_assert_max_num_queries(40):
        assert reminders.remind(now=on(-3)) == 1
    assert ObligationReminder.objects.count() == 301


def test_the_task_leaves_its_heartbeat():
    run_job("obligation-reminders")
    assert Heartbeat.objects.get(job="obligation-reminders").failed_at is None
