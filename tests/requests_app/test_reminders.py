"""The clock reminds of answers and deliveries: up the ladder, each rung once, however often and late it runs."""

from datetime import timedelta

import pytest

from core.models import Heartbeat, Letter
from core.tasks import run_job
from requests_app import actions
from requests_app.actions import reminders
from requests_app.models import Application

pytestmark = pytest.mark.django_db


def newly_reminded(when) -> set[str]:
    """Whom a run at ``when`` tells."""
    Letter.objects.all().delete()
    reminders.remind(now=when)
    told = list(Letter.objects.filter(name="application_near").values_list("to", flat=True))
    assert len(told) == len(set(told)), "one letter to a person"
    return set(told)


def test_each_answer_is_reminded_of_up_the_ladder(make_application, officer, now):
    """Due on 31 March under J3: quiet on the 23rd, the officer on the 24th, more people when it is late."""
    application = make_application(upto="registered")
    assert newly_reminded(now + timedelta(days=13)) == set()
    assert newly_reminded(now + timedelta(days=14)) == {officer.email}
    assert application.applicant_name not in Letter.objects.get(name="application_near").body
    assert newly_reminded(now + timedelta(days=14)) == set()
    late = newly_reminded(now + timedelta(days=22))
    assert officer.email in late
    assert len(late) == 2
    assert application.events.filter(action="remind").count() == 2


def test_a_clock_that_slept_catches_up(make_application, officer, now):
    """The first run after the day still tells that it is late, and only once."""
    make_application(upto="drafted")
    assert officer.email in newly_reminded(now + timedelta(days=60))
    assert newly_reminded(now + timedelta(days=60)) == set()


def test_a_new_day_of_answer_is_reminded_of_anew(make_application, officer, now):
    """What was told of the old day says nothing of the new one."""
    application = make_application(upto="registered")
    assert newly_reminded(now + timedelta(days=14)) == {officer.email}
    Application.objects.update(answer_by=application.answer_by + timedelta(days=2))
    assert newly_reminded(now + timedelta(days=16)) == {officer.email}


def test_nobody_is_reminded_while_the_applicant_owes_something(make_application, officer, now):
    """Of a correction that is awaited."""
    waiting = make_application(upto="registered")
    actions.ask_correction(waiting, missing="请补充", days=5, by=officer, now=now)
    assert newly_reminded(now + timedelta(days=40)) == set()


def test_a_decision_that_is_not_delivered_is_reminded_of(make_application, officer, now):
    """Where the regime gives a day for it."""
    application = make_application(upto="decided")
    Application.objects.update(deliver_by=now.date() + timedelta(days=2))
    assert newly_reminded(now) == set()
    assert newly_reminded(now + timedelta(days=1)) == {officer.email}
    assert application.number in Letter.objects.get(name="application_near").subject


def test_the_task_leaves_its_heartbeat(make_application):
    """The health page knows that it ran."""
    run_job("answer-reminders")
    assert Heartbeat.objects.filter(job="answer-reminders").exists()
