"""``python -m benchmarks review_queue``: the first page of the review queue with 10 000 waiting matters."""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import machine
from tools.servers import Postgres

MODULE = "benchmarks.review_queue_run"


def main() -> None:
    """Measure on both databases and print it."""
    print(f"Machine: {machine.describe()}")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as where:
        measure("sqlite", f"sqlite:///{Path(where) / 'db.sqlite3'}", where)
        with Postgres() as postgres:
            measure("postgres", postgres.url, where)


def measure(name: str, url: str, where: str) -> None:
    """Prepare the database and run in a process of its own, because Django knows one database per process."""
    run = machine.embedded(url, where)
    prepare = [sys.executable, "-m", "tools.prepare", "--without-demo"]
    subprocess.run(prepare, stdout=subprocess.DEVNULL, **run)
    print(name, flush=True)
    subprocess.run([sys.executable, "-m", MODULE], **run)
