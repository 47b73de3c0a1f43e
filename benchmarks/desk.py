"""``python -m benchmarks desk``: the officers' desk over 100 000 applications, 5 000 of them open."""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import ledger, machine
from tools.servers import Postgres


def main() -> None:
    """Fill each database with an old ledger and ask for the desk in a process of its own."""
    print(f"Machine: {machine.describe()}")
    print(
        f"The desk over {ledger.ROWS} applications, {ledger.OPEN} open (15 queries and p95 of 150 ms aimed at)"
    )
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        where = Path(folder)
        path = ledger.csv_file(where / "ledger.csv")
        measure("sqlite", f"sqlite:///{where / 'db.sqlite3'}", where, path)
        with Postgres() as postgres:
            measure("postgres", postgres.url, where, path)


def measure(name: str, url: str, where: Path, path: Path) -> None:
    """Migrate, import, and measure."""
    run = filled(url, where, path)
    print(name, flush=True)
    subprocess.run([sys.executable, "-m", "benchmarks.desk_run"], **run)


def filled(url: str, where: Path, path: Path) -> dict:
    """Migrate the database and import the ledger; how a process that measures it is run."""
    run = machine.embedded(url, str(where))
    quiet = {"stdout": subprocess.DEVNULL, **run}
    subprocess.run([sys.executable, "-m", "tools.prepare", "--without-demo"], **quiet)
    subprocess.run([sys.executable, "-m", "benchmarks.ledger_run", str(path)], **quiet)
    return run
