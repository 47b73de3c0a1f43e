"""The first minute and the hours after: what it costs until the portal is open, until the demo is whole, and at rest.

Processor time of all processes together, in seconds and in rulers: what Python needs on this machine for twenty million
additions in a loop. Memory is what each process has for itself and its share of what they have together (PSS).
Everything is new but the packages: run it on a clone without ``__pycache__`` to count the compiling too.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tools.environment import ROOT, free_port

TICKS = os.sysconf("SC_CLK_TCK")
REST = 120  # seconds
OPEN, READY = "The portal is open", "Ctrl-C ends all processes."
RULER = "x = 0\nfor _ in range(20_000_000): x += 1"


def main() -> None:
    """Start an empty portal, wait for the whole demo, rest, start it again; print what each cost."""
    ruler = _ruler()
    print(f"\nThe first minute; a ruler is {ruler:.2f} s of processor\n")
    with tempfile.TemporaryDirectory() as folder:
        portal = Portal(Path(folder))
        portal.until(OPEN)
        portal.tell("open, one agency complete", ruler)
        portal.until(READY)
        portal.wait_for_the_demo()
        portal.tell("all agencies complete", ruler)
        _settle()
        before, began = portal.processor(), time.monotonic()
        time.sleep(REST)
        share = (portal.processor() - before) / (time.monotonic() - began)
        print(f"{'at rest':<28}{100 * share:>8.2f} % of a core{portal.memory():>8.0f} MB")
        portal.end()
        portal = Portal(Path(folder))
        portal.until(OPEN)
        portal.tell("open again", ruler)
        portal.end()


def _ruler() -> float:
    began = time.process_time()
    exec(compile(RULER, "ruler", "exec"), {})  # noqa: S102 the loop of a plain script, outside any function
    return time.process_time() - began


def _settle() -> None:
    """The jobs that began with the last agency end."""
    time.sleep(60)


class Portal:
    """A ``make run`` after its packages are installed, with all that its processes use."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.began = folder, time.monotonic()
        own = {"DATA_DIR": str(folder), "PORT": str(free_port()), "DATABASE_URL": "", "REDIS_URL": ""}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.serve"], cwd=ROOT, env={**os.environ, **own},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def until(self, words: str) -> None:
        """Wait until it prints ``words``."""
        for line in self.process.stdout:
            if words in line:
                return
        raise SystemExit("The portal ended before it was open.")

    def wait_for_the_demo(self) -> None:
        """Wait until the worker has built every agency."""
        asked = "SELECT count(*) FROM core_done WHERE name LIKE 'demo: %: finished'"
        while True:
            with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=30)) as database:
                if database.execute(asked).fetchone()[0] >= 14:
                    return
            time.sleep(2)

    def tell(self, what: str, ruler: float) -> None:
        """Print what everything until now has cost."""
        used, took = self.processor(), time.monotonic() - self.began
        print(f"{what:<28}{used:>8.1f} s of processor{used / ruler:>8.1f} rulers{took:>8.1f} s", flush=True)

    def processor(self) -> float:
        """Seconds of processor of all its processes, with those that have ended."""
        used = 0.0
        for pid in self._family():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += sum(map(int, fields[11:15])) / TICKS
        return used

    def memory(self) -> float:
        """Megabytes of all its processes together."""
        kilobytes = 0
        for pid in self._family():
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return kilobytes / 1024

    def _family(self) -> set[int]:
        parents = {}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
            except OSError:  # it has ended meanwhile
                continue
        family = {self.process.pid}
        for _generation in range(4):
            family |= {pid for pid, parent in parents.items() if parent in family}
        return family

    def end(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=120)


if __name__ == "__main__":
    main()
