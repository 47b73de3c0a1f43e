"""The processes of docker-compose.yml work together, and losing one loses nothing."""

import json
import os
import urllib.request
from collections import Counter

import pytest
from celery import Celery
from cryptography.fernet import Fernet

from core import clock
from tests.deploy.portal import Portal, wait_until
from tests.deploy.postbox import Postbox
from tools.servers import Redis

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def postbox():
    """A mail server that keeps what is delivered."""
    with Postbox() as box:
        yield box


@pytest.fixture(scope="module")
def broker():
    """A Redis of this module's own, which it may stop."""
    if not os.environ.get("REDIS_URL"):
        pytest.skip("needs REDIS_URL, so that a Redis can be started; make test brings it")
    with Redis() as broker:
        yield broker


@pytest.fixture(scope="module")
def portal(tmp_path_factory, postbox, broker):
    """The prepared portal with web, worker and beat running."""
    postgres = os.environ.get("DATABASE_URL", "")
    if not postgres.startswith("postgres"):
        pytest.skip("needs DATABASE_URL of a PostgreSQL; make test brings it")
    folder = tmp_path_factory.mktemp("compose")
    with Portal(folder, postgres_url=postgres, redis_url=broker.url, email_url=postbox.address) as portal:
        portal.run("prepare")
        for service in ("web", "worker", "letters", "beat"):
            portal.start(service)
        wait_until(lambda: portal.health("web") == 0, what="web is well")
        yield portal


def ask(portal, path):
    """Ask the web server as the proxy would. Return the answer."""
    headers = {"Host": "open.example.gov.cn", "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{portal.port}{path}", headers=headers)  # noqa: S310
    return urllib.request.urlopen(request, timeout=10)  # noqa: S310 - our own http address


def owe_letter(portal, subject):
    """Write down an owed letter, as any action does inside its transaction."""
    to, body = (keys_of(portal).encrypt(text).decode() for text in (b"reader@example.cn", b"text"))
    portal.query(
        'INSERT INTO core_letter (name, "to", to_key, subject, body, owed_at, not_before, tries, error, unsubscribe,'
        " secret) VALUES ('test', %s, '', %s, %s, now(), now(), 0, '', '', '')",
        to,
        subject,
        body,
    )


def keys_of(portal):
    """What the portal encrypts personal data with."""
    return Fernet(portal.environment("web")["FIELD_KEY"].encode())


def is_sent(portal, subject):
    """Whether the portal knows that the letter was sent."""
    return portal.query("SELECT 1 FROM core_letter WHERE subject = %s AND sent_at IS NOT NULL", subject)


def delivered(postbox, subject):
    """How often the letter has reached the mail server."""
    return sum(f"Subject: {subject}" in letter for letter in postbox.letters)


def test_the_scheduler_wakes_the_worker_and_the_health_page_tells(portal):
    """A tick of beat becomes a task of the worker, whose heartbeat stands in /healthz."""
    wait_until(
        lambda: portal.query("SELECT job FROM core_heartbeat WHERE ran_at IS NOT NULL"), what="a heartbeat"
    )
    with ask(portal, "/healthz") as answer:
        report = json.load(answer)
    assert report["database"] == "ok"
    assert report["jobs"]


def test_every_job_is_done_when_the_scheduler_starts_not_an_interval_later(portal):
    def done():
        return {job for (job,) in portal.query("SELECT job FROM core_heartbeat WHERE ran_at IS NOT NULL")}

    wait_until(lambda: done() >= set(clock.JOBS), what="each job has run once")


def test_every_health_check_of_the_compose_file_answers_well(portal):
    """The same commands that Docker would run in the containers."""
    wait_until(
        lambda: portal.query("SELECT job FROM core_heartbeat WHERE ran_at IS NOT NULL"), what="a heartbeat"
    )
    wait_until(lambda: portal.health("worker") == 0, what="worker is well")
    assert portal.health("beat") == 0


def test_the_home_page_is_served_behind_the_proxy(portal):
    """Visitors of the production portal get the page, with the headers of https."""
    with ask(portal, "/") as answer:
        assert answer.status == 200
        assert "max-age=" in answer.headers["Strict-Transport-Security"]
        assert "Content-Security-Policy" in answer.headers


def test_an_owed_letter_is_sent_once(portal, postbox):
    """Nobody has to do anything but write the row."""
    owe_letter(portal, "once")
    wait_until(lambda: is_sent(portal, "once"), what="the letter is sent")
    assert delivered(postbox, "once") == 1


