"""Who sends slowly, or nothing at all, holds no thread of the web server: everybody else is answered."""

import os
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tools import template
from tools.environment import die_with_parent, free_port

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent
SLOW = 40
HEAD = (
    b"POST /apply/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """A web server of one process as `make run` starts it, on an empty portal."""
    folder, port = tmp_path_factory.mktemp("slow"), free_port()
    template.in_file(folder / "db.sqlite3")
    clean = {name: it for name, it in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))}
    command = [sys.executable, "-m", "gunicorn", "disclosure_portal.wsgi", "--workers", "1"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env={**clean, "DATA_DIR": str(folder)},
            stdout=log, stderr=log, preexec_fn=die_with_parent,
        )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not is_answered(port):
            assert server.poll() is None and time.monotonic() < until, (folder / "log").read_text()
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        assert server.wait(timeout=40) == 0


def is_answered(port):
    """Whether the health check answers; ten seconds are far more than it needs, and less than a slow client takes."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as reply:  # noqa: S310 our own
            return reply.status == 200
    except OSError:
        return False


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HT", HEAD + b"a"], ids=["nothing", "half a head", "half a body"]
)
def test_forty_slow_clients_keep_nobody_waiting(port, sent):
    """Five times as many as there are threads; each drips on while others ask."""
    clients = [socket.create_connection(("127.0.0.1", port)) for _client in range(SLOW)]
    try:
        for client in clients:
            client.sendall(sent)
        for _again in range(3):
            assert is_answered(port)
            for client in clients:
                client.sendall(b"a" if sent else b"")
    finally:
        for client in clients:
            client.close()
    assert is_answered(port)


def test_a_thousand_idle_connections_of_one_host_keep_nobody_waiting(port):
    """More than the process takes at all: the idle ones make room for whoever asks something; ten seconds of it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 4096), hard), hard))
    clients, waits = [], []
    try:
        for _client in range(1100):
            clients.append(socket.create_connection(("127.0.0.1", port), timeout=10))
        for _second in range(10):
            began = time.monotonic()
            assert is_answered(port)
            waits.append(round(time.monotonic() - began, 2))
            time.sleep(1)
    finally:
        for client in clients:
            client.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert max(waits) < 2, waits


def test_who_reads_the_answer_slowly_holds_no_thread_either(port):
    clients = [socket.create_connection(("127.0.0.1", port)) for _client in range(SLOW)]
    try:
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert is_answered(port)
    finally:
        for client in clients:
            client.close()


def test_a_request_that_comes_in_pieces_is_answered_whole(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        for piece in (
            b"GET /heal",
            b"thz HTTP/1.1\r\nHost: 127.0",
            b".0.1\r\nConnection: close\r\n",
            b"\r\n",
        ):
            client.sendall(piece)
            time.sleep(0.1)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200") and b'"database"' in answer


def test_a_body_that_is_larger_than_any_form_is_refused(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(HEAD.replace(b"100000", b"900000000") + b"a" * 1000)
        assert client.recv(1000).startswith(b"HTTP/1.1 413")
