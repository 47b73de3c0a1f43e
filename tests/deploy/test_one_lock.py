"""SQLite has one write lock: whatever the clock has to do, nobody at a browser waits for it, and nothing is lost."""

import re
import sqlite3
import sys
import threading
import time
from collections import Counter
from contextlib import closing

import pytest

from tests.deploy.embedded import Embedded, browser
from tests.deploy.portal import crowd, wait_until
from tests.deploy.postbox import Postbox

pytestmark = pytest.mark.processes
LASTS = 120  # seconds
LONGEST_WAIT = 2.0  # seconds for the write lock
PASSWORD = "the-garden-behind-the-office"  # the demo's own is drawn where a proxy stands before it
OWED = 150  # of each kind
ENOUGH = 20  # notices drawn and files scanned, to see that they go on
OWE = """
from datetime import timedelta
from django.core.files.base import ContentFile
from django.utils import timezone
from catalog.actions import disclosures
from catalog.models import Disclosure
from core.files.types import sha256
from core.models import Agency, User
from requests_app import actions
now, agency = timezone.now(), Agency.objects.get(slug="quality")
for number in range({owed}):
    actions.receive(
        agency=agency, now=now, way="web", applicant_kind="person", applicant_name="王小明", identity_number="",
        phone="", email=f"owed{{number}}@example.org", address="", subject=f"积压的申请{{number}}",
        description="请提供。", delivery_form="electronic",
    )
clerk = User.objects.get(username="quality-proposer")
clerk.set_password("{password}")
clerk.save()
draft = Disclosure.objects.filter(status="draft", agency=agency).first()
from django.core.files.uploadedfile import SimpleUploadedFile
for number in range({owed}):
    upload = SimpleUploadedFile(f"表{{number}}.csv", f"批次,结果\\n{{number}},合格\\n".encode())
    disclosures.attach(draft, upload=upload, by=draft.created_by, now=now)
"""


@pytest.fixture(scope="module")
def postbox():
    """A mail server that keeps what is delivered."""
    with Postbox() as box:
        yield box


@pytest.fixture(scope="module")
def portal(tmp_path_factory, postbox):
    """The portal with web server only; hundreds of notices, scans and letters are owed."""
    with Embedded(tmp_path_factory.mktemp("one-lock"), email_url=postbox.address) as portal:
        portal.shell(OWE.format(owed=OWED, password=PASSWORD))
        portal.start("web")
        wait_until(lambda: answers(portal), what="the web server answers")
        yield portal


def answers(portal):
    """Whether the health check is well."""
    try:
        return browser(portal, "198.51.100.1").client.get("/healthz").status_code == 200
    except OSError:
        return False


