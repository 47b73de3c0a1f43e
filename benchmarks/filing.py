"""``python -m benchmarks filing``: filing an application among 100 000 others, and what is asked while it is typed."""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import ledger, machine
from benchmarks.desk import filled
from tools.servers import Postgres


def main() -> None:
    """Fill each database with an old ledger and file in a process of its own."""
    print(f"Machine: {machine.describe()}")
    print(f"Filing among {ledger.ROWS} applications (p95 of 300 ms aimed at)")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        where = Path(folder)
        path = ledger.csv_file(where / "ledger.csv")
        measure("sqlite", f"sqlite:///{where / 'db.sqlite3'}", where, path)
        with Postgres() as postgres:
            measure("postgres", postgres.url, where, path)


def measure(name: str, url: str, where: Path, path: Path) -> None:
    """Migrate, import, and file."""
    run = filled(url, where, path)
    print(name, flush=True)
    subprocess.run([sys.executable, "-m", "benchmarks.filing_run"], **run)
