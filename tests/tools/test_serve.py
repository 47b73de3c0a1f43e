"""``make run``: one command serves the portal with worker and scheduler, and ends without a trace."""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.deploy.portal import crowd, patience
from tools.environment import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.processes
CELERY = {"portal-worker", "portal-letters", "portal-beat"}


class Running:
    """A ``make run`` of this test with a folder and a port of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.log = folder / "log"
        own = {"DATA_DIR": str(folder / "var"), "PORT": str(self.port), "DATABASE_URL": "", "REDIS_URL": ""}
        own["DEMO_AGENCIES"] = "quality"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.serve"],
                cwd=ROOT,
                env={**os.environ, **own},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_for(self, text, *, seconds, times=1):
        """Wait until ``text`` has been printed so often."""
        for _turn in patience(seconds):
            if self.log.read_text().count(text) >= times:
                return
            if self.process.poll() is not None:
                break
        raise AssertionError(f"{text!r} was not printed:\n{self.log.read_text()[-3000:]}")

    def status(self, path):
        """The status with which a page answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10 * crowd()) as reply:  # noqa: S310
            return reply.status

    def descendants(self):
        """The processes below the supervisor: what each calls itself, by its id."""
        parents, names = {}, {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                names[int(entry.name)] = (entry / "comm").read_text().strip()
        family = {self.process.pid}
        for _generation in range(4):
            family |= {pid for pid, parent in parents.items() if parent in family}
        return {pid: names[pid] for pid in family - {self.process.pid} if pid in names}

    def scalar(self, statement):
        """The one value of a query in the embedded database."""
        with contextlib.closing(sqlite3.connect(self.folder / "var" / "db.sqlite3")) as connection:
            return connection.execute(statement).fetchone()[0]

    def end(self, number=signal.SIGINT):
        """End it as Ctrl-C does. Return its exit code."""
        self.process.send_signal(number)
        try:
            return self.process.wait(timeout=120 * crowd())
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One portal for all tests here: its first start builds the demo, which takes a while."""
    return tmp_path_factory.mktemp("embedded")


def is_alive(pid):
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_make_run_serves_heals_ends_and_keeps_its_data(folder):
    """The whole life of an embedded portal, twice over the same data."""
    first = Running(folder)
    try:
        first.wait_for("Ctrl-C ends all processes.", seconds=400)
        assert first.status("/") == first.status("/healthz") == 200
        assert re.search(r"The portal is open:\s+http://127\.0\.0\.1:\d+/", first.log.read_text())
        family = first.descendants()
        assert set(family.values()) == {"portal-web", "portal-worker", "portal-letters", "portal-beat"}
        for name in ("worker", "letters"):
            [pid] = [pid for pid, called in family.items() if called == f"portal-{name}"]
            os.kill(pid, signal.SIGKILL)
            first.wait_for(f"The {name} process ended (code -9); it is started again.", seconds=90)
        family |= first.descendants()
        assert sum(called in CELERY for called in family.values()) >= 5
    finally:
        code = first.end()
    assert code == 0, first.log.read_text()[-3000:]
    assert not [called for pid, called in family.items() if is_alive(pid)]
    assert "Traceback" not in first.log.read_text()
    disclosures = first.scalar("SELECT count(*) FROM catalog_disclosure")
    assert disclosures

    second = Running(folder)
    try:
        second.wait_for("Ctrl-C ends all processes.", seconds=200)
        assert second.scalar("SELECT count(*) FROM catalog_disclosure") == disclosures
    finally:
        assert second.end(signal.SIGTERM) == 0


def test_the_death_of_the_supervisor_ends_its_programs(folder):
    """Even when it is killed without a chance to clean up, nothing of it stays behind."""
    running = Running(folder)
    try:
        running.wait_for("Ctrl-C ends all processes.", seconds=400)
        family = running.descendants()
    finally:
        running.end(signal.SIGKILL)
    for _turn in patience(60):
        if not any(map(is_alive, family)):
            break
    assert not [called for pid, called in family.items() if is_alive(pid)]
