"""``make bench``: grow both databases step by step and measure the pages at each size, beside a bare page.

CPU per request counts web server and database together; it is the figure to compare, because it hardly depends on
what else the machine does. Requests per second and p95 include the asking program, which runs on the same machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from benchmarks import (
    calendar_change,
    clocks,
    days,
    desk,
    evidence,
    filing,
    first_minute,
    ledger,
    machine,
    obligations,
    review_queue,
    scans,
)
from benchmarks.load import measure
from tools.environment import ROOT, die_with_parent, free_port
from tools.serve import WEB_OPTIONS
from tools.servers import Postgres, wait_for_port

PARTS = {
    "calendar": calendar_change.main,
    "clocks": clocks.main,
    "days": days.main,
    "desk": desk.main,
    "evidence": evidence.main,
    "filing": filing.main,
    "first_minute": first_minute.main,
    "ledger": ledger.main,
    "obligations": obligations.main,
    "review_queue": review_queue.main,
    "scans": scans.main,
}
PAGES = "pages"
HEAD = f"{'page':<26}{'requests':>9}{'per s':>8}{'p95 ms':>9}{'CPU ms':>9}{'kB':>7}"


def main():
    """Measure what the options ask for and print it."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[10_000, 100_000], help="numbers of disclosures"
    )
    parser.add_argument(
        "--databases", nargs="+", choices=["sqlite", "postgres"], default=["sqlite", "postgres"]
    )
    parser.add_argument("--seconds", type=float, default=5, help="how long each page is asked for")
    parser.add_argument(
        "--keep", type=Path, help="a folder for the generated data, to measure again without waiting"
    )
    parser.add_argument(
        "part", nargs="?", choices=[*sorted(PARTS), PAGES], help="measure only this; else all of them"
    )
    options = parser.parse_args()
    for name, measure_part in PARTS.items():
        if options.part in (None, name):
            measure_part()
            print()
    if options.part not in (None, PAGES):
        return
    print(f"Machine: {machine.describe()}")
    print(f"gunicorn {WEB_OPTIONS}; no cache; CPU ms = web + database per request\n")
    measure_bare(options.seconds)
    for database in options.databases:
        with folder(options.keep, database) as where, server(database, where) as (url, server_pid):
            for size in sorted(options.sizes):
                measure_portal(database, where, url, server_pid, size=size, seconds=options.seconds)


@contextmanager
def folder(kept, database):
    """The folder of the data: ``kept`` for SQLite when it is named, else one that goes away."""
    if kept and database == "sqlite":
        (kept / database).mkdir(parents=True, exist_ok=True)
        yield (kept / database).resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as made:
            yield Path(made)


@contextmanager
def server(database, where):
    """The address of the database and the process that serves it; SQLite has none of its own."""
    if database == "sqlite":
        yield f"sqlite:///{where / 'db.sqlite3'}", None
    else:
        with Postgres() as postgres:
            yield postgres.url, postgres.process.pid


def measure_bare(seconds):
    """The ruler: a Django that answers five letters."""
    print(f"Bare Django page\n{HEAD}")
    with web("benchmarks.bare", dict(os.environ)) as (port, pid):
        show("hello", measure(port, ["/"], seconds=seconds, cpu=lambda: machine.cpu_seconds(pid)))
    print()


def measure_portal(database, where, url, server_pid, *, size, seconds):
    """Grow the database to ``size`` disclosures, then measure every page."""
    run = machine.embedded(url, str(where))
    subprocess.run(
        [sys.executable, "-m", "tools.prepare", "--without-demo"], stdout=subprocess.DEVNULL, **run
    )
    grown = subprocess.run(
        [sys.executable, "-m", "benchmarks.data", str(size)], stdout=subprocess.PIPE, text=True, **run
    )
    pages = json.loads(grown.stdout.splitlines()[-1])
    print(f"{database} with {size} disclosures\n{HEAD}")
    with web("disclosure_portal.wsgi", run["env"]) as (port, pid):

        def cpu():
            return machine.cpu_seconds(pid) + (machine.cpu_seconds(server_pid) if server_pid else 0)

        for page, paths in pages.items():
            asked = [quote(path, safe="/?=&%") for path in paths]
            show(page, measure(port, asked, seconds=seconds, cpu=cpu))
        print(f"web worker: {machine.largest_resident(pid):.0f} MB resident\n", flush=True)


@contextmanager
def web(application, environment):
    """gunicorn with the options of ``make run`` on a free port; gives the port and the process."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        *WEB_OPTIONS.split(),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=die_with_parent)
    try:
        wait_for_port(port, process, "gunicorn")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def show(page, figures):
    """Print the figures of one page as a line of the table."""
    print(
        f"{page:<26}{figures.requests:>9}{figures.per_second:>8.0f}{figures.p95_ms:>9.1f}"
        f"{figures.cpu_ms:>9.2f}{figures.kilobytes:>7.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
