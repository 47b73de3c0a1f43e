"""``python -m benchmarks scans``: a file looked through in a process of its own, as the worker does it.

Promised: a PDF of 100 pages or a workbook of 50 000 cells in 10 seconds and 300 MB, start of the process included.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
import pikepdf

from benchmarks import machine
from core.scanning.process import HOME

PAGES, LINES, BOXES, CELLS, COLUMNS = 100, 45, 20, 50_000, 10
SECONDS, MEGABYTES = 10, 300
WORDS = "Thirty lots were examined, twenty-eight conform, two were dealt with by law, page %d line %d"


def report(path: Path) -> None:
    """A PDF of a hundred full pages, each with lines of text on and beside filled boxes."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for number in range(PAGES):
        page = made.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        boxes = [f"0.9 g 50 {780 - 30 * box} 490 14 re f" for box in range(BOXES)]
        lines = [
            f"BT /F1 11 Tf 52 {790 - 16 * line} Td ({WORDS % (number, line)}) Tj ET" for line in range(LINES)
        ]
        page.Contents = made.make_stream("\n".join([*boxes, "0 g", *lines]).encode())
    made.save(path)


def ledger(path: Path) -> None:
    """A workbook of fifty thousand cells of names of bodies, sums and days, no two rows alike."""
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("明细")
    sheet.append([f"栏目{number}" for number in range(COLUMNS)])
    for row in range(CELLS // COLUMNS):
        sheet.append(
            [row, f"清河市第{row}项目", row * 1.5, "2026-03-10", f"0512{row:07d}x"]
            + [f"说明{row}-{column}" for column in range(COLUMNS - 5)]
        )
    made.save(path)


def measured(path: Path, suffix: str) -> tuple[float, float, int]:
    """Seconds, megabytes at the most, and the length of the answer of one scan."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "core.scanning", str(path), suffix, "2026-03-10"]
    with subprocess.Popen(command, cwd=HOME, stdout=subprocess.PIPE) as process:
        answer = process.stdout.read()
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not answer:
        raise SystemExit(f"The scan of {path.name} failed.")
    return time.perf_counter() - began, used.ru_maxrss / 1024, len(answer)


def main() -> None:
    """Measure both files and say whether the promise is kept."""
    print(f"Machine: {machine.describe()}")
    print(f"{'file':<34}{'seconds':>9}{'MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name, make, suffix in (
            (f"PDF of {PAGES} pages", report, "pdf"),
            (f"workbook of {CELLS} cells", ledger, "xlsx"),
        ):
            path = Path(folder) / f"file.{suffix}"
            make(path)
            seconds, megabytes, _length = min(measured(path, suffix) for _run in range(3))
            kept = "kept" if seconds <= SECONDS and megabytes <= MEGABYTES else "BROKEN"
            print(f"{name:<34}{seconds:>9.2f}{megabytes:>8.0f}  {kept}")
