"""What the kernel knows: processor time and memory of processes, and what machine this is."""

import os
import platform
from pathlib import Path

from tools.environment import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
# Fields of /proc/<pid>/stat after the name of the program, counted from the state.
PARENT, TIMES, RESIDENT = 1, slice(11, 15), 21


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and all its descendants have used, in seconds."""
    return sum(sum(int(ticks) for ticks in stat[TIMES]) for stat in _family(pid).values()) / TICKS


def largest_resident(pid: int) -> float:
    """Memory in use by the largest of a process and its descendants, in megabytes."""
    return max(int(stat[RESIDENT]) for stat in _family(pid).values()) * PAGE / 1e6


def describe() -> str:
    """The machine in one line: processor, cores, memory, Python, load."""
    cpu = next(
        (line for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ": unknown processor"
    )
    memory = next(line for line in _lines("/proc/meminfo") if line.startswith("MemTotal")).split()[1]
    return (
        f"{cpu.partition(':')[2].strip()}, {os.cpu_count()} cores, {int(memory) / 1e6:.0f} GB, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )


def _family(pid):
    stats = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stats[int(entry.name)] = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
    family = {pid}
    for _generation in range(4):
        family |= {child for child, stat in stats.items() if int(stat[PARENT]) in family}
    return {one: stats[one] for one in family if one in stats}


def _lines(path):
    return Path(path).read_text().splitlines()


def embedded(url: str, where: str | Path) -> dict:
    """How a process of its own is run on a throw-away database and data folder: Django knows one database a process."""
    settings = {"DATABASE_URL": url, "DATA_DIR": str(where), "REDIS_URL": "", "EMBEDDED": "true"}
    return {"env": {**os.environ, **settings}, "cwd": ROOT, "check": True}
