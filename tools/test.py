"""``make test``: the suite on SQLite, again on PostgreSQL with Redis, then the pages in Chromium.

It ends with a table of what ran. With ``CI=true`` anything that could not run is a failure. ``--date`` runs it all on
another day, ``--days`` the quick part on five awkward ones (tools/days.py).
"""

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools import days, template
from tools.environment import PANGO_PACKAGES, ROOT, find_chromium, missing_pango
from tools.servers import Postgres, Redis, ServerMissing
from tools.setup import apt_install, apt_line

PASSED, FAILED, LEFT_OUT = "passed", "FAILED", "left out"
NO_TESTS = 5  # pytest's exit code when nothing was selected
PARTS = ("sqlite", "postgres", "browser")
QUICK = "day and not browser and not postgres and not processes"  # what depends on the day, without servers


@dataclass
class Outcome:
    """One line of the closing table."""

    part: str
    result: str
    remark: str


class Run:
    """One run of the suite: its servers, its reports, its outcomes."""

    def __init__(self, *, strict, pytest_options, on=None):
        self.strict = strict
        self.on = on
        self.pytest_options = pytest_options
        self.outcomes = []
        self.ran = set()
        self.skipped = {}
        self.folder = Path(tempfile.mkdtemp(prefix="portal-tests-"))

    def note(self, part, result, remark=""):
        """Remember the outcome of a part for the table."""
        self.outcomes.append(Outcome(part, result, remark))

    def pytest(self, part, *, select, environment, workers):
        """Run the tests that ``select`` names in a pytest of their own and note how it went."""
        print(f"\n===== {part} =====", flush=True)
        report = self.folder / f"{len(self.outcomes)}.xml"
        command = [sys.executable, "-m", "pytest", "-m", select, f"--junit-xml={report}"]
        parallel = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"] if workers > 1 else []
        started = time.monotonic()
        data = self.folder / f"data-{len(self.outcomes)}"
        code = subprocess.run(
            [*command, *parallel, *self.pytest_options],
            env={**os.environ, **self._own_settings(data), **environment, **days.shift_to(self.on)},
            check=False,
        ).returncode
        took = time.monotonic() - started
        if code == NO_TESTS:
            self.note(part, LEFT_OUT, "no test was selected")
            return
        self.note(part, FAILED if code else PASSED, f"{self._read(report)} in {took:.0f} s")

    def _own_settings(self, data):
        """Settings that win over those of a ``.env``: its own folder, SQLite, no Redis."""
        return {"DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}", "REDIS_URL": ""}

    def _read(self, report):
        """Count the tests of a report; remember which ran and which were skipped."""
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        if not report.exists():
            return "no report"
        for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314 - written by our own pytest
            for name in counts:
                counts[name] += int(suite.get(name, 0))
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - written by our own pytest
            key = f"{case.get('classname')}::{case.get('name')}"
            skip = case.find("skipped")
            if skip is None:
                self.ran.add(key)
            elif skip.get("type") == "pytest.skip":
                self.skipped[key] = skip.get("message", "")
        return ", ".join(f"{number} {name}" for name, number in counts.items() if number or name == "tests")

    def never_ran(self):
        """Tests that were skipped in every part, with the reason."""
        return {name: reason for name, reason in self.skipped.items() if name not in self.ran}

    def finish(self):
        """Print the table and return the exit code."""
        for name, reason in self.never_ran().items():
            self.note(name.rsplit("::", 1)[-1], LEFT_OUT, reason)
        width = max(len(outcome.part) for outcome in self.outcomes)
        print("\nWhat ran:")
        for outcome in self.outcomes:
            print(f"  {outcome.part:<{width}}  {outcome.result:<8}  {outcome.remark}")
        failed = [one for one in self.outcomes if one.result == FAILED]
        missing = [one for one in self.outcomes if one.result == LEFT_OUT]
        if missing and self.strict:
            print("CI=true: what was left out counts as failed.")
        shutil.rmtree(self.folder, ignore_errors=True)
        return 1 if failed or (missing and self.strict) else 0


