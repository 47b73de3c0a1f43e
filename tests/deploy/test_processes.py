"""The processes of docker-compose.yml work together, and losing one loses nothing."""

import email
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter

import pytest
from celery import Celery

from core.scheduler import schedule
from tests.deploy.portal import Portal, wait_until
from tests.deploy.postbox import Postbox
from tests.deploy.visitor import Visitor
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
    """Write down an owed letter, as any action does: one that was put in by SQL would not leave."""
    portal.python(
        "from django.utils import timezone; from core.models import Letter; now = timezone.now(); "
        "Letter.objects.create(name='test', to='reader@example.cn', body='text', owed_at=now, not_before=now, "
        f"subject={subject!r})"
    )


def is_sent(portal, subject):
    """Whether the portal knows that the letter was sent."""
    return portal.query("SELECT 1 FROM core_letter WHERE subject = %s AND sent_at IS NOT NULL", subject)


def delivered(postbox, subject):
    """How often the letter has reached the mail server."""
    return sum(f"Subject: {subject}" in letter for letter in postbox.letters)


def test_the_scheduler_wakes_the_worker_and_the_health_page_tells(portal):
    """A tick of beat becomes a task of the worker, whose heartbeat stands in /healthz."""
    wait_until(
        # The row of the health check itself is no heartbeat of a job.
        lambda: portal.query("SELECT job FROM core_heartbeat WHERE ran_at IS NOT NULL AND job <> 'health'"),
        what="a heartbeat",
    )
    with ask(portal, "/healthz") as answer:
        report = json.load(answer)
    assert report["database"] == "ok"
    assert report["jobs"]


def test_every_job_is_done_when_the_scheduler_starts_not_an_interval_later(portal):
    def done():
        return {job for (job,) in portal.query("SELECT job FROM core_heartbeat WHERE ran_at IS NOT NULL")}

    ours = set(schedule.JOBS) - {"demo"}  # the demo is built behind an embedded portal only, and this is none
    wait_until(lambda: done() >= ours, what="each job has run once")


