"""What the programs around the portal know of the machine: addresses, free ports, libraries, browsers."""

import contextlib
import ctypes
import ctypes.util
import os
import shutil
import signal
import socket
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
PANGO_LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig", "gobject-2.0")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


def read_env_file():
    """Add the variables of ``.env`` to the environment; those already set stay."""
    environ.Env.read_env(ROOT / ".env")


def port_from_environment():
    """The port to serve on. A wrong one ends the program with a sentence."""
    given = os.environ.get("PORT", "").strip() or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise SystemExit(f"PORT={given!r} cannot be used: a whole number from 1 to 65535 is expected.")
    return int(given)


def is_port_free(host, port):
    """Whether a server could listen on ``host:port`` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port():
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def missing_pango():
    """The libraries of WeasyPrint that this machine lacks; without them PDF cannot be made."""
    return [name for name in PANGO_LIBRARIES if not _loads(name)]


def find_chromium():
    """The path of a Chromium for the browser tests, or an empty text. ``CHROMIUM`` overrides the search."""
    named = os.environ.get("CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), "")


def die_with_parent():
    """Ask the kernel to end this process when the one that started it is gone, however it went.

    Meant as ``preexec_fn``. Linux only; elsewhere the process simply lives until it is told to stop.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _loads(name):
    found = ctypes.util.find_library(name) or f"lib{name}.so.0"
    try:
        ctypes.CDLL(found)
    except OSError:
        return False
    return True
