"""Bring the portal's database, words, regimes, demo and static files up to date, in one Django start.

Every step may be repeated: what is already done is found done and left alone, so no data is lost.
"""

import argparse
import hashlib
import io
import os
import sys
import time
from functools import partial
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections

from core.database import fresh
from core.management.commands.compile_catalogues import catalogues, compile_catalogue
from tools import forked
from tools.environment import ROOT


def main(argv=None):
    """Take all steps in order; tell of each how long it took when that was noticeable."""
    parser = argparse.ArgumentParser(prog="python -m tools.prepare", description=__doc__.splitlines()[0])
    parser.add_argument("--without-demo", action="store_true", help="build no demo agencies (production)")
    without_demo = parser.parse_args(argv).without_demo
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
    compile_words()  # before Django reads them: it does so once, and what follows here writes letters
    django.setup()
    if not without_demo and not settings.EMBEDDED:
        sys.exit(
            "With EMBEDDED=false say --without-demo: a real portal takes no invented people and matters."
        )
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database of DATABASE_URL cannot be reached: {reason}")
    if said := fresh.fault(connection):
        sys.exit(said)
    starting = import_module("core.startup")  # it reads models, which are there only now
    starting.refuse_or_begin()  # before migrations write anything with the key of another database
    steps = [
        ("database", lambda: call_command("migrate", interactive=False, verbosity=0)),
        ("key", starting.refuse_or_begin),
        (
            "values",
            import_module("core.keys").bind_rows,
        ),  # of a database of before they were bound to their rows
        ("regimes", load_regimes),
    ]
    if not without_demo:
        # Quiet, it prints only what it tells once; `make run` shows the logins when the portal is open.
        steps.append(("demo", lambda: call_command("demo", first=True, verbosity=0)))
    collecting = begin_to_collect_static()
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
    finish_to_collect_static(collecting)


def compile_words():
    """Compile the catalogues that have changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
    for source in catalogues():
        compile_catalogue(source)


def load_regimes():
    """Load the regimes that this very database does not know, and say which files differ from what it holds.

    A version that somebody loaded stays until somebody loads another: the start replaces none. Files that were looked
    at before are not read again; what was said about them is said again.
    """
    stamp = Path(settings.DATA_DIR) / "regimes-loaded"
    known, _newline, said = (
        stamp.read_text(encoding="utf-8").partition("\n") if stamp.exists() else ("", "", "")
    )
    if known != regimes_fingerprint():
        told = io.StringIO()
        call_command("load_regimes", only_new=True, verbosity=0, stdout=told)
        said = told.getvalue()
        stamp.write_text(f"{regimes_fingerprint()}\n{said}", encoding="utf-8")
    print(said, end="", flush=True)


def regimes_fingerprint():
    """A digest over the regime files and the versions that the database holds."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "regimes").rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    versions = (
        apps.get_model("core", "RegimeVersion")
        .objects.order_by("pk")
        .values_list("pk", "digest", "loaded_at")
    )
    digest.update(repr(list(versions)).encode())
    return digest.hexdigest()


def begin_to_collect_static():
    """Copy and compress the static files in a process beside the other steps, when one of them has changed.

    Compressing takes as long as all the rest; on two cores it then costs nobody any time. Returns the process
    and the fingerprint that will be true when it is done, or None.
    """
    current = static_fingerprint()
    if static_stamp().exists() and static_stamp().read_text() == current:
        return None
    print("Collecting the static files meanwhile …", flush=True)
    connections.close_all()  # the process beside has no use for them
    collect = partial(call_command, "collectstatic", interactive=False, verbosity=0)
    return forked.Child("static", collect), current


def finish_to_collect_static(collecting):
    """Wait for what ``begin_to_collect_static`` has begun, and remember that it is done."""
    if collecting is None:
        return
    process, fingerprint = collecting
    if process.wait():
        sys.exit("The static files could not be collected; the lines above say why.")
    static_stamp().write_text(fingerprint)


def static_stamp():
    """The file that remembers for which static files the collected ones were made."""
    return Path(settings.STATIC_ROOT) / "fingerprint"


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