def main(argv=None):
    """Run the parts asked for (all without ``--part``); unknown options go to pytest."""
    parser = argparse.ArgumentParser(prog="make test", description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; may be repeated")
    parser.add_argument("--date", type=days.moment, help="run on this day: 2027-02-17 or 2026-12-31T23:59")
    parser.add_argument(
        "--days", action="store_true", help="only what depends on the day, on five awkward ones"
    )
    options, pytest_options = parser.parse_known_args(argv)
    parts = options.part or PARTS
    os.chdir(ROOT)
    # A polite end stops the servers too, as leaving by Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    strict = os.environ.get("CI", "").lower() in ("1", "true", "yes")
    run = Run(strict=strict, pytest_options=pytest_options, on=options.date)
    workers = min(os.cpu_count() or 1, 4)
    isolate_from_environment()
    if missing_pango():
        apt_install(*PANGO_PACKAGES)
    subprocess.run([sys.executable, "manage.py", "compile_catalogues"], check=True)
    if options.days:
        for name, moment in days.awkward():
            run.on = moment
            run.pytest(f"{name}, {moment:%Y-%m-%d %H:%M}", select=QUICK, environment={}, workers=workers)
        return run.finish()
    with ExitStack() as stack:
        servers = start_servers(run, stack) if {"postgres", "browser"} & set(parts) else {}
        if "sqlite" in parts:
            run.pytest(
                f"Suite on SQLite {sqlite3.sqlite_version}",
                select="not browser and not postgres and not processes",
                environment={},
                workers=workers,
            )
        if "postgres" in parts and "DATABASE_URL" in servers:
            with_redis = "" if "REDIS_URL" in servers else " and not processes"
            run.pytest(
                "Suite on PostgreSQL, with Redis, worker and beat",
                select="not browser and not once" + with_redis,
                environment=servers,
                workers=workers + 1,  # those that start processes wait most of their time
            )
        if "browser" in parts:
            run_browser_part(run, servers, workers)
    note_the_rest(run)
    return run.finish()


def isolate_from_environment():
    """Forget what the person's shell says of a portal: tests choose their own settings.

    And let Python keep what it has compiled: else each of a dozen processes compiles all tests anew.
    """
    for name in (
        "PORT",
        "SITE_URL",
        "EMBEDDED",
        "EMAIL_URL",
        "DEBUG",
        "ALLOWED_HOSTS",
        "PYTHONDONTWRITEBYTECODE",
    ):
        os.environ.pop(name, None)


def start_servers(run, stack):
    """Start PostgreSQL and Redis; note which, or why not. Return their addresses as environment."""
    servers = {}
    for name, variable, kind in (("PostgreSQL", "DATABASE_URL", Postgres), ("Redis", "REDIS_URL", Redis)):
        try:
            server = stack.enter_context(kind())
        except (ServerMissing, OSError) as error:
            run.note(name, LEFT_OUT, str(error))
        else:
            run.note(name, PASSED, f"version {server.version}, started for this run")
            servers[variable] = server.url
    if "DATABASE_URL" in servers:
        servers["DATABASE_TEMPLATE"] = template.on_server(servers["DATABASE_URL"])
    return servers


def run_browser_part(run, servers, workers):
    """The tests in Chromium, on PostgreSQL where there is one."""
    chromium = find_chromium()
    if not chromium:
        run.note("Pages in Chromium", LEFT_OUT, f"no Chromium was found; {apt_line('chromium')}")
        return
    environment = {**servers, "CHROMIUM": chromium}
    run.pytest("Pages in Chromium", select="browser", environment=environment, workers=workers)


def note_the_rest(run):
    """Say what else a complete run needs and whether it was there."""
    if missing_pango():
        run.note("PDF with pango", LEFT_OUT, apt_line(*PANGO_PACKAGES))
    for part, program, package in (
        ("Catalogues against the sources", "xgettext", "gettext"),
        ("PDF read back", "pdftotext", "poppler-utils"),
    ):
        if not shutil.which(program):
            run.note(part, LEFT_OUT, apt_line(package))


if __name__ == "__main__":
    sys.exit(main())
