"""``make run``: prepare the portal, then serve it with worker and scheduler until Ctrl-C.

One process without threads reads the code, forks the four programs from it (tools/forked.py), prints their lines,
starts a fallen one again, and ends them all together.
"""

import contextlib
import os
import selectors
import signal
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from django.core.management import call_command

from tools import forked, prepare
from tools.environment import (
    PANGO_PACKAGES,
    ROOT,
    is_port_free,
    missing_pango,
    port_from_environment,
    read_env_file,
)
from tools.setup import apt_install, apt_line

TELL_EVERY = 10  # seconds, while the programs start
STOP_SECONDS = 10
MOST_STARTS = 4  # of one program within RESTART_WINDOW; then something is wrong and everything ends
RESTART_WINDOW = 60
MOST_BYTES = 65536

WEB_OPTIONS = "--workers 1"  # gunicorn.conf.py says the rest
QUIET_WORKER = "--loglevel warning --without-gossip --without-mingle --without-heartbeat"
WORKER_OPTIONS = f"--pool threads --concurrency 2 {QUIET_WORKER}"
# Letters have a worker of their own: a mail server that hangs holds no other job.
LETTERS_OPTIONS = "--queues letters --hostname letters@%h --pool threads --concurrency 1"
BEAT_OPTIONS = "--loglevel warning --pidfile="
# For whoever starts one of the programs by itself.
KNOWN_WARNINGS = f"ignore:{forked.KNOWN_WARNING}"


def main():
    """Prepare, serve, clean up. Return the exit code."""
    os.chdir(ROOT)
    read_env_file()
    host = os.environ.get("BIND_ADDRESS", "").strip() or "127.0.0.1"
    port = port_from_environment()
    if not is_port_free(host, port):
        print(
            f"Port {port} is in use by another program. "
            f"Stop that one, or choose another: PORT={port + 1} make run",
            file=sys.stderr,
        )
        return 1
    bring_pango()
    print("Reading the code of the portal …", flush=True)
    prepare.compile_words()  # before they are read
    forked.read_code()
    if forked.Child("prepare", lambda: prepare.main([])).wait():
        return 1
    supervisor = Supervisor(programs(host, port))
    health = f"http://{reachable(host)}:{port}/healthz"
    return supervisor.run(on_start=lambda: announce(host, port), health=health)


def bring_pango():
    """Install the libraries that PDF needs when this user may, else say how."""
    if missing_pango() and not (apt_install(*PANGO_PACKAGES) and not missing_pango()):
        print(
            "Everything but PDF will work: the pango libraries are missing.\n"
            f"To have PDF too, please type: {apt_line(*PANGO_PACKAGES)}"
        )


def programs(host, port):
    """The command lines of web server, workers and scheduler, by name."""
    python = sys.executable
    celery = [python, "-m", "celery", "--app", "disclosure_portal", "--quiet"]
    gunicorn = [python, "-m", "gunicorn", "disclosure_portal.wsgi", "--bind", f"{host}:{port}"]
    return {
        "web": [*gunicorn, *WEB_OPTIONS.split()],
        "worker": [*celery, "worker", *WORKER_OPTIONS.split()],
        "letters": [*celery, "worker", *LETTERS_OPTIONS.split(), *QUIET_WORKER.split()],
        "beat": [*celery, "beat", *BEAT_OPTIONS.split()],
    }


def reachable(host):
    """The name under which a server bound to ``host`` is reached from this machine."""
    return "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - compared, not bound


def announce(host, port):
    """Print the addresses and the logins of the demo."""
    address = f"http://{reachable(host)}:{port}"
    lines = [
        "",
        f"The portal is open:   {address}/",
        f"In English:           {address}/en/",
        f"For staff:            {address}/admin/",
        f"Health:               {address}/healthz",
        "",
    ]
    print("\n".join(lines), flush=True)
    forked.Child("logins", lambda: call_command("demo", logins=True)).wait()
    print("\nCtrl-C ends all processes.", flush=True)


