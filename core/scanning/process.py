"""Hands one file to a process of its own, and takes what it found."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from core.scanning.findings import Found

HOME = Path(__file__).resolve().parent.parent.parent
SECONDS = 90


def scan_file(path: Path, suffix: str, *, today: date, known: frozenset[str] = frozenset()) -> list[Found]:
    """All findings of the file at ``path``. A file that breaks the limits or the reader is a finding, no error.

    The process knows no secret of the portal: it is given none of its environment. Telephone numbers in ``known``
    are meant to be public.
    """
    command = [sys.executable, "-m", "core.scanning", str(path), suffix, today.isoformat(), *sorted(known)]
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=HOME, env=environment, capture_output=True, timeout=SECONDS, check=True
        )
        return [Found(**one) for one in json.loads(done.stdout)]
    except (subprocess.SubprocessError, ValueError) as error:
        return [Found("unreadable", {"part": "file"}, type(error).__name__)]