def test_every_health_check_of_the_compose_file_answers_well(portal):
    """The same commands that Docker would run in the containers."""
    wait_until(
        # The row of the health check itself is no heartbeat of a job.
        lambda: portal.query("SELECT job FROM core_heartbeat WHERE ran_at IS NOT NULL AND job <> 'health'"),
        what="a heartbeat",
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
from catalog.actions.obligations import open_obligations
from core.models import Agency, Regime, RoleAssignment, User
from django.db import transaction
regime = Regime.objects.get(code="economic-zone")
since = date.today() - timedelta(days=100)
# At once: the week of a body that owes nothing yet would be told by a clock that strikes in between.
with transaction.atomic():
    agency = Agency.objects.create(slug="clock", name="钟局", code="ZJ", regime=regime, obliged_from=since,
        opened_at=timezone.now())
    adopt_regime(agency, now=timezone.now())
    for role in ("proposer", "department_head", "disclosure_office", "supervisor"):
        person = User.objects.create(username=role, name=role, email=role + "@example.cn")
        RoleAssignment.objects.create(user=person, role=role, agency=agency, since=since)
    open_obligations(now=timezone.now())
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


LOSSES = 4


def test_a_broker_that_goes_away_and_returns_stops_nobody_and_loses_and_doubles_nothing(
    portal, postbox, broker
):
    """Several times, for moments and longer: pages answer, worker and scheduler live on and say little."""
    processes = {name: portal.running[name] for name in ("worker", "letters", "beat")}
    written = {name: len(portal.log(name).splitlines()) for name in processes}
    for loss in range(LOSSES):
        broker.__exit__(None, None, None)
        owe_letter(portal, f"meanwhile {loss}")
        for page in ("/", "/open-data/", "/healthz"):
            with ask(portal, page) as answer:
                assert answer.status == 200, page
        with ask(portal, "/healthz") as answer:
            assert json.load(answer)["cache"] == "unreachable"
        time.sleep((0, 1, 6, 12)[loss])
        broker.__enter__()
        wait_until(
            lambda loss=loss: is_sent(portal, f"meanwhile {loss}"),
            seconds=90,
            what="the letter is sent after all",
        )
    for name, process in processes.items():
        assert process.poll() is None, portal.log(name)[-3000:]
        lines = [line for line in portal.log(name).splitlines()[written[name] :] if line.startswith("20")]
        assert len(lines) <= 3 * LOSSES, "\n".join(lines)
        assert "Traceback" not in portal.log(name)
    assert [delivered(postbox, f"meanwhile {loss}") for loss in range(LOSSES)] == [1] * LOSSES


def test_a_mail_server_that_hangs_holds_no_other_job(portal, postbox):
    """It takes connections and says nothing: letters wait, everything else goes on, and no second run stands beside."""

    def ran(job):
        return portal.query("SELECT ran_at FROM core_heartbeat WHERE job = %s", job)[0][0]

    postbox.silent.set()
    try:
        owe_letter(portal, "hangs")
        wait_until(
            lambda: portal.query("SELECT 1 FROM core_letter WHERE subject = 'hangs' AND tries = 1"),
            what="the letter is on its way",
        )
        before = ran("tables"), ran("scans")
        send(portal, "letters", times=5)  # also by those who would begin beside it
        for _again in range(2):
            seen = ran("tables"), ran("scans")
            wait_until(
                lambda seen=seen: ran("tables") > seen[0] and ran("scans") > seen[1],
                seconds=40,
                what="others go on",
            )
        assert before < (ran("tables"), ran("scans"))
        wait_until(
            lambda: portal.query("SELECT 1 FROM core_letter WHERE subject = 'hangs' AND error LIKE 'away%%'"),
            what="the run has given up",
        )
        assert postbox.most_at_once == 1
        (told,) = portal.query("SELECT error FROM core_heartbeat WHERE job = 'letters'")[0]
        assert told.startswith("ServerAway"), told
    finally:
        postbox.silent.clear()
    portal.query("UPDATE core_letter SET not_before = now() WHERE sent_at IS NULL")
    wait_until(lambda: is_sent(portal, "hangs"), what="the letter is sent when the server is back")
    assert delivered(postbox, "hangs") == 1


TYPED = {
    "applicant_name": "宇文丹墀",
    "identity_number": "11010519491231002X",
    "phone": "13912345678",
    "email": "yuwen.danchi@example.net",
    "address": "清河市槐荫胡同一百零七号",
    "subject": "槐荫胡同拆迁补偿标准",
    "description": "申请公开槐荫胡同一百零七号拆迁补偿的评估报告。",
}
A_BODY_THAT_IS_ASKED = """
from datetime import date, timedelta
from django.utils import timezone
from catalog.actions.catalogue import adopt_regime
from core.models import Agency, Regime
regime = Regime.objects.get(code="bureau-on-application")
agency = Agency.objects.create(
    slug="asked", name="问局", code="WJ", regime=regime, obliged_from=date.today() - timedelta(days=30),
    opened_at=timezone.now(),
)
adopt_regime(agency, now=timezone.now())
"""


def test_no_stream_of_any_process_holds_what_somebody_typed(portal, postbox):
    """Filed, followed, mistyped, refused by the mail server, broken everywhere; then every line is read."""
    portal.python(A_BODY_THAT_IS_ASKED)
    if not portal.query("SELECT 1 FROM core_agency WHERE slug = 'clock'"):
        portal.python(AN_AGENCY_THAT_OWES)
    postbox.refuses = f"550 5.1.1 {TYPED['email']} unknown, {TYPED['applicant_name']}"
    visitor = Visitor(portal.port)
    try:
        assert visitor.open("/apply/asked/") == 200
        time.sleep(3.2)  # as long as a person needs at least
        visitor.send("/apply/asked/", {**TYPED, "description": ""}, form="application")
        visitor.send("/apply/asked/", TYPED, form="application")
        if not portal.query(
            "SELECT 1 FROM requests_app_application"
        ):  # asked to look first whether it is public
            visitor.send("/apply/asked/", TYPED, form="application")
        ((number,),) = portal.query("SELECT number FROM requests_app_application")
        code = re.search(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", visitor.page)[0]
        for tried in ("AAAAA-22222", code):
            visitor.open("/track/")
            visitor.send("/track/", {"number": number, "code": tried})
        visitor.open(f"/track/{urllib.parse.quote(TYPED['applicant_name'])}:{code}/")
        visitor.open(
            f"/apply/received/{urllib.parse.quote(number)}/{code}?q={urllib.parse.quote(TYPED['subject'])}"
        )
        visitor.open("/login/")
        visitor.send("/login/", {"username": TYPED["email"], "password": TYPED["phone"]})
        wait_until(
            lambda: portal.query(
                "SELECT 1 FROM core_letter WHERE error LIKE 'SMTPRecipientsRefused 550 5.1.1%%'"
            ),
            what="the receipt is refused",
        )
        break_everything(portal, visitor)
    finally:
        postbox.refuses = ""
    told = portal.query("SELECT kind, place, doing, count FROM core_failure")
    assert told, "the page of faults tells"
    portal.query("UPDATE core_letter SET not_before = now() WHERE name = 'failure'")
    wait_until(
        lambda: delivered(postbox, "=?utf-8?") and mails_to(postbox, "operator@"), what="ADMINS are told"
    )
    kept = portal.query("SELECT error FROM core_heartbeat") + portal.query("SELECT error FROM core_letter")
    streams = {path.name: path.read_text(errors="replace") for path in portal.folder.glob("*.log")}
    streams |= {"faults": str(told), "errors": str(kept), "mail": "".join(mails_to(postbox, "operator@"))}
    found = [
        f"{name}: {secret}: {line[:300]}"
        for secret in (*TYPED.values(), number, code, "canary")
        for name, text in streams.items()
        for line in text.splitlines()
        if any(way in line for way in ways_to_write(secret))
    ]
    assert not found, "\n".join(found)


def mails_to(postbox, address):
    """The mails, decoded, that were delivered to who is called so."""
    mails = [email.message_from_string(raw) for raw in postbox.letters]
    return [str(mail.get_payload(decode=True), "utf-8") for mail in mails if mail["To"].startswith(address)]


def ways_to_write(secret):
    """A word as logs may have it: plain, in an address, in Python's or JSON's escapes, in base64."""
    escaped = secret.encode("unicode_escape").decode()
    return {secret, urllib.parse.quote(secret), escaped, repr(secret.encode())[2:-1]}


def break_everything(portal, visitor):
    """A page, a job and a command fail, each with words of a person in the error."""
    visitor.open("/apply/asked/")
    time.sleep(3.2)
    portal.query("ALTER TABLE requests_app_application RENAME TO away")
    try:
        assert visitor.send("/apply/asked/", TYPED, form="application") >= 500
        portal.query("UPDATE catalog_disclosureitem SET cadence = 'canary'")
        send(portal, "obligations", times=1)
        wait_until(
            lambda: portal.query(
                "SELECT 1 FROM core_heartbeat WHERE job = 'obligations' AND failed_at IS NOT NULL"
            ),
            what="a failure",
        )
        for words in (["clock"], ["clock", "letters"], ["clock", "obligations"]):
            portal.command(*words)
    finally:
        portal.query("ALTER TABLE away RENAME TO requests_app_application")


def test_while_the_database_is_away_every_page_says_so_and_keeps_what_was_typed(portal):
    """Reading and sending get a page with 503, for machines the health check too; afterwards all is well again."""
    form = {"csrfmiddlewaretoken": "x" * 32, "subject": "抽查结果", "description": "第一行\n第二行"}
    headers = {"Cookie": f"csrftoken={'x' * 32}", "Origin": "https://open.example.gov.cn"}
    before = len(portal.log("web"))
    with portal.away():
        for path in ("/", "/en/", "/disclosures/", "/login/", "/api/v1/disclosures/"):
            status, page = answered(portal, path)
            assert status == 503 or (status == 200 and path == "/login/"), (path, status)
            assert status == 200 or "503" in page
        status, page = answered(portal, "/apply/quality/", form=form, headers=headers)
        assert status == 503 and 'value="抽查结果"' in page and 'name="description"' in page
        assert 'action="/apply/quality/"' in page and f'value="{"x" * 32}"' in page
        assert answered(portal, "/healthz") == (503, '{"database": "unreachable"}')
    wait_until(lambda: answered(portal, "/")[0] == 200, what="the portal is back")
    assert "Internal Server Error" not in portal.log("web")[before:]


def answered(portal, path, *, form=None, headers=None):
    """Status and text of a page, asked for as the proxy would."""
    given = {"Host": "open.example.gov.cn", "X-Forwarded-Proto": "https", **(headers or {})}
    body = urllib.parse.urlencode(form).encode() if form else None
    address = f"http://127.0.0.1:{portal.port}{path}"
    request = urllib.request.Request(address, data=body, headers=given)  # noqa: S310 - our own http address
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