@dataclass
class Program:
    """One of the programs that run together: its command, its process, and when it was started."""

    name: str
    command: list
    process: forked.Child | None = None
    starts: list = field(default_factory=list)
    unfinished: bytes = b""

    def start(self):
        """Start it in a session of its own, so that Ctrl-C in the terminal reaches only the supervisor."""
        self.starts.append(time.monotonic())
        self.process = forked.Child(self.name, forked.module(self.command[1:]), piped=True)

    def signal_group(self, number):
        """Send a signal to it and to the processes that it has started."""
        for send in (os.killpg, os.kill):  # one that has just begun has no group of its own yet
            with contextlib.suppress(ProcessLookupError):
                send(self.process.pid, number)

    def falls_often(self):
        """Whether it had to be started so often lately that starting it again is no help."""
        lately = time.monotonic() - RESTART_WINDOW
        return sum(start > lately for start in self.starts) >= MOST_STARTS

    def print_lines(self):
        """Print what it has written since, each whole line under its name. Return False at the end."""
        try:
            data = os.read(self.process.stdout, MOST_BYTES)
        except BlockingIOError:
            return True
        *lines, self.unfinished = (self.unfinished + data).split(b"\n")
        if not data and self.unfinished:
            lines, self.unfinished = [self.unfinished], b""
        for line in lines:
            print(f"{self.name:<7} | {line.decode(errors='replace')}", flush=True)
        return bool(data)


class Supervisor:
    """Keeps the programs running until it is told to stop."""

    def __init__(self, commands):
        self.programs = [Program(name, command) for name, command in commands.items()]
        self.selector = selectors.DefaultSelector()
        self.stopping = False

    def run(self, *, on_start, health):
        """Start all, call ``on_start`` when ``health`` answers, watch until stopped. Return the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            for program in self.programs:
                self._start(program)
            if not self._wait_for(health):
                return 0 if self.stopping else 1
            on_start()
            return self._watch()
        finally:
            self._stop_all()

    def _ask_to_stop(self, number, frame):
        self.stopping = True

    def _start(self, program):
        program.start()
        self.selector.register(program.process.stdout, selectors.EVENT_READ, program)

    def _print_what_came(self, seconds):
        for key, _mask in self.selector.select(seconds):
            if not key.data.print_lines():
                self.selector.unregister(key.fileobj)
                os.close(key.fileobj)

    def _wait_for(self, health):
        """Wait until the portal answers, for as long as its processes live; say now and then that it is on its way."""
        began, told = time.monotonic(), 0
        while not self.stopping:
            self._print_what_came(0.1)
            if fallen := next((one for one in self.programs if one.process.poll() is not None), None):
                self._print_what_came(0)
                print(f"The {fallen.name} process ended while starting (code {fallen.process.returncode}).")
                return False
            if answers(health):
                return True
            waited = int(time.monotonic() - began)
            if waited // TELL_EVERY > told:
                told = waited // TELL_EVERY
                print(f"Starting the web server, the workers and the scheduler … ({waited} s)", flush=True)
        return False

    def _watch(self):
        while not self.stopping:
            self._print_what_came(0.5)
            for program in self.programs:
                code = program.process.poll()
                if code is None or self.stopping:
                    continue
                self._print_what_came(0)
                if program.falls_often():
                    print(
                        f"The {program.name} process keeps ending (code {code}); everything is stopped.",
                        flush=True,
                    )
                    return 1
                print(f"The {program.name} process ended (code {code}); it is started again.", flush=True)
                program.signal_group(signal.SIGKILL)
                self._start(program)
        return 0

    def _stop_all(self):
        running = [one for one in self.programs if one.process]
        if any(one.process.poll() is None for one in running):
            print("\nStopping …", flush=True)
        for program in running:
            if program.process.poll() is None:
                program.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and any(one.process.poll() is None for one in running):
            self._print_what_came(0.1)
        for program in running:
            program.signal_group(signal.SIGKILL)
            program.process.wait()
        self._print_what_came(0)
        print("All processes have ended.", flush=True)


def answers(address):
    """Whether a server answers there; a host name that it does not serve (400) is an answer as well."""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own http address
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
