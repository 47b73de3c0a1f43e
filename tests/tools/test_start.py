"""A wrong setting stops the start with one sentence, never with a traceback."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tools import template
from tools.environment import free_port

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent


def start(*command, **environment):
    """Run a program of the portal with an environment of its own."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root@localhost/portal"),
        ("DATABASE_URL", "no address at all"),
        ("DATABASE_URL", "postgres://portal:secret@localhost:port/portal"),
        ("REDIS_URL", "http://localhost"),
        ("SITE_URL", "open.example.gov.cn"),
        ("PORT", "eight thousand"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("EMBEDDED", "perhaps"),
        ("EMBEDDED", ""),
        ("DEBUG", "perhaps"),
        ("FIELD_KEY", "too short"),
        ("SEAL_KEY", "too short"),
        ("EMAIL_URL", "pigeon://roof"),
        ("UPLOAD_LIMIT_MB", "-1"),
        ("UPLOAD_LIMIT_MB", "much"),
        ("UPLOAD_LIMIT_MB", "100000"),
        ("PROXY_HOPS", "99"),
        ("PROOF_TO", "nobody"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_is_said_in_one_sentence(name, value, tmp_path):
    """The sentence names the variable; nothing else is printed."""
    done = start("manage.py", "check", **{"DATA_DIR": str(tmp_path), name: value})
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert name in lines[0]


def test_a_database_that_does_not_answer_is_said_in_one_sentence(tmp_path):
    """Nobody listens there: the person reads so, with the reason."""
    address = "postgres://portal:wrong@127.0.0.1:9/portal"
    done = start("-m", "tools.prepare", DATA_DIR=str(tmp_path), DATABASE_URL=address)
    assert done.returncode == 1
    assert "DATABASE_URL cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert "wrong" not in done.stderr


def test_a_busy_port_is_said_in_one_sentence(tmp_path):
    """``make run`` looks before it starts anything."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        done = start("-m", "tools.serve", DATA_DIR=str(tmp_path), PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is in use")
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("port", ["eighty", "0", "65536"])
def test_make_run_refuses_a_port_that_cannot_be(port, tmp_path):
    """The sentence says what is expected."""
    done = start("-m", "tools.serve", DATA_DIR=str(tmp_path), PORT=port)
    assert done.returncode == 1
    assert done.stderr.strip() == f"PORT={port!r} cannot be used: a whole number from 1 to 65535 is expected."


@pytest.fixture(scope="module")
def of_then(tmp_path_factory):
    """A database that knows a migration which is not here."""
    made = tmp_path_factory.mktemp("then") / "db.sqlite3"
    template.in_file(made)
    with closing(sqlite3.connect(made)) as database, database:
        known = ("core", "0002_append_only", "2026-11-21 03:26:00")
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", known)
    return made


@pytest.mark.parametrize(
    "command",
    [["manage.py", "migrate"], ["-m", "tools.prepare"], ["-m", "tools.serve"]],
    ids=lambda it: it[-1],
)
def test_a_folder_of_an_earlier_development_version_is_named_and_left_alone(command, of_then, tmp_path):
    """It knows migrations that are not here. The sentence names one; the database and the files stay as they are."""
    shutil.copy(of_then, tmp_path / "db.sqlite3")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "paper.pdf").write_bytes(b"%PDF")
    before = content_of(tmp_path)
    environment = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "PORT": str(free_port())}
    done = start(*command, **environment)
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if "earlier development version" in line]
    assert len(said) == 1 and "core.0002_append_only" in said[0] and "DATA_DIR" in said[0]
    assert "Traceback" not in done.stderr
    assert content_of(tmp_path) == before


def content_of(folder):
    """Every row of the database and every byte of the files beside it."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        rows = list(database.iterdump())
    return rows, {path: path.read_bytes() for path in (folder / "media").rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["field_key", "secret_key"])
def test_a_key_that_is_lost_is_not_replaced(name, tmp_path):
    """The sentence names the file, where it is expected and where it comes from; nothing is written. Back, it works."""
    here = {"DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    template.in_file(tmp_path / "db.sqlite3")
    first = start("manage.py", "shell", "-c", BEGIN, **here)
    assert first.returncode == 0, first.stderr
    place = tmp_path / name
    kept = place.read_text()
    place.unlink()
    for _time in range(2):
        done = start("manage.py", "check", **here)
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert f"the file {place}" in done.stderr and "--keys" in done.stderr and name.upper() in done.stderr
        assert not place.exists()
    place.write_text(kept)
    assert start("manage.py", "check", **here).returncode == 0


BEGIN = "from core import keys; from django.utils import timezone; keys.ensure(timezone.now())"


def test_no_key_is_made_while_nobody_knows_whether_there_was_one(tmp_path):
    """A database that does not answer may hold what another key wrote."""
    done = start(
        "manage.py", "check", DATA_DIR=str(tmp_path), DATABASE_URL="postgres://a:b@127.0.0.1:9/portal"
    )
    assert done.returncode == 1 and "DATABASE_URL cannot be reached" in done.stderr, done.stderr
    assert not list(tmp_path.glob("*_key"))
