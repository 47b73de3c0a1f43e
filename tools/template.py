"""A migrated database that a run of the tests copies, since migrating takes ten times as long as copying.

Whoever copies it still runs ``migrate``, which finds nothing left to do, or else does it.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import psycopg2

from tools.environment import ROOT

NAME = "portal_template"


def kept_folder() -> Path:
    """Where a run keeps its migrated database for the next: in the folder that pytest gives for such things."""
    folder = ROOT / ".pytest_cache" / "d" / "migrated"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def in_file(folder: Path) -> Path:
    """A migrated SQLite database in ``folder``, made anew when a migration, Django or SQLite has changed."""
    made = folder / f"{_digest()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for outdated in folder.glob("*.sqlite3"):
                outdated.unlink()
            with tempfile.TemporaryDirectory(dir=folder) as apart:
                fresh = Path(apart) / "db.sqlite3"
                _migrate(f"sqlite:///{fresh}")
                connection = sqlite3.connect(fresh)
                connection.execute("PRAGMA journal_mode = DELETE")  # one file, which a memory can take over
                connection.close()
                fresh.rename(made)
    return made


def on_server(url: str) -> str:
    """Make a migrated database on the PostgreSQL at ``url``, which has none yet. Returns its name."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    connection.close()
    _migrate(f"{url.rpartition('/')[0]}/{NAME}")
    return NAME


def _digest() -> str:
    """Changes with everything on which the tables depend."""
    seen = hashlib.sha256(f"{version('django')} {sqlite3.sqlite_version}".encode())
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "core" / "append_only.py"]:
        seen.update(path.name.encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def _migrate(url: str) -> None:
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": data}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