class Six:
    """Six people who use the portal until the time is over; what each did is counted, with its time."""

    def __init__(self, portal):
        self.portal, self.done, self.faults = portal, [], []
        self.ends = time.monotonic() + LASTS
        self.disclosures = [
            pk
            for (pk,) in portal.rows(
                "SELECT id FROM catalog_disclosure WHERE status = 'published' AND audience = 'public'"
            )
        ]

    def everybody(self):
        """Let all of them work at once."""
        people = [self.file, self.file, self.comment, self.keep, self.complain, self.sign_in]
        threads = [threading.Thread(target=self._work, args=(act, place)) for place, act in enumerate(people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, act, place):
        turn = 0
        while time.monotonic() < self.ends:
            turn += 1
            visitor = browser(self.portal, f"203.0.{place}.{turn % 250}")  # somebody else each time
            try:
                self.done.append((act.__name__, *act(visitor, f"{act.__name__}-{place}-{turn}")))
            except (AssertionError, OSError) as error:
                self.faults.append(f"{act.__name__} {turn}: {error!s:.900}")
            time.sleep(0.5)

    def file(self, visitor, mark):
        """File an application, and read the receipt."""
        visitor.open("/apply/quality/")
        typed = {
            "subject": f"申请{mark}",
            "description": "请提供全部批次。",
            "applicant_name": "李四",
            "email": "li@example.org",
        }
        began = time.monotonic()
        visitor.send(**typed)
        if "received" not in visitor.page.url:  # shown once what is public already
            visitor.send("subject", "seen")
        assert "received" in visitor.page.url, visitor.page.text[:500]
        return mark, time.monotonic() - began

    def comment(self, visitor, mark):
        """Say something about what was published."""
        pk = self.disclosures[hash(mark) % len(self.disclosures)]
        visitor.open(f"/disclosures/{pk}/")
        began = time.monotonic()
        visitor.send("text", to="opinion", text=f"意见{mark}，请再公布详细批次。")
        return mark, time.monotonic() - began

    def keep(self, visitor, mark):
        """Keep a draft of an application."""
        visitor.open("/apply/quality/")
        began = time.monotonic()
        page = visitor.send(subject=f"草稿{mark}", press="keep")
        assert re.search(r"[A-Z0-9]{5}(-[A-Z0-9]{5}){3}", page.text), page.text[:500]
        return mark, time.monotonic() - began

    def complain(self, visitor, mark):
        """Complain."""
        visitor.open("/agencies/quality/complain/")
        began = time.monotonic()
        visitor.send(
            "text", "name", text=f"投诉{mark}：应公开的没有公开。", name="王五", phone="0000-7654321"
        )
        assert "received" in visitor.page.url, visitor.page.text[:500]
        return mark, time.monotonic() - began

    def sign_in(self, visitor, mark):
        """Sign in, look at the workplace."""
        visitor.open("/login/")
        began = time.monotonic()
        visitor.send(username="quality-proposer", password=PASSWORD)
        assert "/work/" in visitor.page.url
        return mark, time.monotonic() - began


def probe(portal, ends, waits):
    """Take the write lock as any write does, again and again, and note how long that took."""
    with closing(sqlite3.connect(portal.database, timeout=30, isolation_level=None)) as connection:
        while time.monotonic() < ends:
            began = time.monotonic()
            connection.execute("BEGIN IMMEDIATE")
            waits.append(time.monotonic() - began)
            connection.execute("ROLLBACK")
            time.sleep(0.05)


def spread(seconds):
    """Median, the slowest of a hundred, and the longest, in milliseconds."""
    ordered = sorted(seconds)
    return {
        "median": round(1000 * ordered[len(ordered) // 2]),
        "99 %": round(1000 * ordered[len(ordered) * 99 // 100]),
        "longest": round(1000 * ordered[-1]),
    }


def test_six_people_work_while_hundreds_of_things_are_owed(portal, postbox, capsys, record_property):
    """Two minutes: no error, no write waits longer than two seconds, nothing is lost, nothing done twice."""
    longest = (
        LONGEST_WAIT * crowd()
    )  # before they begin: what others want of the processor is no wait for the lock
    portal.start("worker", "letters", "beat")
    six, waits = Six(portal), []
    prober = threading.Thread(target=probe, args=(portal, six.ends, waits))
    prober.start()
    six.everybody()
    prober.join()
    wait_until(lambda: has_begun(portal, postbox), seconds=LASTS, what="the clock goes on beside them")
    by_kind = Counter(kind for kind, _mark, _took in six.done)
    told = [f"Waits for the write lock in ms, {len(waits)} times: {spread(waits)}"]
    for kind in by_kind:
        took = [seconds for name, _mark, seconds in six.done if name == kind]
        told.append(f"  {kind}: {len(took)} times, a whole answer in ms: {spread(took)}")
    told.append(owed_still(portal, postbox))
    record_property("waits", "\n".join(told))
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(told) + "\n")
    assert not six.faults, "\n".join(six.faults[:5])
    assert max(waits) <= longest
    assert all(by_kind[name] >= 5 for name in ("file", "comment", "keep", "complain", "sign_in")), by_kind
    said = portal.log()
    assert not re.search(r"Traceback|locked|had to wait|Internal Server Error", said), said[-3000:]
    nothing_lost(portal, postbox, six)


def drawn_and_scanned(portal):
    """How many notices were drawn and how many files looked through, each of them once."""
    [[made, notices]] = portal.rows("SELECT count(*), count(DISTINCT notice_id) FROM requests_app_noticefile")
    assert made == notices
    [[scanned]] = portal.rows("SELECT count(*) FROM catalog_scan WHERE status = 'done' AND name LIKE '表%'")
    return made, scanned


def owed_letters(postbox):
    """How often each of those letters that were owed has arrived."""
    letters = Counter(re.search(r"^To: (.*)$", one, re.MULTILINE)[1].strip() for one in postbox.letters)
    return [letters[f"owed{number}@example.org"] for number in range(OWED)]


def has_begun(portal, postbox):
    """Whether all letters that were owed are sent, and a part of what takes longer is done."""
    return all(owed_letters(postbox)) and min(drawn_and_scanned(portal)) >= ENOUGH


def owed_still(portal, postbox):
    """A line that says how far the clock came."""
    made, scanned = drawn_and_scanned(portal)
    return f"{made} notices drawn, {scanned} of {OWED} files scanned, {len(postbox.letters)} letters sent"


def nothing_lost(portal, postbox, six):
    """Each thing that somebody was told of is there once; what was owed was done once, or is owed still."""
    filed = Counter(subject for (subject,) in portal.rows("SELECT subject FROM requests_app_application"))
    for kind, mark, _took in six.done:
        if kind == "file":
            assert filed[f"申请{mark}"] == 1, mark
    said = "".join(text for (text,) in portal.rows("SELECT text FROM review_opinion"))
    assert [
        mark for kind, mark, _took in six.done if kind == "comment" and said.count(f"意见{mark}，") != 1
    ] == []
    [[drafts]] = portal.rows("SELECT count(*) FROM requests_app_filingdraft")
    assert drafts >= sum(kind == "keep" for kind, _mark, _took in six.done)
    [[complaints]] = portal.rows(
        "SELECT count(*) FROM supervision_complaint WHERE received_at > datetime('now', '-1 hour')"
    )
    assert complaints == sum(kind == "complain" for kind, _mark, _took in six.done)
    assert has_begun(portal, postbox) and set(owed_letters(postbox)) == {1}
