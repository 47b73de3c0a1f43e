"""The clock that drives: one list of jobs, a heartbeat for each, a page and a health check that miss what stands."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from core import tasks
from core.mail.letters import owe
from core.models import Heartbeat, Letter
from core.scheduler import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch):
    """A job that always fails, in the list for one test."""

    def fail(*, now):
        raise ValueError("the ink is dry")

    hour = timedelta(hours=1)
    job = schedule.Job("broken", "Break", "things broken", fail, every=hour, overdue_after=2 * hour)
    monkeypatch.setitem(schedule.JOBS, job.name, job)
    return job


def said(*words, **options) -> str:
    """What ``manage.py clock`` prints."""
    out = StringIO()
    call_command("clock", *words, stdout=out, **options)
    return out.getvalue()


def overdue(now) -> list[str]:
    """The jobs that are missed at ``now``."""
    return [one.job.name for one in schedule.standings(now) if one.is_overdue]


def test_the_scheduler_sends_every_job_of_the_list():
    """One fact in one place: what is registered is what is planned."""
    plan = tasks.plan()
    assert plan.keys() == schedule.JOBS.keys() > {"letters", "obligations", "publication"}
    assert all(entry["args"] == [name] for name, entry in plan.items())
    assert all(entry["options"]["expires"] == entry["schedule"].total_seconds() for entry in plan.values())


def test_before_the_clock_first_strikes_nothing_is_overdue(now):
    """A fresh start is well."""
    assert overdue(now) == []


def test_what_has_not_run_well_for_too_long_is_overdue(now, broken):
    """Also a job that always fails, and one that never ran since the clock first struck."""
    schedule.run(schedule.JOBS["letters"], now=now)
    assert overdue(now + timedelta(minutes=10)) == []
    assert overdue(now + timedelta(minutes=11)) == ["letters"]
    for hours in range(3):
        schedule.run(schedule.JOBS["letters"], now=now + timedelta(hours=hours))
        with pytest.raises(ValueError, match="ink"):
            schedule.run(broken, now=now + timedelta(hours=hours))
    late = overdue(now + timedelta(hours=2, minutes=5))
    assert "broken" in late
    assert "obligations" in late
    assert "letters" not in late


def test_a_run_of_a_day_to_come_is_none_that_was(now):
    """One UPDATE hid that a job was dead."""
    schedule.run(schedule.JOBS["letters"], now=now)
    Heartbeat.objects.filter(job="letters").update(ran_at=now + timedelta(days=20_000))
    assert "letters" in overdue(now + timedelta(minutes=11))


def test_a_failure_is_kept_and_the_last_good_run_too(now, broken):
    """The page shows both."""
    with pytest.raises(ValueError, match="ink"):
        schedule.run(broken, now=now)
    beat = Heartbeat.objects.get(job="broken")
    assert (beat.ran_at, beat.failed_at) == (None, now)
    standing = next(one for one in schedule.standings(now) if one.job is broken)
    assert standing.fails
    assert beat.error.startswith("ValueError · tests/core/scheduler/test_schedule.py:")
    assert "ink" not in beat.error  # the words of an error can hold what somebody typed


def test_the_health_of_the_clock_is_asked_for_apart(client):
    """A web server is not restarted because the scheduler is gone; a monitor is told all the same."""
    assert client.get("/healthz/clock").status_code == 200
    ran_at = timezone.now() - timedelta(hours=1)
    Heartbeat.objects.create(job="letters", ran_at=ran_at, expected_from=ran_at)
    well, asked = client.get("/healthz"), client.get("/healthz/clock")
    assert (well.status_code, asked.status_code) == (200, 503)
    assert asked.json()["late"] == ["letters"]
    assert well.json()["clock"] == "late"


def test_the_command_lists_all_jobs():
    """With name, last run and what it did."""
    said("letters")
    lines = said().splitlines()
    assert len(lines) == len(schedule.JOBS)
    assert lines[0].startswith("letters · ")
    assert str(schedule.JOBS["letters"].did) in lines[0]


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(cast):
    """The day may lie ahead."""
    before = Heartbeat.objects.count()
    told = said("obligations", "--day", "2026-08-03", "--dry-run")
    assert int(re.search(r"(\d+)\s*$", told)[1]) > 0
    opened = cast.agency.items.filter(obligations__isnull=False)
    assert not opened.exists()
    assert Heartbeat.objects.count() == before


def test_a_dry_run_of_the_letters_sends_none(now, mailoutbox):
    """What has left the house cannot be rolled back, so it is only counted."""
    owe("obligation_near", to="a@example.org", context={}, now=now)
    assert re.search(r"\D1\s*$", said("letters", "--dry-run"))
    assert not mailoutbox
    assert Letter.objects.get().sent_at is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["obligation"], "obligations"),
        (["xyz"], "publication"),
        (["letters", "--day", "2026-02-30"], "2026-02-30"),
        (["letters", "--day", "2099-01-01"], "--dry-run"),
        (["--dry-run"], "--day"),
    ],
)
def test_what_the_command_cannot_do_is_said_in_one_sentence(words, expected):
    """And nothing is run."""
    with pytest.raises(CommandError, match=expected):
        said(*words)
    assert not Heartbeat.objects.exists()


def test_a_job_that_fails_ends_the_command_with_its_error(broken):
    """And not with a stack of calls."""
    with pytest.raises(CommandError, match="ValueError"):
        said("broken")


def test_administrators_see_the_clock_and_nobody_else(client, cast, broken, now):
    """The page names each job, what failed and what is overdue."""
    with pytest.raises(ValueError, match="ink"):
        schedule.run(broken, now=now - timedelta(days=3))
    address = reverse("admin:core_heartbeat_changelist")
    client.force_login(cast.supervisor)
    assert client.get(address).status_code == 403
    client.force_login(cast.administrator)
    page = client.get(address)
    assert page.status_code == 200
    for words in ("obligations", "ValueError · tests/core/scheduler/test_schedule.py", "tag-bad"):
        assert words in page.content.decode()
    assert "the ink is dry" not in page.content.decode()
