"""Is this container well? The answer is the exit code, as a health check wants it; a sentence says why not.

Reads the same environment as the portal and needs the standard library and Celery only.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta

CLOCK_PAUSE = timedelta(minutes=3)  # some job of the clock runs far more often than this


WORKERS = {"worker": "celery", "letters": "letters"}


class Unwell(Exception):
    """What is wrong, in one sentence."""


def main(argv=None):
    """Ask about one of web, worker, letters and beat. Return 0 when it is well."""
    parser = argparse.ArgumentParser(prog="python -m tools.health", description=__doc__.splitlines()[0])
    parser.add_argument("who", choices=["web", "worker", "letters", "beat"])
    parser.add_argument("--web", help="address of the web server", default=f"http://127.0.0.1:{own_port()}")
    options = parser.parse_args(argv)
    try:
        if options.who in WORKERS:
            ping_worker(WORKERS[options.who])
        else:
            report = read_health(options.web)
            if options.who == "beat":
                check_clock(report, now=datetime.now(UTC))
    except (Unwell, OSError, ValueError) as error:
        print(f"{options.who} is not well: {error}", file=sys.stderr)
        return 1
    return 0


def own_port():
    """The port that the web server of this container listens on."""
    return os.environ.get("PORT") or "8000"


def read_health(web):
    """The report of ``/healthz``, asked for under a host name that the portal serves."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip() or "localhost"
    headers = {"Host": host.lstrip("."), "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"{web}/healthz", headers=headers)  # noqa: S310 - http, from the options
    with urllib.request.urlopen(request, timeout=4) as reply:  # noqa: S310 - the same
        return json.load(reply)


def check_clock(report, *, now):
    """Refuse when no job of the clock has run lately: then beat, worker or broker stand still."""
    runs = [datetime.fromisoformat(ran_at) for ran_at in report["jobs"].values()]
    if not runs or now - max(runs) > CLOCK_PAUSE:
        raise Unwell("no job of the clock has run in the last three minutes")


def ping_worker(kind):
    """Ask the worker of this container, by the first part of its name, for a sign of life through the broker."""
    ping = [sys.executable, "-m", "celery", "--app", "disclosure_portal", "inspect", "ping", "--timeout", "8"]
    name = f"{kind}@{socket.gethostname()}"
    done = subprocess.run([*ping, "--destination", name], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unwell((done.stderr or done.stdout).strip().splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
