"""A migrated database that a run of the tests copies, since migrating takes ten times as long as copying.

Whoever copies it still runs ``migrate``, which finds nothing left to do, or else does it.
"""

import fcntl
import hashlib
import json
import os
import shutil
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
            outdated = list(folder.glob("*.sqlite3"))
            with tempfile.TemporaryDirectory(dir=folder) as apart:
                fresh = Path(apart) / "db.sqlite3"
                if earlier := next(filter(_only_lacks_migrations, outdated), None):
                    shutil.copy(earlier, fresh)
                _migrate(f"sqlite:///{fresh}")
                connection = sqlite3.connect(fresh)
                connection.execute("PRAGMA journal_mode = DELETE")  # one file, which a memory can take over
                connection.close()
                made.with_suffix(".json").write_text(json.dumps(_seen()))
                fresh.rename(made)
            for one in outdated:
                one.unlink()
                one.with_suffix(".json").unlink(missing_ok=True)
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


def _only_lacks_migrations(kept: Path) -> bool:
    """Whether all that made the database ``kept`` still stands as it was, so that migrating it further is enough."""
    said = kept.with_suffix(".json")
    return said.exists() and json.loads(said.read_text()).items() <= _seen().items()


def _seen() -> dict[str, str]:
    """Everything on which the tables depend, by name, each with its version or its SHA-256."""
    seen = {"django": version("django"), "sqlite": sqlite3.sqlite_version}
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "core" / "append_only.py"]:
        seen[str(path.relative_to(ROOT))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return seen


def _digest() -> str:
    """Changes with everything on which the tables depend."""
    return hashlib.sha256(json.dumps(_seen(), sort_keys=True).encode()).hexdigest()[:16]


def _migrate(url: str) -> None:
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": data}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
