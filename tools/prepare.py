"""Bring the portal's database, words, regimes, demo and static files up to date, in one Django start.

Every step may be repeated: what is already done is found done and left alone, so no data is lost.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

STAMP_NAME = "static.json"


def main(argv=None):
    """Take all steps in order; tell of each how long it took when that was noticeable."""
    parser = argparse.ArgumentParser(prog="python -m tools.prepare", description=__doc__.splitlines()[0])
    parser.add_argument("--without-demo", action="store_true", help="build no demo agencies (production)")
    without_demo = parser.parse_args(argv).without_demo
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database of DATABASE_URL cannot be reached: {reason}")
    steps = [
        ("words", lambda: call_command("compile_catalogues", verbosity=0)),
        ("database", lambda: call_command("migrate", interactive=False, verbosity=0)),
        ("regimes", lambda: call_command("load_regimes", verbosity=0)),
        ("static files", collect_static),
    ]
    if not without_demo:
        steps.append(("demo", lambda: call_command("demo", verbosity=0)))
    for name, step in steps:
        started = time.monotonic()
        print(f"Preparing the {name} …", flush=True)
        try:
            step()
        except CommandError as error:
            sys.exit(f"The {name} could not be prepared: {error}")
        took = time.monotonic() - started
        if took > 1:
            print(f"  done in {took:.0f} s", flush=True)


def collect_static():
    """Copy and compress the static files when one of them has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / STAMP_NAME
    current = static_fingerprint()
    try:
        if json.loads(stamp.read_text()) == current:
            return
    except (OSError, ValueError):
        pass
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(json.dumps(current))


def static_fingerprint():
    """A digest over path, size and time of every static file of every app."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
