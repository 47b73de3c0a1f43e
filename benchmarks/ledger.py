"""``python -m benchmarks ledger``: an old ledger of 100 000 applications is taken over, as CSV and as XLSX."""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from benchmarks import machine
from tools.servers import Postgres

ROWS, OPEN = 100_000, 5_000
HEADING = (
    "number received_on channel applicant_kind subject outcome decided_on carried_over applicant_name".split()
)
FIRST, DAYS = date(2016, 1, 4), 3_600


def main() -> None:
    """Write both files, then import each into an empty body of each database and print what it cost."""
    print(f"Machine: {machine.describe()}")
    print(f"{ROWS} rows, {OPEN} of them open (120 s and 300 MB aimed at)")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        where = Path(folder)
        files = csv_file(where / "ledger.csv"), _xlsx(where / "ledger.xlsx")
        measure("sqlite", f"sqlite:///{where / 'db.sqlite3'}", where, files)
        with Postgres() as postgres:
            measure("postgres", postgres.url, where, files)


def rows() -> Iterator[list]:
    """Invented applications over ten years, the last ones still open."""
    for number in range(ROWS):
        is_open = number >= ROWS - OPEN
        received = FIRST + timedelta(days=number * DAYS // ROWS)
        closing = ["", "", "yes"] if is_open else [3 + number % 21, received + timedelta(days=14), "no"]
        subject = f"第{number}件：河道清淤工程竣工验收报告及相关监测数据"
        yield [f"旧{number:06d}", received, "letter", "person", subject, *closing, f"申请人{number % 900}"]


def csv_file(path: Path) -> Path:
    """The ledger as CSV in GB18030."""
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADING, *rows()])
    return path


def _xlsx(path: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [HEADING, *rows()]:
        sheet.append(row)
    book.save(path)
    return path


def measure(name: str, url: str, where: Path, files: tuple[Path, ...]) -> None:
    """Prepare the database; each file goes into a body of its own, in a process of its own."""
    run = machine.embedded(url, str(where))
    subprocess.run([sys.executable, "manage.py", "migrate"], stdout=subprocess.DEVNULL, **run)
    for path in files:
        for time_of in ("first", "again"):
            command = [sys.executable, "-m", "benchmarks.ledger_run", str(path)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, **run)
            print(f"{name:<10}{path.suffix:<7}{time_of:<7}{done.stdout.splitlines()[-1]}", flush=True)