def test_a_letter_survives_the_death_of_the_worker_that_was_sending_it(portal, postbox):
    """Killed between handing over and writing down, it is sent again: twice over never."""
    postbox.somebody_waits.clear()
    postbox.open.clear()
    owe_letter(portal, "survivor")
    assert postbox.somebody_waits.wait(timeout=60)
    portal.kill("letters")
    postbox.open.set()
    assert not is_sent(portal, "survivor")
    portal.query(
        "UPDATE core_letter SET claimed_at = claimed_at - interval '11 minutes' WHERE sent_at IS NULL"
    )
    portal.query("UPDATE core_heartbeat SET runs_since = runs_since - interval '11 minutes'")
    portal.start("letters")
    wait_until(lambda: is_sent(portal, "survivor"), seconds=90, what="the letter is sent after all")
    assert delivered(postbox, "survivor") >= 1


def test_the_worker_that_is_gone_is_reported_by_its_health_check(portal):
    """A health check that cannot fail would be none."""
    portal.kill("worker")
    try:
        assert portal.health("worker") == 1
    finally:
        portal.start("worker")


AN_AGENCY_THAT_OWES = """
from datetime import date, timedelta
from django.utils import timezone
from catalog.actions.catalogue import adopt_regime
from core.models import Agency, Regime, RoleAssignment, User
regime = Regime.objects.get(code="economic-zone")
since = date.today() - timedelta(days=100)
agency = Agency.objects.create(slug="clock", name="钟局", code="ZJ", regime=regime, obliged_from=since)
adopt_regime(agency, now=timezone.now())
for role in ("proposer", "department_head", "disclosure_office", "supervisor"):
    person = User.objects.create(username=role, name=role, email=role + "@example.cn")
    RoleAssignment.objects.create(user=person, role=role, agency=agency, since=since)
"""


def send(portal, job, *, times):
    """Send a job to the workers, as so many schedulers at one moment would."""
    with Celery(broker=portal.broker) as app:
        for _again in range(times):
            app.send_task("core.tasks.run_job", args=[job])


def test_two_schedulers_and_two_workers_double_nothing(portal, postbox):
    """Each thing owed is opened once, each rung and week told once, each letter sent once."""
    portal.start("beat", f"--schedule={portal.folder / 'second-schedule'}", name="second beat")
    portal.start("worker", "--hostname=second@%h", name="second worker")
    portal.python(AN_AGENCY_THAT_OWES)
    jobs = ("obligations", "obligation-reminders", "weekly-letters")
    tables = ("catalog_obligation", "catalog_obligationreminder", "catalog_weeklyletter")
    for job, table in zip(jobs, tables, strict=True):
        send(portal, job, times=6)
        wait_until(lambda table=table: portal.query(f"SELECT 1 FROM {table} LIMIT 1"), what=job)  # noqa: S608
    send(portal, "letters", times=4)
    unsent = "SELECT 1 FROM core_letter WHERE sent_at IS NULL"
    wait_until(lambda: not portal.query(unsent), what="all letters are sent")
    portal.stop("second beat")
    portal.stop("second worker")
    written = portal.query("SELECT name, to_key FROM core_letter WHERE name <> 'test'")
    assert len(written) == len(set(written)) == 4 + 3
    told = [line for letter in postbox.letters for line in letter.splitlines() if line.startswith("To: ")]
    assert Counter(told) - Counter({"To: reader@example.cn": told.count("To: reader@example.cn")}) == {
        "To: proposer@example.cn": 2,
        "To: department_head@example.cn": 2,
        "To: disclosure_office@example.cn": 2,
        "To: supervisor@example.cn": 1,
    }
    failed = portal.query("SELECT job, error FROM core_heartbeat WHERE failed_at IS NOT NULL")
    assert not failed


def test_a_broker_that_goes_away_and_returns_loses_and_doubles_nothing(portal, postbox, broker):
    """What is owed meanwhile stands in the database; scheduler and worker find the new broker by themselves."""
    broker.__exit__(None, None, None)
    owe_letter(portal, "meanwhile")
    broker.__enter__()
    wait_until(lambda: is_sent(portal, "meanwhile"), seconds=90, what="the letter is sent after all")
    assert delivered(postbox, "meanwhile") == 1
