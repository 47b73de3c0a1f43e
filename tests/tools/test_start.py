"""A wrong setting stops the start with one sentence, never with a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

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
        ("DEBUG", "perhaps"),
        ("FIELD_KEY", "too short"),
        ("SEAL_KEY", "too short"),
        ("EMAIL_URL", "pigeon://roof"),
        ("UPLOAD_LIMIT_MB", "-1"),
        ("UPLOAD_LIMIT_MB", "much"),
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
