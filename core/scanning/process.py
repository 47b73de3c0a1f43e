"""Hands one file to a process of its own, and takes what it found."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from core.database import outside
from core.scanning.findings import Found

HOME = Path(__file__).resolve().parent.parent.parent
SECONDS = 90
CLEANED = frozenset(
    {"docx", "xlsx", "pdf", "png", "jpg", "jpeg"}
)  # types of which a cleaned copy can be made


def scan_file(path: Path, suffix: str, *, today: date, known: frozenset[str] = frozenset()) -> list[Found]:
    """All findings of the file at ``path``. A file that breaks the limits or the reader is a finding, no error.

    The process knows no secret of the portal: it is given none of its environment. Telephone numbers in ``known``
    are meant to be public.
    """
    arguments = [str(path), suffix, today.isoformat(), *sorted(known)]
    try:
        return [Found(**one) for one in json.loads(_run("core.scanning", *arguments))]
    except (subprocess.SubprocessError, ValueError) as error:
        return [Found("unreadable", {"part": "file"}, type(error).__name__)]


def cleaned_copy(path: Path, suffix: str) -> bytes:
    """The content of the file at ``path`` without metadata of people and places, or b"" when it cannot be made."""
    try:
        return _run("core.scanning.copying", str(path), suffix)
    except subprocess.SubprocessError:
        return b""


@outside.transactions("looking through a file")
def _run(module: str, *arguments: str) -> bytes:
    """What ``module`` writes when it is run by itself. Raises ``SubprocessError`` when it fails or takes too long."""
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(
        command, cwd=HOME, env=environment, capture_output=True, timeout=SECONDS, check=True
    ).stdout
