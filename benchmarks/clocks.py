"""``python -m benchmarks clocks``: a sweep over a million open clocks on PostgreSQL."""

import subprocess
import sys
import tempfile

from benchmarks import machine
from tools.servers import Postgres

CLOCKS = 1_000_000


def main() -> None:
    """Fill a throw-away PostgreSQL with open clocks and print what a sweep costs, in a process of its own."""
    with Postgres() as postgres, tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        run = machine.embedded(postgres.url, folder)
        prepare = [sys.executable, "-m", "tools.prepare", "--without-demo"]
        subprocess.run(prepare, stdout=subprocess.DEVNULL, **run)
        for step in ("fill", "sweep"):
            subprocess.run([sys.executable, "-m", "benchmarks.open_clocks", step, str(CLOCKS)], **run)
