"""``python -m benchmarks calendar``: a calendar change previewed and applied over 100 000 open clocks on PostgreSQL."""

import subprocess
import sys
import tempfile

from benchmarks import machine
from tools.servers import Postgres

CLOCKS = 100_000


def main() -> None:
    """Fill a throw-away PostgreSQL with open clocks and print what previewing and applying cost, in its own process."""
    with Postgres() as postgres, tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        run = machine.embedded(postgres.url, folder)
        prepare = [sys.executable, "-m", "tools.prepare", "--without-demo"]
        subprocess.run(prepare, stdout=subprocess.DEVNULL, **run)
        subprocess.run([sys.executable, "-m", "benchmarks.open_clocks", "fill", str(CLOCKS)], **run)
        subprocess.run([sys.executable, "-m", "benchmarks.calendar_preview"], **run)
