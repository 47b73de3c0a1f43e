"""The clock reminds of answers: once before the day, once after, however often and late it runs."""

from datetime import timedelta

import pytest

from core.models import Heartbeat, Letter
from core.tasks import run_job
from requests_app import actions
from requests_app.actions import reminders

pytestmark = pytest.mark.django_db


def near_letters():
    """The reminders that are owed."""
    return Letter.objects.filter(name="application_near")


def test_each_answer_is_reminded_of_once_before_and_once_after(make_application, officer, now):
    """Due on 31 March: quiet a week before, one letter from the 26th, one more when it is late."""
    application = make_application(upto="registered")
    assert reminders.remind(now=now + timedelta(days=15)) == 0
    for _again in range(3):
        reminders.remind(now=now + timedelta(days=16))
    assert near_letters().count() == 1
    assert near_letters().get().to == officer.email
    assert application.applicant_name not in near_letters().get().body
    for _again in range(3):
        reminders.remind(now=now + timedelta(days=30))
    assert near_letters().count() == 2


def test_a_clock_that_slept_catches_up(make_application, now):
    """The first run after the day still tells that it is late."""
    make_application(upto="drafted")
    assert reminders.remind(now=now + timedelta(days=60)) == 1


def test_nobody_is_reminded_while_the_applicant_owes_something(make_application, officer, now):
    """Neither of a correction that is awaited nor of what is decided."""
    waiting = make_application(upto="registered")
    actions.ask_correction(waiting, missing="请补充", days=5, by=officer, now=now)
    make_application(upto="decided")
    assert reminders.remind(now=now + timedelta(days=60)) == 0


def test_the_task_leaves_its_heartbeat(make_application):
    """The health page knows that it ran."""
    run_job("answer-reminders")
    assert Heartbeat.objects.filter(job="answer-reminders").exists()
