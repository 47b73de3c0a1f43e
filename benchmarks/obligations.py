"""``python -m benchmarks obligations``: a month of obligations for 1 000 departments with 30 items each.

The second run finds everything opened already: that is what the scheduler does all day.
"""

import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks import machine
from tools.servers import Postgres

DEPARTMENTS, ITEMS = 1_000, 30
MODULE = "benchmarks.obligations_run"
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2026, 3, 1), datetime(2026, 3, 31, 9, 0, tzinfo=SHANGHAI)


def main() -> None:
    """Measure on both databases and print it."""
    print(f"Machine: {machine.describe()}")
    print(f"A month of obligations, {DEPARTMENTS} departments x {ITEMS} items")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as where:
        measure("sqlite", f"sqlite:///{Path(where) / 'db.sqlite3'}", where)
        with Postgres() as postgres:
            measure("postgres", postgres.url, where)


def measure(name: str, url: str, where: str) -> None:
    """Prepare the database and run in a process of its own, because Django knows one database per process."""
    run = machine.embedded(url, where)
    subprocess.run([sys.executable, "manage.py", "migrate"], stdout=subprocess.DEVNULL, **run)
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", MODULE], stdout=subprocess.PIPE, text=True, **run)
    print(f"{name:<10}{done.stdout.splitlines()[-1]}  (with preparing {time.perf_counter() - began:.0f} s)")
