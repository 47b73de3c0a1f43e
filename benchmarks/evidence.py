"""``python -m benchmarks evidence``: what publishing costs with record, seals and log, and verifying them."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import machine
from tools.environment import ROOT
from tools.servers import Postgres


def main() -> None:
    """Measure on both databases, each in a process of its own."""
    print(f"Machine: {machine.describe()}")
    print("Publishing (25 ms aimed at), walking the log (20 000 entries a second aimed at)")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        measure("sqlite", f"sqlite:///{Path(folder) / 'db.sqlite3'}", Path(folder))
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, Postgres() as postgres:
        measure("postgres", postgres.url, Path(folder))  # a witness belongs to one database


def measure(name: str, url: str, where: Path) -> None:
    """Migrate, publish, verify."""
    settings = {"DATABASE_URL": url, "DATA_DIR": str(where), "REDIS_URL": "", "EMBEDDED": "true"}
    run = {"env": {**os.environ, **settings}, "cwd": ROOT, "check": True}
    print(name, flush=True)
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], **run)
    subprocess.run([sys.executable, "-m", "benchmarks.evidence_run"], **run)
