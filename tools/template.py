"""Databases with all tables and nothing else, for tests that start programs and for those on PostgreSQL to copy."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2

from tools.environment import ROOT

NAME = "portal_template"


def in_file(database: Path) -> None:
    """Make such a database on SQLite in the file ``database``."""
    _migrate(f"sqlite:///{database}")


def on_server(url: str) -> str:
    """Make such a database on the PostgreSQL at ``url``, which has none yet; a copy is quicker. Returns its name."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    connection.close()
    _migrate(f"{url.rpartition('/')[0]}/{NAME}")
    return NAME


def _migrate(url: str) -> None:
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": data}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
