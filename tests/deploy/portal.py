"""Start the services of docker-compose.yml as processes of this machine: same commands, same settings."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import yaml

from tools.environment import die_with_parent, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}")
OPERATOR = {
    "SECRET_KEY": "a-secret-only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "FIELD_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "SEAL_KEY": "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=",
    "SITE_URL": "https://open.example.gov.cn",
    "ALLOWED_HOSTS": "open.example.gov.cn",
    "MAIL_FROM": "open@example.gov.cn",
    "POSTGRES_PASSWORD": "stands-in-the-address",
    "ADMINS": "operator@example.org",
}


class Portal:
    """The services of docker-compose.yml against a PostgreSQL and a Redis of the test run.

    Only what the container network gives is put in its place: the addresses of the two servers, the port,
    and the folder of the volume.
    """

    def __init__(self, folder, *, postgres_url, redis_url, email_url):
        self.folder = folder
        self.postgres = urlsplit(postgres_url)
        self.database = f"compose_{secrets.token_hex(4)}"
        self.redis = urlsplit(redis_url)
        self.port = free_port()
        self.email_url = email_url
        self.services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
        self.running = {}

    def __enter__(self):
        self._in_postgres(f'CREATE DATABASE "{self.database}"')
        return self

    def __exit__(self, *exc_info):
        for name in list(self.running):
            self.stop(name)
        self._in_postgres(f'DROP DATABASE "{self.database}" WITH (FORCE)')

    def environment(self, service):
        """The environment of a service as Compose would hand it over, and nothing of this test run."""
        given = {**OPERATOR, "EMAIL_URL": self.email_url}
        written = self.services[service]["environment"]
        filled = {
            name: VARIABLE.sub(lambda m: given.get(m[1], m[2] or ""), value)
            for name, value in written.items()
        }
        own_database = f"{self.postgres.scheme}://{self.postgres.netloc}/{self.database}"
        assert filled["DATABASE_URL"].endswith("@postgres:5432/portal")
        assert filled["REDIS_URL"] == "redis://redis:6379/0"
        place = {"DATABASE_URL": own_database, "REDIS_URL": self.broker}
        place |= {"DATA_DIR": str(self.folder), "PORT": str(self.port)}
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), **filled, **place}

    def start(self, service, *extra, name=None):
        """Start the command of a service in the background; ``extra`` arguments for one more of them, ``name``."""
        program, *arguments = self.services[service]["command"]
        assert program == "python"
        with (self.folder / f"{name or service}.log").open("a") as log:
            self.running[name or service] = subprocess.Popen(
                [sys.executable, *arguments, *extra],
                cwd=ROOT,
                env=self.environment(service),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def run(self, service):
        """Run the command of a one-shot service to its end."""
        self.start(service)
        assert self.running.pop(service).wait(timeout=400) == 0, self.log(service)

    def python(self, code):
        """Run a few lines in the portal's own shell, as an administrator would."""
        command = [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", code]
        subprocess.run(command, cwd=ROOT, env=self.environment("web"), check=True, timeout=120)

    def command(self, *words):
        """Run a command as an administrator would, whatever becomes of it; what it writes is kept as a log."""
        with (self.folder / "commands.log").open("a") as log:
            command = [sys.executable, "manage.py", *words]
            subprocess.run(
                command,
                cwd=ROOT,
                env=self.environment("web"),
                stdout=log,
                stderr=log,
                timeout=120,
                check=False,
            )

    @property
    def broker(self):
        """The address of the broker as the services have it."""
        return f"{self.redis.scheme}://{self.redis.netloc}/13"

    def stop(self, service):
        """Stop a service as ``docker compose stop`` does."""
        process = self.running.pop(service)
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill(self, service):
        """Let a service die at once with all its processes, as when the machine loses power."""
        process = self.running.pop(service)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def health(self, service):
        """Run the health check of a service. Return its exit code."""
        kind, program, *arguments = self.services[service]["healthcheck"]["test"]
        assert (kind, program) == ("CMD", "python")
        here = f"http://127.0.0.1:{self.port}"
        arguments = [argument.replace("http://web:8000", here) for argument in arguments]
        environment = self.environment(service)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, check=False, **quiet
        ).returncode

    def query(self, statement, *values):
        """Run one SQL statement in the database of this portal. Return its rows, if it has any."""
        address = f"{self.postgres.scheme}://{self.postgres.netloc}/{self.database}"
        connection = psycopg2.connect(address)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    @contextmanager
    def away(self):
        """For a while the database takes no connection, and those that stood are gone."""
        self._in_postgres(f'ALTER DATABASE "{self.database}" ALLOW_CONNECTIONS false')
        self._in_postgres(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.database}'"  # noqa: S608
        )
        try:
            yield
        finally:
            self._in_postgres(f'ALTER DATABASE "{self.database}" ALLOW_CONNECTIONS true')

    def log(self, service):
        """What a service has written."""
        return (self.folder / f"{service}.log").read_text(errors="replace")

    def _in_postgres(self, statement):
        connection = psycopg2.connect(self.postgres.geturl())
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()


def crowd():
    """How many processes want each core at present, 1 at least: so much longer everything takes here."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def patience(seconds):
    """Yield until so many seconds have gone by for a process that had a core for itself: what is slow only because the
    machine has other work is waited for."""
    spent, before = 0.0, time.monotonic()
    while spent < seconds:
        yield
        time.sleep(0.2)
        spent, before = spent + (time.monotonic() - before) / crowd(), time.monotonic()


def wait_until(happened, *, seconds=60, what=""):
    """Wait until ``happened()`` is true and return its value; fail with ``what`` when it never is."""
    for _turn in patience(seconds):
        if result := happened():
            return result
    raise AssertionError(f"not within {seconds} seconds: {what}")
