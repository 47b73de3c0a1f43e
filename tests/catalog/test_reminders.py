"""Departments are reminded of what they owe: in time, by letter, once."""

from datetime import timedelta

import pytest

from catalog.actions import disclosures, obligations, reminders
from catalog.models import Obligation
from core.models import Heartbeat, Letter
from core.tasks import run_job

pytestmark = pytest.mark.django_db


def reminded() -> list[str]:
    """The addresses of the reminders that are owed."""
    return list(Letter.objects.filter(name="obligation_near").values_list("to", flat=True))


@pytest.fixture
def near(obligation, now):
    """Five days before ``obligation`` must be put forward; nothing else is owed."""
    Obligation.objects.exclude(pk=obligation.pk).delete()
    first_day = obligation.propose_by or obligation.publish_by
    return now + (first_day - now.date()) - timedelta(days=5)


def test_each_proposer_of_the_department_is_reminded_once(obligation, near, cast):
    """Five days ahead, not six; and not again, however often the clock strikes."""
    assert reminders.remind(now=near - timedelta(days=1)) == 0
    assert reminders.remind(now=near) == 1
    assert reminders.remind(now=near + timedelta(hours=1)) == 0
    assert reminded() == [cast.clerk.email]
    assert obligation.label in Letter.objects.get(name="obligation_near").body


def test_what_is_begun_needs_no_reminder(obligation, near, item, make_disclosure):
    make_disclosure(item, obligation=obligation)
    assert reminders.remind(now=near) == 0
    assert reminded() == []


def test_what_was_withdrawn_is_owed_again_and_reminded_of(obligation, near, item, cast, make_disclosure, now):
    made = make_disclosure(item, obligation=obligation, upto="published")
    disclosures.withdraw(made, reason="统计口径有误", by=cast.disclosure_office, now=now)
    assert reminders.remind(now=near) == 1
    assert reminded() == [cast.clerk.email]


def test_what_is_excused_needs_no_reminder(obligation, near, cast, now):
    obligations.excuse(obligation, reason="停产", until=None, by=cast.disclosure_office, now=now)
    assert reminders.remind(now=near) == 0
    assert reminded() == []


def test_the_task_leaves_its_heartbeat():
    run_job("obligation-reminders")
    assert Heartbeat.objects.get(job="obligation-reminders").failed_at is None
